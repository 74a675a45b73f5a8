package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.resume.Uncertain;
import dev.fluxar.session.resume.Unreceived;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ended.
 *
 * @param event what ended it
 * @param error null after an orderly end
 * @param cause what broke the transport, or null
 * @param unreceived the exchanges of this side that the other has not received; null where that is
 *     not known
 * @param uncertain counts the exchanges of this side that have failed by it with outcome UNKNOWN
 */
public record SessionEnd(
        SessionEvent event,
        @Nullable ErrorInfo error,
        @Nullable Throwable cause,
        @Nullable Unreceived unreceived,
        Uncertain uncertain) {

    /**
     * An end of which nothing is known but why it came.
     *
     * @param event what ended it
     * @param error null after an orderly end
     * @param cause what broke the transport, or null
     */
    public SessionEnd(SessionEvent event, @Nullable ErrorInfo error, @Nullable Throwable cause) {
        this(event, error, cause, null, new Uncertain());
    }

    /** What is told of a connection that was lost, {@code cut} bytes into a frame. */
    static ErrorInfo lost(@Nullable Throwable cause, boolean handshakeDone, int cut) {
        return ErrorInfo.of(
                ErrorCode.UNAVAILABLE,
                "the connection was lost: "
                        + (cause == null ? "the other side closed it" : cause.getMessage())
                        + (handshakeDone ? "" : ", before the handshake was done")
                        + (cut == 0 ? "" : ", " + cut + " bytes into a frame"));
    }

    /**
     * Whether it ended in order. §9.4-2
     *
     * @return true when nobody is at fault
     */
    public boolean orderly() {
        return error == null;
    }

    /**
     * Why it ended, as an exception.
     *
     * @return with the code that ended the session
     */
    public FluxarException reason() {
        ErrorInfo told =
                error == null
                        ? ErrorInfo.of(ErrorCode.UNAVAILABLE, "the session has ended")
                        : error;
        return FluxarException.ofOperation(
                told.code(),
                told.message(),
                ErrorCode.outcomeOf(told.code()),
                told.retryMillis() < 0 ? null : Duration.ofMillis(told.retryMillis()),
                told.data(),
                cause);
    }

    /**
     * What an exchange of this side that the end cut short fails with. §9.15-4
     *
     * @param outcome as far as this side knows
     * @param idHigh high half of the exchange's id
     * @param idLow low half
     * @return as {@link #failure(Outcome)}, with NOT_PROCESSED where the other side has said that
     *     it has not received it
     */
    public FluxarException failure(Outcome outcome, long idHigh, long idLow) {
        boolean lacks =
                outcome == Outcome.UNKNOWN
                        && unreceived != null
                        && unreceived.contains(idHigh, idLow);
        Outcome known = lacks ? Outcome.NOT_PROCESSED : outcome;
        if (known == Outcome.UNKNOWN) {
            uncertain.add();
        }
        return failure(known);
    }

    /**
     * Whether the other side has said that it lacks what has a number.
     *
     * @param number that was given; 0 for none
     * @return false where nothing is known
     */
    public boolean lacks(long number) {
        return unreceived != null && unreceived.contains(number);
    }

    /**
     * What an operation that the end cut short fails with. §4.3-1
     *
     * @param outcome NOT_SENT where it was not written, else UNKNOWN
     * @return UNAVAILABLE, with the reason in its message and as its cause
     */
    public FluxarException failure(Outcome outcome) {
        return FluxarException.ofOperation(
                ErrorCode.UNAVAILABLE.code(),
                error == null
                        ? "the session has ended"
                        : "the session has ended: " + error.message(),
                outcome,
                null,
                null,
                reason());
    }
}
