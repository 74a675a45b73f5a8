package dev.fluxar;

import org.jspecify.annotations.Nullable;

/**
 * The error codes of spec §4, with the {@link Outcome} of an operation that the other side refused
 * with that code. Codes from 1000 to 65535 belong to applications.
 */
public enum ErrorCode {
    /** A message or an order of messages that the protocol does not allow. */
    PROTOCOL_ERROR(101, Outcome.UNKNOWN),
    /** Bytes that are no envelope. */
    MALFORMED(102, Outcome.UNKNOWN),
    /** The peers share no protocol version. */
    UNSUPPORTED_VERSION(103, Outcome.NOT_PROCESSED),
    /** The handshake took too long. */
    HANDSHAKE_TIMEOUT(104, Outcome.NOT_PROCESSED),
    /** The other side was silent for three heartbeat intervals. */
    HEARTBEAT_TIMEOUT(105, Outcome.UNKNOWN),
    /** A frame failed authentication. */
    DECRYPT_FAILED(106, Outcome.UNKNOWN),
    /** No valid credentials were presented. */
    UNAUTHENTICATED(201, Outcome.NOT_PROCESSED),
    /** The principal may not do this. */
    FORBIDDEN(202, Outcome.NOT_PROCESSED),
    /** The credentials were valid once. */
    CREDENTIALS_EXPIRED(203, Outcome.NOT_PROCESSED),
    /** Nothing is registered under the target. */
    NOT_FOUND(301, Outcome.NOT_PROCESSED),
    /** The payload or a reserved meta key does not fit. */
    INVALID_ARGUMENT(302, Outcome.NOT_PROCESSED),
    /** The deadline passed first. */
    DEADLINE_EXCEEDED(303, Outcome.UNKNOWN),
    /** The caller gave up. */
    CANCELLED(304, Outcome.UNKNOWN),
    /** The request contradicts the present state. */
    CONFLICT(305, Outcome.NOT_PROCESSED),
    /** The other side does not implement this. */
    UNSUPPORTED(306, Outcome.NOT_PROCESSED),
    /** A payload or message is over a limit. */
    TOO_LARGE(307, Outcome.NOT_PROCESSED),
    /** More was sent than the credit allowed. */
    FLOW_VIOLATION(308, Outcome.UNKNOWN),
    /** The session cannot be resumed. */
    RESUME_REFUSED(309, Outcome.UNKNOWN),
    /** Too much is in progress; may be tried again later. */
    OVERLOADED(401, Outcome.NOT_PROCESSED),
    /** Requests come too fast; may be tried again later. */
    RATE_LIMITED(402, Outcome.NOT_PROCESSED),
    /** The handler failed. */
    INTERNAL(501, Outcome.PROCESSED),
    /** The other side cannot be reached, or no longer. */
    UNAVAILABLE(502, Outcome.UNKNOWN),
    /** The other side is going away and takes nothing new. */
    DRAINING(503, Outcome.NOT_PROCESSED),
    /** An event could not be delivered. */
    UNDELIVERABLE(504, Outcome.NOT_PROCESSED);

    /** The lowest code that an application may use. */
    public static final int APPLICATION_MIN = 1000;

    /** The highest code that an application may use. */
    public static final int APPLICATION_MAX = 65535;

    private final int code;
    private final Outcome refusalOutcome;

    ErrorCode(int code, Outcome refusalOutcome) {
        this.code = code;
        this.refusalOutcome = refusalOutcome;
    }

    /**
     * The number on the wire.
     *
     * @return 100 to 599
     */
    public int code() {
        return code;
    }

    /**
     * What a refusal with this code says about the refused operation.
     *
     * @return never null
     */
    public Outcome refusalOutcome() {
        return refusalOutcome;
    }

    /**
     * Finds the constant of a number.
     *
     * @param code as on the wire
     * @return null for application codes and codes of later versions
     */
    public static @Nullable ErrorCode of(long code) {
        for (ErrorCode value : VALUES) {
            if (value.code == code) {
                return value;
            }
        }
        return null;
    }

    /**
     * The name of a code, for people.
     *
     * @param code as on the wire
     * @return the constant's name, {@code APPLICATION_n} for an application's code, else {@code
     *     UNKNOWN_n}
     */
    public static String nameOf(long code) {
        ErrorCode known = of(code);
        if (known != null) {
            return known.name();
        }
        boolean application = code >= APPLICATION_MIN && code <= APPLICATION_MAX;
        return (application ? "APPLICATION_" : "UNKNOWN_") + code;
    }

    /**
     * What a refusal with a code says about the refused operation, by its class where the code is
     * unknown (§4.2-1).
     *
     * @param code as on the wire
     * @return never null
     */
    public static Outcome outcomeOf(long code) {
        ErrorCode known = of(code);
        if (known != null) {
            return known.refusalOutcome;
        }
        if (code >= APPLICATION_MIN && code <= APPLICATION_MAX) {
            return Outcome.PROCESSED;
        }
        long group = code / 100;
        return group == 2 || group == 4 ? Outcome.NOT_PROCESSED : Outcome.UNKNOWN;
    }

    private static final ErrorCode[] VALUES = values();
}
