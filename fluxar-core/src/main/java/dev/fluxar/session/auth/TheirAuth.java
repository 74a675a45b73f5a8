package dev.fluxar.session.auth;

import dev.fluxar.Authentication;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth.Ruling;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.auth.AuthDecider.Attempted;
import dev.fluxar.session.auth.CredentialsCodec.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other side presents: handed to the application one after the other, and answered as that
 * decides. Confined to the session's thread.
 */
final class TheirAuth {

    /** How many challenges in a row. §8.7-5 */
    private static final int MOST_CHALLENGES = 8;

    /** After how many refusals in a row the session ends. */
    private static final int MOST_REFUSALS = 3;

    private static final List<String> ALL = List.of("bearer", "apikey", "credentials", "custom");

    private static final Logger LOG = LoggerFactory.getLogger(TheirAuth.class);

    private final AuthExchange exchange;
    private final AuthSettings settings;
    private final AuthDecider decider;
    private final AuthListener listener;
    private final AuthMachine machine = new AuthMachine("their");

    /** What was accepted first, for good. §8.7-7 */
    private @Nullable String principal;

    /** Until when what was accepted last is good. */
    private long expires = Session.NEVER;

    private boolean accepted;
    private int refusals;

    // Valid while credentials are under way.
    private long attempts;
    private boolean inOffer;
    private boolean challengeable;
    private long idHigh;
    private long idLow;
    private @Nullable Credentials presented;
    private @Nullable Cbor challenge;
    private int challenges;

    TheirAuth(
            AuthExchange exchange,
            AuthSettings settings,
            AuthDecider decider,
            AuthListener listener) {
        this.exchange = exchange;
        this.settings = settings;
        this.decider = decider;
        this.listener = listener;
    }

    boolean isAwaited() {
        return machine.state() == AuthState.CHALLENGED;
    }

    /** Whether any were accepted. */
    boolean hasAccepted() {
        return accepted;
    }

    @Nullable String principal() {
        return principal;
    }

    /** How long what was accepted is still good, in nanoseconds; -1 for without end. */
    long expiresIn(long now) {
        return expires == Session.NEVER ? -1 : Math.max(0, expires - now);
    }

    /** Others were accepted with a resume. §9.12-9 */
    void renewed(long now, long expiresNanos) {
        expires = expiresNanos < 0 ? Session.NEVER : now + expiresNanos;
    }

    /** The connection is lost: a decision that is under way is of no use any more. §9.14-1 */
    void detached() {
        attempts++;
        challenges = 0;
        machine.transition(isAwaited() ? AuthEvent.GIVEN_UP : AuthEvent.REFUSED);
        forget();
    }

    /** Whether what was accepted is no longer good. §8.7-9 */
    boolean expired(long now) {
        return expires != Session.NEVER && now >= expires;
    }

    /** What the offer holds, or does not hold. */
    void judge(byte @Nullable [] credentials, boolean chosen) {
        if (credentials == null || !settings.looksAt()) {
            boolean lacking = credentials == null && settings.requires(); // §8.6-7
            exchange.session()
                    .onRuling(
                            lacking
                                    ? new Ruling(AuthRefusals.required(), null, false)
                                    : Ruling.NONE);
            return;
        }
        Content content;
        try {
            content = CredentialsCodec.decode(credentials, false);
        } catch (ProtocolException e) {
            exchange.session().onRuling(new Ruling(e.info(), null, false)); // §8.5-1
            return;
        }
        inOffer = true;
        challengeable = chosen;
        begin(content.credentials());
    }

