package dev.fluxar;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failed operation: which code, what is known of its effect, and a message for a person (spec
 * §4). Handlers throw it to answer with a code of their own choice; any other exception of a
 * handler travels as {@link ErrorCode#INTERNAL} without its message, and so does the failure of an
 * operation that the handler itself relied on. Immutable.
 */
public class FluxarException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Error code as on the wire. */
    private final int code;

    /** What is known of the effect. */
    private final Outcome outcome;

    /** Milliseconds after which a retry makes sense; -1 when not told. */
    private final long retryMillis;

    /** Whether an operation of the library failed with it. */
    private final boolean ofOperation;

    /** Encoded details for the application; null when there are none. */
    private final transient @Nullable Cbor data;

    /**
     * Fails with a code of the protocol.
     *
     * @param code never null
     * @param message for a person; travels to the other side when a handler throws it
     */
    public FluxarException(ErrorCode code, String message) {
        this(code.code(), message, code.refusalOutcome(), null, null, null);
    }

    /**
     * Fails with an application's code.
     *
     * @param code {@link ErrorCode#APPLICATION_MIN} to {@link ErrorCode#APPLICATION_MAX}
     * @param message for a person; travels to the other side when a handler throws it
     * @param data details for the other side's application, or null
     * @throws IllegalArgumentException when the code is out of that range
     */
    public FluxarException(int code, String message, @Nullable Cbor data) {
        this(applicationCode(code), message, Outcome.PROCESSED, null, data, null);
    }

    /**
     * Fails with everything told.
     *
     * @param code as on the wire
     * @param message for a person
     * @param outcome what is known of the effect
     * @param retry after which time a retry makes sense, or null
     * @param data details for the application, or null
     * @param cause local cause, never sent, or null
     */
    public FluxarException(
            int code,
            String message,
            Outcome outcome,
            @Nullable Duration retry,
            @Nullable Cbor data,
            @Nullable Throwable cause) {
        this(code, message, outcome, retry, data, cause, false);
    }

    private FluxarException(
            int code,
            String message,
            Outcome outcome,
            @Nullable Duration retry,
            @Nullable Cbor data,
            @Nullable Throwable cause,
            boolean ofOperation) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.ofOperation = ofOperation;
        this.code = code;
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.retryMillis = retry == null ? -1 : retry.toMillis();
        this.data = data;
    }

    /**
     * What an operation of the library fails with. A handler that lets it pass answers {@link
     * ErrorCode#INTERNAL}: its outcome and message speak of another operation than the one that the
     * handler answers.
     *
     * @param code as on the wire
     * @param message for a person
     * @param outcome what is known of the effect
     * @param retry after which time a retry makes sense, or null
     * @param data details for the application, or null
     * @param cause local cause, or null
     * @return never null
     */
    public static FluxarException ofOperation(
            int code,
            String message,
            Outcome outcome,
            @Nullable Duration retry,
            @Nullable Cbor data,
            @Nullable Throwable cause) {
        return new FluxarException(code, message, outcome, retry, data, cause, true);
    }

    /**
     * Whether an operation of the library failed with it, rather than an application making it.
     *
     * @return false for what an application constructs
     */
    public boolean isOfOperation() {
        return ofOperation;
    }

    /**
     * The number of the code.
     *
     * @return as on the wire
     */
    public int code() {
        return code;
    }

    /**
     * The constant of the code.
     *
     * @return empty for an application's code or one of a later version
     */
    public Optional<ErrorCode> errorCode() {
        return Optional.ofNullable(ErrorCode.of(code));
    }

    /**
     * What is known of the operation's effect on the other side.
     *
     * @return never null
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * After which time a retry makes sense.
     *
     * @return empty when the other side did not tell
     */
    public Optional<Duration> retry() {
        return retryMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryMillis));
    }

    /**
     * Details that the other side's application sent along.
     *
     * @return empty when there are none, and after Java serialization
     */
    public Optional<Cbor> data() {
        return Optional.ofNullable(data);
    }

    private static int applicationCode(int code) {
        if (code < ErrorCode.APPLICATION_MIN || code > ErrorCode.APPLICATION_MAX) {
            throw new IllegalArgumentException(
                    "application error code "
                            + code
                            + " is out of range, expected "
                            + ErrorCode.APPLICATION_MIN
                            + " to "
                            + ErrorCode.APPLICATION_MAX);
        }
        return code;
    }
}
