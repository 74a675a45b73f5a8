package dev.fluxar.session.resume;

import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeGrant;
import dev.fluxar.session.hello.ResumeOffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a responder makes of a resume: one list of checks, in order (spec §9.12-1). That the hello
 * is well-formed, row 1, was checked when it was decoded. Pure: it changes nothing.
 */
public final class ResumeJudge {

    private static final byte[] NO_SECRET = new byte[ResumeGrant.SECRET];

    private final Proofs proofs;

    /**
     * Judges by these.
     *
     * @param proofs make and compare proofs
     */
    public ResumeJudge(Proofs proofs) {
        this.proofs = proofs;
    }

    /**
     * Judges an offer to resume.
     *
     * @param asked with its proof
     * @param noise of the hello, or null
     * @param known the session of that id, or null: there is none
     * @param channelClass of the channel that it came over
     * @return null: it may be resumed; otherwise what it is refused with
     */
    public @Nullable ErrorInfo refusal(
            Proven<ResumeOffer> asked,
            byte @Nullable [] noise,
            @Nullable KnownSession known,
            int channelClass) {
        ResumeOffer offer = asked.content();
        boolean right = proves(asked, noise, known == null ? null : known.secret());
        if (known == null || !right) {
            return unknown(); // Row 2.
        }
        return behindTheProof(offer, known, channelClass);
    }

    /**
     * What an unknown session and a wrong proof are refused with. §9.12-2
     *
     * @return RESUME_REFUSED
     */
    public static ErrorInfo unknown() {
        return RefusalReason.UNKNOWN.refusal("no such session is known here", 0);
    }

    /**
     * Whether an offer's proof is right: row 2. §9.12-2
     *
     * @param asked with its proof
     * @param noise of the hello, or null
     * @param secret of the session that it names, or null: there is none
     * @return false without a session, after as much work
     */
    public boolean proves(
            Proven<ResumeOffer> asked, byte @Nullable [] noise, byte @Nullable [] secret) {
        byte[] key = secret == null ? NO_SECRET : secret;
        byte[] proof = proofs.hmac(key, ProofInput.ofHello(asked.content().encoded(), noise));
        return proofs.same(proof, asked.proof()) && secret != null;
    }

    /**
     * Rows 3 to 7. §9.12-1
     *
     * @param offer whose proof is right
     * @param known the session
     * @param channelClass of the channel that it came over
     * @return null: it may be resumed; otherwise what it is refused with
     */
    public static @Nullable ErrorInfo behindTheProof(
            ResumeOffer offer, KnownSession known, int channelClass) {
        long received = known.received();
        if (known.state() == KnownSession.State.EXPIRED) {
            return RefusalReason.EXPIRED.refusal(
                    "the window of " + known.windowMillis() + " ms is over", received);
        }
        if (known.state() == KnownSession.State.ENDED) {
            return RefusalReason.ENDED.refusal("the session has ended", received);
        }
        if (offer.epoch() <= known.epoch()) {
            return RefusalReason.EPOCH.refusal(
                    "epoch is " + offer.epoch() + ", expected more than " + known.epoch(),
                    received);
        }
        if (channelClass < known.channelClass()) {
            return RefusalReason.WEAKER.refusal(
                    "the channel is of class "
                            + channelClass
                            + ", expected at least "
                            + known.channelClass(),
                    received);
        }
        if (!offer.versions().equals(List.of(known.version()))
                || !offer.capabilities().resume()
                || offer.capabilities().parts() != known.parts()) {
            return RefusalReason.FORM.refusal(
                    "expected version "
                            + known.version()
                            + " alone, resume, and parts "
                            + (known.parts() ? "too" : "not"),
                    received);
        }
        if (offer.received() > known.written() || offer.received() < known.acked()) {
            return RefusalReason.RECEIVED.refusal(
                    "received is "
                            + offer.received()
                            + ", expected "
                            + known.acked()
                            + " to "
                            + known.written(),
                    received);
        }
        return null;
    }
}
