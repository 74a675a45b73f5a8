package dev.fluxar.session.resume;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeOffer;

/**
 * A hello that resumes a session, as a responder reads it (spec §9.11).
 *
 * @param asked with its proof
 * @param idHigh high half of the hello's id, which its answer names
 * @param idLow low half
 */
public record ResumeHello(Proven<ResumeOffer> asked, long idHigh, long idLow) {

    /**
     * What refuses it. §9.15
     *
     * @param error RESUME_REFUSED, with the reason
     * @return an envelope of type 1
     */
    public Envelope refusal(ErrorInfo error) {
        return new Envelope(MessageType.HELLO, 0, 0, idHigh, idLow, null, null, null, error);
    }
}
