package dev.fluxar.runtime.auth;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Authorizer;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Identity;
import dev.fluxar.PeerOptions;
import dev.fluxar.Security;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.Gate;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.auth.AuthDecider;
import dev.fluxar.session.auth.AuthExchange;
import dev.fluxar.session.auth.AuthListener;
import dev.fluxar.session.auth.AuthResult;
import dev.fluxar.session.auth.AuthSettings;
import dev.fluxar.session.auth.CarriedAuth;
import dev.fluxar.session.hello.ResumeOffer;
import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who the two sides of one session are, joined to the application. */
public final class RuntimeAuth implements AuthDecider, AuthListener, Gate {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeAuth.class);

    private final SessionLoop loop;
    private volatile Connection connection;
    private final Security security;
    private final @Nullable AuthExchange exchange;

    private volatile @Nullable String principal;
    private volatile @Nullable Identity identity;

    /**
     * Starts with nobody known.
     *
     * @param loop of the session, which is not there yet
     * @param role which end this is
     * @param security of this side
     * @param connection of the session
     * @param channelClass of it, as it is or as the application has declared it
     */
    public RuntimeAuth(
            SessionLoop loop,
            Role role,
            Security security,
            Connection connection,
            ChannelClass channelClass) {
        this.loop = loop;
        this.connection = connection;
        this.security = security;
        boolean used = security.credentials() != null || security.authenticator() != null;
        this.exchange =
                used
                        ? new AuthExchange(
                                new AuthSettings(role, security, channelClass), this, this)
                        : null;
    }

    /**
     * What the session asks.
     *
     * @return null where nothing is to be said about credentials
     */
    public @Nullable SessionAuth ofSession() {
        return exchange;
    }

    /**
     * Completes the construction.
     *
     * @param session whose sides these are
     */
    public void bind(Session session) {
        if (exchange != null) {
            exchange.bind(session);
        }
    }

    /**
     * Whether opens have to be asked about.
     *
     * @return false where everything is permitted
     */
    public boolean guards() {
        return security.authorizer() != null || security.authenticator() != null;
    }

    // For the application, on any thread

    /**
     * Who the other side is.
     *
     * @return empty where it is nobody in particular
     */
    public Optional<String> principal() {
        return Optional.ofNullable(principal);
    }

    /**
     * Who the other side is, as the hub knows it.
     *
     * @return empty text where it is nobody in particular
     */
    public String principalOrEmpty() {
        String known = principal;
        return known == null ? "" : known;
    }

    /**
     * As whom the other side has accepted this one.
     *
     * @return empty where it has not
     */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /**
     * Presents credentials in the session.
     *
     * @param credentials any
     * @return completes when they are accepted
     */
    public CompletableFuture<Identity> authenticate(Credentials credentials) {
        IdentityFuture told = new IdentityFuture();
        AuthExchange known = exchange;
        loop.submit(
                new Asked(told) {
                    @Override
                    public void run() {
                        if (known == null) {
                            told.failed(unused());
                        } else {
                            known.present(credentials, told);
                        }
                    }
                });
        return told;
    }

    /**
     * Asks the other side for credentials.
     *
     * @param schemes acceptable ones
     * @return completes when what it presents is accepted here
     */
    public CompletableFuture<Void> request(String... schemes) {
        if (schemes.length == 0) {
            throw new IllegalArgumentException("no scheme is asked for, expected at least one");
        }
        List<String> wanted = List.of(schemes);
        IdentityFuture told = new IdentityFuture();
        AuthExchange known = exchange;
        loop.submit(
                new Asked(told) {
                    @Override
                    public void run() {
                        if (known == null) {
                            told.failed(unused());
                        } else {
                            known.ask(wanted, told);
                        }
                    }
                });
        return told.thenApply(who -> null);
    }

    private static FluxarException unused() {
        return FluxarException.ofOperation(
                ErrorCode.UNSUPPORTED.code(),
                "neither credentials nor an authenticator are configured here",
                dev.fluxar.Outcome.NOT_SENT,
                null,
                null,
                null);
    }

    /** What runs on the loop for a future. */
    private abstract static class Asked implements Submission {

        private final IdentityFuture told;

        Asked(IdentityFuture told) {
            this.told = told;
        }

        @Override
        public void refuse(FluxarException why) {
            told.failed(why);
        }
    }

    /** Told on the session's loop. */
    private static final class IdentityFuture extends CompletableFuture<Identity>
            implements AuthResult {

        @Override
        public void accepted(Identity who) {
            complete(who);
        }

        @Override
        public void failed(FluxarException why) {
            completeExceptionally(why);
        }
    }

    // From the session, on its loop

    @Override
    public void decide(Attempted attempt) {
        CompletionStage<Authentication> decision = null;
        Authenticator authenticator = security.authenticator();
        try {
            if (authenticator != null) {
                decision =
                        authenticator.authenticate(
                                new Authenticator.Attempt(
                                        attempt.credentials(),
                                        connection.remote(),
                                        attempt.confidential(),
                                        attempt.challenge(),
                                        attempt.principal()));
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        if (decision == null) {
            decided(attempt.number(), Authentication.unavailable());
            return;
        }
        decision.whenComplete(
                (decided, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    }
                    decided(
                            attempt.number(),
                            decided == null ? Authentication.unavailable() : decided);
                });
    }

    /** Its message may hold what it was about. §8.6-10 */
    private void failed(Throwable failure) {
        LOG.warn(
                "the authenticator failed for {} with {}",
                connection.remote(),
                failure.getClass().getName());
    }

    /** On any thread. */
    private void decided(long attempt, Authentication decision) {
        AuthExchange known = exchange;
        loop.submit(
                new Submission() {
                    @Override
                    public void run() {
                        if (known != null) {
                            known.decided(attempt, decision);
                        }
                    }

                    @Override
                    public boolean vital() {
                        return true; // One for each attempt, of which there is one at a time.
                    }

                    @Override
                    public void refuse(FluxarException why) {
                        // The loop is gone, and the session with it.
                    }
                });
    }

    @Override
    public void identified(Identity who) {
        identity = who;
    }

    @Override
    public void admitted(@Nullable String who) {
        principal = who;
    }

    @Override
    public void awaiting() {
        connection.maxFrame(loop.session().frameLimit()); // §5.2-6
    }

    @Override
    public @Nullable ErrorInfo refusal(Authorizer.Action action, EnvelopeView open) {
        if (exchange != null && exchange.expired()) {
            // §8.7-9
            return ErrorInfo.of(
                    ErrorCode.CREDENTIALS_EXPIRED, "the credentials have expired, expected others");
        }
        Authorizer authorizer = security.authorizer();
        if (authorizer == null) {
            return null;
        }
        boolean permitted = false;
        try {
            permitted = authorizer.permits(principal, action, open.target()); // §8.8-1
        } catch (RuntimeException | Error e) {
            LOG.warn("the authorizer failed: {} is forbidden", action, e);
        }
        return permitted ? null : ErrorInfo.of(ErrorCode.FORBIDDEN, "this is not permitted");
    }

    // Where the session survives

    /**
     * What the handshake of this session has settled, for the one that it resumes.
     *
     * @return never null
     */
    public CarriedAuth carried() {
        return exchange == null ? CarriedAuth.NONE : exchange.carried(identity);
    }

    /**
     * With what an attempt to resume the session introduces itself: what the application supplies,
     * or what was accepted last. §9.11-6 On the session's loop.
     *
     * @param options of this side
     * @return for the attempt
     */
    public PeerOptions presentingAgain(PeerOptions options) {
        Credentials last = exchange == null ? null : exchange.accepted();
        Supplier<? extends @Nullable Credentials> supplier = security.credentials();
        if (last == null) {
            return options;
        }
        return options.withCredentials(
                () -> {
                    Credentials supplied = supplier == null ? null : supplier.get();
                    return supplied == null ? last : supplied;
                });
    }

    /**
     * The session has another connection.
     *
     * @param next whose address an authenticator is told from now on
     */
    public void attach(Connection next) {
        connection = next;
    }

    /**
     * Whether {@code auth} is chosen in answer to an offer that resumes. §8.4-2
     *
     * @param offer of the other side
     * @return whether
     */
    public boolean chooses(ResumeOffer offer) {
        return exchange != null
                && offer.capabilities().auth()
                && exchange.capable(offer.auth() != null);
    }

    /**
     * Whether credentials are of the session's principal. §9.12-1
     *
     * @param other whom they name, or null
     * @return whether
     */
    public boolean isPrincipal(@Nullable String other) {
        return Objects.equals(principal, other);
    }

    /**
     * The session is resumed.
     *
     * @param settled by the handshake that resumes it
     */
    public void carry(CarriedAuth settled) {
        if (settled.presented()) {
            identity = settled.identity();
        }
        if (exchange != null) {
            exchange.carry(settled);
        }
    }

    /**
     * The connection is lost: what is under way is forgotten.
     *
     * @param why it is
     */
    public void detached(SessionEnd why) {
        if (exchange != null) {
            exchange.detached(why.failure(dev.fluxar.Outcome.UNKNOWN));
        }
    }

    /**
     * The session is over: whoever waits is told.
     *
     * @param end why
     */
    public void ended(SessionEnd end) {
        if (exchange != null) {
            exchange.ended(end.failure(dev.fluxar.Outcome.UNKNOWN));
        }
    }
}
