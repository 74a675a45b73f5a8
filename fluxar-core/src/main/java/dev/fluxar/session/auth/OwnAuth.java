package dev.fluxar.session.auth;

import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this side presents, and what the other side says to it. Confined to the session's thread.
 */
final class OwnAuth {

    /** What else an envelope with credentials takes, in bytes. */
    private static final int OVERHEAD = 64;

    /** What else a hello takes, in bytes. */
    private static final int HELLO_OVERHEAD = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(OwnAuth.class);

    private final AuthExchange exchange;
    private final AuthSettings settings;
    private final AuthListener listener;
    private final AuthMachine machine = new AuthMachine("own");

    // Valid while credentials are under way.
    private boolean sent;
    private long idHigh;
    private long idLow;
    private @Nullable Credentials presented;
    private @Nullable Cbor challenge;
    private AuthResult result = AuthResult.NONE;

    /** What was accepted last, to be presented again with a resume. §9.11-6 */
    private @Nullable Credentials accepted;

    OwnAuth(AuthExchange exchange, AuthSettings settings, AuthListener listener) {
        this.exchange = exchange;
        this.settings = settings;
        this.listener = listener;
    }

    @Nullable Credentials accepted() {
        return accepted;
    }

    boolean isIdle() {
        return machine.state() == AuthState.IDLE;
    }

    /** Whether an id is that of credentials that are not answered. */
    boolean isLive(long high, long low) {
        return machine.state() == AuthState.UNANSWERED && sent && high == idHigh && low == idLow;
    }

    /** What the application has to present now, or null. Its fault is not told to anybody else. */
    @Nullable Credentials supplied() {
        Supplier<? extends @Nullable Credentials> supplier = settings.security().credentials();
        try {
            return supplier == null ? null : supplier.get();
        } catch (RuntimeException | Error e) {
            // Its message may hold what it was about. §8.6-10
            LOG.warn("the supplier of credentials failed with {}", e.getClass().getName());
            return null;
        }
    }

