package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.ErrorInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ended.
 *
 * @param event what ended it
 * @param error null after an orderly end
 * @param cause what broke the transport, or null
 */
public record SessionEnd(SessionEvent event, @Nullable ErrorInfo error, @Nullable Throwable cause) {

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