    /** Credentials in an envelope of their own. */
    void onPresented(EnvelopeView view, @Nullable Credentials credentials) {
        if (machine.state() == AuthState.UNANSWERED) {
            // §8.7-1
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "auth with credentials while one is unanswered, expected none before");
        }
        inOffer = false;
        challengeable = true;
        idHigh = view.idHigh();
        idLow = view.idLow();
        begin(credentials);
    }

    private void begin(@Nullable Credentials credentials) {
        if (isAwaited() && !goesOn(credentials)) {
            machine.transition(AuthEvent.GIVEN_UP);
            challenge = null;
            challenges = 0;
        }
        presented = credentials;
        machine.transition(AuthEvent.PRESENTED);
        attempts++;
        if (credentials == null) {
            refuse(AuthRefusals.unsupported(settings.looksAt() ? ALL : List.of())); // §8.6-1
        } else if (!settings.looksAt()) {
            refuse(AuthRefusals.unsupported(List.of()));
        } else if (!settings.mayRead()) {
            refuse(AuthRefusals.overOpenChannel()); // §8.6-3: right or wrong
        } else {
            decider.decide(
                    new Attempted(
                            attempts, credentials, settings.confidential(), challenge, principal));
        }
    }

    /** Whether credentials answer the challenge: of the same scheme and name. §8.7-4 */
    private boolean goesOn(@Nullable Credentials credentials) {
        return presented instanceof Credentials.Custom before
                && credentials instanceof Credentials.Custom next
                && before.name().equals(next.name());
    }

    /** The application has decided, on whatever; only what is under way counts. §8.7-2 */
    void decided(long attempt, Authentication decision) {
        if (attempt != attempts || machine.state() != AuthState.UNANSWERED) {
            LOG.debug("a decision about attempt {} comes late, at {}", attempt, attempts);
            return;
        }
        if (exchange.session().state() == SessionState.CLOSED) {
            return;
        }
        if (decision instanceof Authentication.Accepted accepted) {
            accept(accepted);
        } else if (decision instanceof Authentication.Challenge more) {
            ask(more.challenge());
        } else if (decision instanceof Authentication.Refused refused) {
            refuse(AuthRefusals.of(refused)); // §8.7-10
        }
    }

    private void accept(Authentication.Accepted accepted) {
        String before = principal;
        if (before != null && !before.equals(accepted.principal())) {
            refuse(AuthRefusals.otherPrincipal()); // §8.7-7
            return;
        }
        this.accepted = true;
        principal = accepted.principal();
        long millis = accepted.valid() == null ? -1 : Millis.of(accepted.valid());
        long now = exchange.session().now();
        expires = millis < 0 ? Session.NEVER : Millis.behind(now, millis);
        challenges = 0;
        refusals = 0;
        forget();
        machine.transition(AuthEvent.ACCEPTED);
        listener.admitted(principal);
        answer(new AuthAnswer(principal, millis, null).encode(), false);
        if (exchange.session().state() == SessionState.AUTHENTICATING) {
            exchange.session().authenticated();
        }
        exchange.theirsDecided(principal, null);
    }

    private void ask(Cbor what) {
        boolean custom = presented instanceof Credentials.Custom;
        if (!custom || !challengeable) {
            LOG.warn("a challenge to the scheme {} is no answer: refused", presented); // §8.7-3
            refuse(AuthRefusals.unavailable());
            return;
        }
        if (challenges == MOST_CHALLENGES) {
            refuse(AuthRefusals.wrong()); // §8.7-5
            return;
        }
        byte[] encoded;
        try {
            encoded = new AuthAnswer(null, -1, what).encode();
        } catch (ProtocolException e) {
            LOG.warn("a challenge is no CBOR item: refused");
            refuse(AuthRefusals.unavailable());
            return;
        }
        challenges++;
        challenge = what;
        machine.transition(AuthEvent.MORE_WANTED);
        answer(encoded, true);
    }

    private void answer(byte[] content, boolean challenged) {
        if (inOffer) {
            exchange.session().onRuling(new Ruling(null, content, challenged));
        } else {
            exchange.session().sendUrgent(AuthMessages.answer(idHigh, idLow, content, null));
        }
    }

    /** In an established session it is left as it is. §8.7-8 */
    private void refuse(ErrorInfo error) {
        challenges = 0;
        refusals++;
        forget();
        machine.transition(AuthEvent.REFUSED);
        Session session = exchange.session();
        if (inOffer) {
            session.onRuling(new Ruling(error, null, false));
            return;
        }
        ErrorInfo told = error.fitting(session.peerLimits().envelope()); // §4.1-4
        session.sendUrgent(AuthMessages.answer(idHigh, idLow, null, told));
        if (session.state() == SessionState.AUTHENTICATING) {
            session.refuseAuth(error); // §8.7-11
        } else if (refusals == MOST_REFUSALS) {
            session.onViolation(AuthRefusals.wrong(), "");
        } else {
            exchange.theirsDecided(null, error);
        }
    }

    private void forget() {
        presented = null;
        challenge = null;
    }
}