    /** The credentials of the offer. §8.6-4 */
    byte @Nullable [] offer() {
        Credentials credentials = supplied();
        if (credentials == null) {
            return null;
        }
        if (!settings.mayWrite()) {
            // §8.6-2
            throw new ProtocolException(
                    ErrorCode.UNAUTHENTICATED,
                    "credentials over a channel that is not known to be confidential, expected"
                            + " TLS, a Unix socket, or leave by withOpenCredentials");
        }
        byte[] encoded = CredentialsCodec.encode(credentials);
        int most = Session.HANDSHAKE_FRAME - HELLO_OVERHEAD;
        if (encoded.length > most) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "credentials of " + encoded.length + " bytes in a hello, at most " + most);
        }
        presented = credentials;
        sent = false;
        machine.transition(AuthEvent.PRESENTED);
        return encoded;
    }

    /** The answer to the hello is read: what it says of the credentials. */
    boolean answered(byte @Nullable [] answer, boolean chosen) {
        if (machine.state() != AuthState.UNANSWERED) {
            return false;
        }
        if (answer != null) {
            return take(AuthAnswer.decode(answer), chosen);
        }
        if (chosen) {
            throw CredentialsCodec.malformed(
                    "answer has no auth, expected what became of the credentials"); // §8.2-2
        }
        // Nobody has looked at them: this side is not authenticated.
        machine.transition(AuthEvent.REFUSED);
        over();
        return false;
    }

    /** Presents credentials in the session. §8.7-1 */
    void present(Credentials credentials, AuthResult told) {
        FluxarException unfit = exchange.unfit();
        if (unfit == null && !settings.mayWrite()) {
            unfit =
                    AuthRefusals.notSent(
                            ErrorCode.UNAUTHENTICATED,
                            "credentials may not be presented over this channel"); // §8.6-2
        }
        if (unfit == null && !isIdle()) {
            unfit =
                    AuthRefusals.notSent(
                            ErrorCode.CONFLICT, "other credentials are being decided about");
        }
        byte[] encoded = null;
        if (unfit == null) {
            try {
                encoded = encoded(credentials);
            } catch (ProtocolException e) {
                unfit = AuthRefusals.notSent(ErrorCode.INVALID_ARGUMENT, e.info().message());
            }
        }
        if (unfit != null || encoded == null) {
            told.failed(unfit == null ? AuthRefusals.refused(null) : unfit);
            return;
        }
        result = told;
        write(credentials, encoded);
    }

    private byte[] encoded(Credentials credentials) {
        byte[] encoded = CredentialsCodec.encode(credentials);
        long most = exchange.session().peerLimits().envelope() - OVERHEAD; // §11.1-1
        if (encoded.length > most) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "credentials of " + encoded.length + " bytes, at most " + most);
        }
        return encoded;
    }

    private void write(Credentials credentials, byte[] encoded) {
        Session session = exchange.session();
        IdGenerator id = session.nextId();
        idHigh = id.high();
        idLow = id.low();
        sent = true;
        presented = credentials;
        machine.transition(AuthEvent.PRESENTED);
        session.sendUrgent(AuthMessages.open(id, encoded));
    }

    /** The other side answers what {@link #isLive} knows. */
    void onAnswer(EnvelopeView view) {
        ErrorInfo error = view.error();
        if (error != null) {
            machine.transition(AuthEvent.REFUSED);
            AuthResult told = over();
            if (exchange.session().state() == SessionState.AUTHENTICATING) {
                exchange.session().refuseAuth(error); // §8.7-11
            }
            told.failed(error.toException());
        } else if (!view.hasPayload()) {
            throw CredentialsCodec.malformed("answer to auth without a payload, expected a map");
        } else if (take(AuthAnswer.decode(view.copyPayload()), true)) {
            goOn();
        } else if (exchange.session().state() == SessionState.AUTHENTICATING) {
            exchange.session().authenticated();
        }
        exchange.ownAnswered();
    }

    /** Whether more is needed. */
    private boolean take(AuthAnswer answer, boolean capable) {
        Cbor more = answer.challenge();
        if (more != null) {
            if (!capable || !(presented instanceof Credentials.Custom)) {
                // §8.7-3
                throw new ProtocolException(
                        ErrorCode.PROTOCOL_ERROR,
                        "challenge to the scheme "
                                + (presented == null ? "none" : presented.scheme())
                                + ", expected it to custom, with the capability auth");
            }
            machine.transition(AuthEvent.MORE_WANTED);
            challenge = more;
            return true;
        }
        machine.transition(AuthEvent.ACCEPTED);
        accepted = presented;
        Session session = exchange.session();
        Identity identity =
                new Identity(
                        answer.principal(),
                        answer.expiresMillis() < 0
                                ? null
                                : Millis.at(session.unixMillis(), answer.expiresMillis()));
        listener.identified(identity);
        over().accepted(identity);
        return false;
    }

    /** Goes on where the other side wants more, or gives up. §8.7-4 */
    void goOn() {
        Cbor asked = challenge;
        if (asked == null || !(presented instanceof Credentials.Custom before)) {
            return;
        }
        challenge = null;
        Credentials next = null;
        byte[] encoded = null;
        try {
            Cbor data = before.onChallenge().apply(asked);
            if (data != null) {
                next = Credentials.custom(before.name(), data, before.onChallenge());
                encoded = encoded(next);
            }
        } catch (RuntimeException | Error e) {
            // Its message may hold what it was about. §8.6-10
            LOG.warn("the answer to a challenge failed with {}", e.getClass().getName());
        }
        if (next != null && encoded != null) {
            write(next, encoded);
            return;
        }
        machine.transition(AuthEvent.GIVEN_UP);
        AuthResult told = over();
        if (exchange.session().state() == SessionState.AUTHENTICATING) {
            ErrorInfo why =
                    ErrorInfo.of(ErrorCode.UNAUTHENTICATED, "the challenge was not answered");
            exchange.session().refuseAuth(why);
        }
        told.failed(AuthRefusals.refused(null));
    }

    /** The connection is lost, and the answer with it. §9.14-1 */
    void detached(FluxarException why) {
        boolean challenged = machine.state() == AuthState.CHALLENGED;
        machine.transition(challenged ? AuthEvent.GIVEN_UP : AuthEvent.REFUSED);
        over().failed(why);
    }

    /** The session is over. */
    void ended(FluxarException why) {
        over().failed(why);
    }

    private AuthResult over() {
        AuthResult told = result;
        result = AuthResult.NONE;
        presented = null;
        challenge = null;
        return told;
    }
}
