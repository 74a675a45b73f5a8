package dev.fluxar.session.auth;

import dev.fluxar.Authentication;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.auth.CredentialsCodec.Content;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is who in a session (spec §8.6 and §8.7): what either side presents, asks for and decides.
 * Pure, and confined to the session's thread.
 */
public final class AuthExchange implements SessionAuth {

    /** What keeping an envelope costs besides its bytes. */
    private static final int HELD_OVERHEAD = 256;

    private final AuthSettings settings;
    private final AuthListener listener;
    private final OwnAuth own;
    private final TheirAuth their;
    private final Asking asking;

    /** Read behind the answer, before the credentials are accepted. In the budget. §8.6-6 */
    private final ArrayDeque<EnvelopeView> held = new ArrayDeque<>(0);

    private boolean heldBye;
    private boolean inForce;
    private @Nullable Session session;

    /**
     * Starts with nobody known.
     *
     * @param settings of this side and of the channel
     * @param decider has the application decide
     * @param listener is told what is settled
     */
    public AuthExchange(AuthSettings settings, AuthDecider decider, AuthListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.own = new OwnAuth(this, settings, listener);
        this.their = new TheirAuth(this, settings, decider, listener);
        this.asking = new Asking(this, settings);
    }

    /**
     * Completes the construction.
     *
     * @param owner whose sides these are
     */
    public void bind(Session owner) {
        session = owner;
    }

    Session session() {
        Session bound = session;
        if (bound == null) {
            throw new IllegalStateException("auth without a session, expected bind() first");
        }
        return bound;
    }

    OwnAuth own() {
        return own;
    }

    // For the application, on the session's thread

    /**
     * Presents credentials in the session.
     *
     * @param credentials any
     * @param told what becomes of them
     */
    public void present(Credentials credentials, AuthResult told) {
        own.present(credentials, told);
    }

    /**
     * Asks the other side for credentials.
     *
     * @param schemes acceptable ones
     * @param told what becomes of what it presents
     */
    public void ask(List<String> schemes, AuthResult told) {
        asking.ask(schemes, told);
    }

    /**
     * The application has decided.
     *
     * @param attempt its number
     * @param decision about it; of no effect unless it is under way
     */
    public void decided(long attempt, Authentication decision) {
        their.decided(attempt, decision);
    }

    /**
     * Whether what the other side presented is no longer good: it may open nothing. §8.7-9
     *
     * @return whether
     */
    public boolean expired() {
        return their.expired(session().now());
    }

    // Where the session survives

    /**
     * What this handshake has settled.
     *
     * @param identity of this side, as the other has accepted it, or null
     * @return for the session that it resumes
     */
    public CarriedAuth carried(@Nullable Identity identity) {
        return new CarriedAuth(
                their.hasAccepted(),
                their.principal(),
                their.expiresIn(session().now()),
                identity != null,
                identity,
                inForce);
    }

    /**
     * The session is resumed, with credentials that were accepted anew. §9.12-9
     *
     * @param settled by the handshake that resumes it
     */
    public void carry(CarriedAuth settled) {
        inForce = settled.inForce();
        if (settled.judged()) {
            their.renewed(session().now(), settled.expiresNanos());
        }
    }

    /**
     * What this side presented and the other has accepted last.
     *
     * @return to be presented again with a resume; null for nothing
     */
    public @Nullable Credentials accepted() {
        return own.accepted();
    }

    /**
     * The connection is lost: what is under way is forgotten. §9.14-1
     *
     * @param why with what is known of the effect
     */
    public void detached(FluxarException why) {
        own.detached(why);
        their.detached();
        asking.ended(why);
    }

    /**
     * The session is over: whoever waits is told.
     *
     * @param why with what is known of the effect
     */
    public void ended(FluxarException why) {
        held.clear();
        own.ended(why);
        asking.ended(why);
    }

    /** Why nothing can be presented or asked for now, or null. */
    @Nullable FluxarException unfit() {
        SessionState state = session().state();
        if (state == SessionState.DRAINING) {
            return AuthRefusals.notSent(ErrorCode.DRAINING, "going away"); // §9.2-3
        }
        if (state != SessionState.ESTABLISHED) {
            return AuthRefusals.notSent(
                    ErrorCode.UNAVAILABLE, "the session is " + state + ", expected ESTABLISHED");
        }
        if (!inForce) {
            return AuthRefusals.notSent(
                    ErrorCode.UNSUPPORTED, "the other side does not look at credentials"); // §8.4-3
        }
        return null;
    }

    void ownAnswered() {
        asking.pay();
    }

    void theirsDecided(@Nullable String principal, @Nullable ErrorInfo refusal) {
        asking.decided(principal, refusal);
    }

    // For the session

    @Override
    public boolean capable(boolean withCredentials) {
        return settings.isUsed() && (settings.looksAt() || !withCredentials);
    }

    @Override
    public boolean inForce() {
        return inForce;
    }

    @Override
    public byte @Nullable [] present() {
        return own.offer();
    }

    @Override
    public void judge(byte @Nullable [] credentials, boolean chosen) {
        inForce = chosen;
        their.judge(credentials, chosen);
    }

    @Override
    public boolean answered(byte @Nullable [] answer, boolean chosen) {
        inForce = chosen;
        return own.answered(answer, chosen);
    }

    @Override
    public void awaited() {
        listener.awaiting();
        own.goOn();
    }

    @Override
    public void hold(EnvelopeView view) {
        if (their.isAwaited() && view.type() != MessageType.HELLO) {
            // §8.6-7
            throw new ProtocolException(
                    ErrorCode.UNAUTHENTICATED,
                    "envelope of type " + view.type().code() + " ahead of auth, expected auth");
        }
        if (view.type() == MessageType.HELLO) {
            if (heldBye) {
                throw new ProtocolException(
                        ErrorCode.PROTOCOL_ERROR, "a second bye, expected one only"); // §9.2-2
            }
            heldBye = true;
        }
        if (!session().budget().tryReserve(view.length() + HELD_OVERHEAD)) {
            throw new ProtocolException(
                    ErrorCode.OVERLOADED,
                    "too much is held until the credentials are accepted"); // §11.3-2
        }
        held.add(view.copy());
    }

    @Override
    public void established() {
        for (EnvelopeView next = held.poll(); next != null; next = held.poll()) {
            session().budget().release(next.length() + HELD_OVERHEAD);
            if (session().state() != SessionState.CLOSED) {
                session().act(next);
            }
        }
    }

    @Override
    public void onAuth(EnvelopeView view) {
        Content content = CredentialsCodec.decode(view.copyPayload(), true);
        List<String> schemes = content.asked();
        if (schemes == null) {
            their.onPresented(view, content.credentials());
        } else {
            asking.onAsked(view, schemes);
        }
    }

    @Override
    public boolean onAnswer(EnvelopeView view) {
        if (own.isLive(view.refHigh(), view.refLow())) {
            own.onAnswer(view);
        } else if (asking.isLive(view.refHigh(), view.refLow())) {
            asking.onAnswer(view);
        } else {
            return false;
        }
        return true;
    }

    @Override
    public boolean isLive(long idHigh, long idLow) {
        return own.isLive(idHigh, idLow) || asking.isLive(idHigh, idLow);
    }
}
