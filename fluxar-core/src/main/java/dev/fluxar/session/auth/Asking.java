package dev.fluxar.session.auth;

import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Either side asks the other for credentials (spec §8.7). Confined to the session's thread. */
final class Asking {

    private final AuthExchange exchange;
    private final AuthSettings settings;

    // What this side has asked for.
    private boolean unanswered;
    private boolean promised;
    private long idHigh;
    private long idLow;
    private AuthResult result = AuthResult.NONE;

    /** What the other side has asked for waits until what was presented before is answered. */
    private boolean owed;

    Asking(AuthExchange exchange, AuthSettings settings) {
        this.exchange = exchange;
        this.settings = settings;
    }

    boolean isLive(long high, long low) {
        return unanswered && high == idHigh && low == idLow;
    }

    /** Asks; one at a time. §8.7-1 */
    void ask(List<String> schemes, AuthResult told) {
        FluxarException unfit = exchange.unfit();
        if (unfit == null && !settings.looksAt()) {
            unfit =
                    AuthRefusals.notSent(
                            ErrorCode.UNSUPPORTED, "no authenticator here, expected one");
        }
        if (unfit == null && (unanswered || promised)) {
            unfit = AuthRefusals.notSent(ErrorCode.CONFLICT, "credentials are being asked for");
        }
        if (unfit != null) {
            told.failed(unfit);
            return;
        }
        Session session = exchange.session();
        IdGenerator id = session.nextId();
        idHigh = id.high();
        idLow = id.low();
        unanswered = true;
        result = told;
        session.sendUrgent(AuthMessages.open(id, CredentialsCodec.encodeAsk(schemes)));
    }

    /** The other side answers what {@link #isLive} knows. */
    void onAnswer(EnvelopeView view) {
        ErrorInfo error = view.error();
        unanswered = false;
        if (error != null) {
            over().failed(error.toException());
        } else if (view.hasPayload()) {
            throw CredentialsCodec.malformed("answer to ask with a payload, expected none");
        } else {
            promised = true;
        }
    }

    /** What was asked for is decided about. */
    void decided(@Nullable String principal, @Nullable ErrorInfo refusal) {
        if (!promised) {
            return;
        }
        AuthResult told = over();
        if (refusal == null) {
            told.accepted(new Identity(principal, null));
        } else {
            told.failed(refusal.toException());
        }
    }

    /** The other side asks: it is told that credentials follow, or that they do not. §8.7-6 */
    void onAsked(EnvelopeView view, List<String> schemes) {
        Session session = exchange.session();
        Credentials credentials = exchange.own().supplied();
        ErrorInfo refusal = null;
        if (session.draining()) {
            refusal = ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-3
        } else if (credentials == null) {
            refusal = ErrorInfo.of(ErrorCode.UNAUTHENTICATED, "there are no credentials here");
        } else if (!settings.mayWrite()) {
            refusal =
                    ErrorInfo.of(
                            ErrorCode.UNAUTHENTICATED,
                            "credentials may not be presented over this channel");
        } else if (!schemes.contains(credentials.scheme())) {
            refusal = ErrorInfo.of(ErrorCode.UNSUPPORTED, "none of these schemes is to be had");
        }
        session.sendUrgent(AuthMessages.answer(view.idHigh(), view.idLow(), null, refusal));
        if (refusal == null) {
            owed = true;
            pay();
        }
    }

    /** Presents what was asked for, once nothing else is under way. */
    void pay() {
        if (!owed || !exchange.own().isIdle() || exchange.unfit() != null) {
            return;
        }
        owed = false;
        Credentials credentials = exchange.own().supplied();
        if (credentials != null) {
            exchange.own().present(credentials, AuthResult.NONE);
        }
    }

    /** The session is over. */
    void ended(FluxarException why) {
        over().failed(why);
    }

    private AuthResult over() {
        AuthResult told = result;
        result = AuthResult.NONE;
        unanswered = false;
        promised = false;
        return told;
    }
}
