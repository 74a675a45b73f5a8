package dev.fluxar.session.resume;

import dev.fluxar.message.Payload;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.hello.ResumeOffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which the initiator tries to resume a session (spec §9.11 and §9.12). It knows
 * the session's secret, and touches the session in no way.
 */
public final class Attempt {

    private final ResumeOffer offer;
    private final byte[] secret;
    private final Proofs proofs;

    /**
     * Prepares an attempt.
     *
     * @param offer of the session
     * @param secret of the session
     * @param proofs make and compare proofs
     */
    public Attempt(ResumeOffer offer, byte[] secret, Proofs proofs) {
        this.offer = offer;
        this.secret = secret;
        this.proofs = proofs;
    }

    /**
     * The payload of the hello. §9.11-5
     *
     * @return an encoded map
     */
    public Payload hello() {
        return offer.payload(proofs.hmac(secret, ProofInput.ofHello(offer.encoded(), null)));
    }

    /**
     * Reads the answer.
     *
     * @param payload encoded
     * @return null where its proof is absent or wrong. §9.12-6
     * @throws dev.fluxar.message.ProtocolException for what no answer may hold
     */
    public @Nullable ResumeAnswer accept(byte[] payload) {
        Proven<ResumeAnswer> answered = ResumeAnswer.decode(payload, offer);
        if (answered == null) {
            return null;
        }
        ResumeAnswer answer = answered.content();
        byte[] input = ProofInput.ofAnswer(offer.encoded(), null, answer.encoded());
        return proofs.same(proofs.hmac(secret, input), answered.proof()) ? answer : null;
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return "attempt " + offer.epoch();
    }
}
