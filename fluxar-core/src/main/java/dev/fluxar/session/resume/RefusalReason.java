package dev.fluxar.session.resume;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.transport.WriteBuffer;

/** Why a resume is refused, row by row. §9.15-1 */
public enum RefusalReason {
    /** No such session, or a wrong proof. */
    UNKNOWN("unknown", false),
    /** The window has passed. */
    EXPIRED("expired", true),
    /** The session has ended otherwise. */
    ENDED("ended", true),
    /** What is said to be received does not fit. */
    RECEIVED("received", true),
    /** A later attempt was accepted. */
    EPOCH("epoch", false),
    /** The channel is weaker than the session's. */
    WEAKER("weaker", false),
    /** Version or capabilities are not the session's. */
    FORM("form", false),
    /** Another principal than the session's. */
    PRINCIPAL("principal", false);

    private final String word;
    private final boolean tellsReceived;

    RefusalReason(String word, boolean tellsReceived) {
        this.word = word;
        this.tellsReceived = tellsReceived;
    }

    /**
     * As it is written.
     *
     * @return a word
     */
    public String word() {
        return word;
    }

    /**
     * Whether a refusal has this reason. §9.15-1
     *
     * @param refusal of a resume
     * @return false for any other error
     */
    public boolean isOf(ErrorInfo refusal) {
        return refusal.code() == ErrorCode.RESUME_REFUSED.code()
                && word.equals(RefusalData.of(refusal).reason());
    }

    /**
     * The error that refuses. §9.15-1
     *
     * @param message for a person
     * @param received the highest number that the responder has received in the session (§9.15-2);
     *     told only where the reason is behind a right proof and ends the session
     * @return RESUME_REFUSED
     */
    public ErrorInfo refusal(String message, long received) {
        WriteBuffer data = new WriteBuffer(48);
        CborWriter.head(data, CborReader.MAP, tellsReceived ? 2 : 1);
        CborWriter.text(data, "reason");
        CborWriter.text(data, word);
        if (tellsReceived) {
            CborWriter.text(data, "received");
            CborWriter.integer(data, received);
        }
        return new ErrorInfo(
                ErrorCode.RESUME_REFUSED.code(), message, Cbor.of(data.toByteArray()), -1);
    }
}
