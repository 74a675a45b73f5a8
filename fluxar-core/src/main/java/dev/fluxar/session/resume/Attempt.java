package dev.fluxar.session.resume;

import dev.fluxar.message.Payload;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.hello.ResumeOffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which the initiator tries to resume a session (spec §9.11 and §9.12). It knows
 * the session's secret, and touches the session in no way.
 */
public final class Attempt {

    private final Capabilities capabilities;
    private final long heartbeatMillis;
    private final byte[] session;
    private final long epoch;
    private final long received;
    private final byte[] secret;
    private final Proofs proofs;

    /** Once it has said hello. */
    private @Nullable ResumeOffer offer;

    /**
     * Prepares an attempt.
     *
     * @param capabilities that are offered
     * @param heartbeatMillis that is wished
     * @param session its id
     * @param epoch of the attempt
     * @param received so far
     * @param secret of the session
     * @param proofs make and compare proofs
     */
    public Attempt(
            Capabilities capabilities,
            long heartbeatMillis,
            byte[] session,
            long epoch,
            long received,
            byte[] secret,
            Proofs proofs) {
        this.capabilities = capabilities;
        this.heartbeatMillis = heartbeatMillis;
        this.session = session;
        this.epoch = epoch;
        this.received = received;
        this.secret = secret;
        this.proofs = proofs;
    }

    /**
     * The payload of the hello. §9.11-5
     *
     * @param version of the session
     * @param auth credentials as one encoded item, or null. §9.11-6
     * @return an encoded map
     */
    public Payload hello(long version, byte @Nullable [] auth) {
        ResumeOffer made =
                ResumeOffer.of(
                        version, capabilities, heartbeatMillis, session, epoch, received, auth);
        offer = made;
        return made.payload(proofs.hmac(secret, ProofInput.ofHello(made.encoded(), null)));
    }

    /**
     * Reads the answer.
     *
     * @param payload encoded
     * @return null where its proof is absent or wrong. §9.12-6
     * @throws dev.fluxar.message.ProtocolException for what no answer may hold
     */
    public @Nullable ResumeAnswer accept(byte[] payload) {
        ResumeOffer made = offer;
        Proven<ResumeAnswer> answered = made == null ? null : ResumeAnswer.decode(payload, made);
        if (made == null || answered == null) {
            return null;
        }
        ResumeAnswer answer = answered.content();
        byte[] input = ProofInput.ofAnswer(made.encoded(), null, answer.encoded());
        return proofs.same(proofs.hmac(secret, input), answered.proof()) ? answer : null;
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return "attempt " + epoch;
    }
}
