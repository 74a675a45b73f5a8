package dev.fluxar;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a peer. Immutable: each {@code with…} returns changed settings.
 *
 * @param name how this peer introduces itself, or null: at most 255 bytes of UTF-8
 * @param limits what it accepts and holds
 * @param heartbeat how soon it notices silence
 * @param connectTimeout how long opening a connection may take
 * @param handshakeTimeout how long the handshake may take, from the open connection on
 * @param batch whether it offers to put several envelopes into one frame (spec §5.3)
 * @param parts whether it offers to take large payloads, and sends them, in parts (spec §6)
 * @param blocking runs handlers that may block, or null: virtual threads on Java 21 and later, a
 *     bounded pool before
 * @param frameLog hears one line for every envelope sent and received, on the session's loop, or
 *     null; lines hold no payloads
 * @param resume how sessions outlive their connections, or null: they end with them
 * @param security who this peer is, whom it lets in and what it permits (spec §8.6 to §8.8)
 */
public record PeerOptions(
        @Nullable String name,
        Limits limits,
        Heartbeat heartbeat,
        Duration connectTimeout,
        Duration handshakeTimeout,
        boolean batch,
        boolean parts,
        @Nullable Executor blocking,
        @Nullable Consumer<String> frameLog,
        @Nullable Resume resume,
        Security security) {

    /**
     * No name, default limits and heartbeat, 10 seconds for either timeout, batches, parts, no
     * security.
     */
    public static final PeerOptions DEFAULT =
            new PeerOptions(
                    null,
                    Limits.DEFAULT,
                    Heartbeat.DEFAULT,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    true,
                    true,
                    null,
                    null,
                    null,
                    Security.NONE);

    /** Checks the ranges. */
    public PeerOptions {
        if (name != null) {
            int bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > 255) {
                throw new IllegalArgumentException(
                        "peer name has " + bytes + " bytes, expected 1 to 255");
            }
        }
        java.util.Objects.requireNonNull(security, "security");
        if (resume != null && resume.replay() > limits.budget() / 4) {
            throw new IllegalArgumentException(
                    "replay is "
                            + resume.replay()
                            + " with a budget of "
                            + limits.budget()
                            + ", expected a quarter of that at most");
        }
        positive("connectTimeout", connectTimeout);
        positive("handshakeTimeout", handshakeTimeout);
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " is " + value + ", expected more than 0");
        }
    }

    /**
     * The same under another name.
     *
     * @param newName 1 to 255 bytes of UTF-8, or null
     * @return new settings
     */
    public PeerOptions withName(@Nullable String newName) {
        return new PeerOptions(
                newName,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with other limits.
     *
     * @param newLimits never null
     * @return new settings
     */
    public PeerOptions withLimits(Limits newLimits) {
        return new PeerOptions(
                name,
                newLimits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with another heartbeat.
     *
     * @param newHeartbeat never null
     * @return new settings
     */
    public PeerOptions withHeartbeat(Heartbeat newHeartbeat) {
        return new PeerOptions(
                name,
                limits,
                newHeartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with another connect timeout.
     *
     * @param timeout more than 0
     * @return new settings
     */
    public PeerOptions withConnectTimeout(Duration timeout) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                timeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with another handshake timeout.
     *
     * @param timeout more than 0
     * @return new settings
     */
    public PeerOptions withHandshakeTimeout(Duration timeout) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                timeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with batches offered or not.
     *
     * @param offered whether
     * @return new settings
     */
    public PeerOptions withBatch(boolean offered) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                offered,
                parts,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with parts offered or not.
     *
     * @param offered whether
     * @return new settings
     */
    public PeerOptions withParts(boolean offered) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                offered,
                blocking,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with another executor for handlers that may block.
     *
     * @param executor may refuse by {@link java.util.concurrent.RejectedExecutionException}, which
     *     answers {@link ErrorCode#OVERLOADED}; null for the default
     * @return new settings
     */
    public PeerOptions withBlocking(@Nullable Executor executor) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                executor,
                frameLog,
                resume,
                security);
    }

    /**
     * The same with a frame log.
     *
     * @param log hears a line per envelope; must not block; null for none
     * @return new settings
     */
    public PeerOptions withFrameLog(@Nullable Consumer<String> log) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                log,
                resume,
                security);
    }

    /**
     * The same with other security.
     *
     * @param newSecurity never null
     * @return new settings
     */
    public PeerOptions withSecurity(Security newSecurity) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                resume,
                newSecurity);
    }

    /**
     * The same with credentials, presented in the handshake of a connection that this peer opens,
     * and when the other side asks. Where somebody else may read the channel (TCP and WebSocket
     * without TLS) connecting fails instead: see {@link #withOpenCredentials}.
     *
     * @param supplier gives them, for each connection anew, on its loop: it must not block; null
     *     when there are none now
     * @return new settings
     */
    public PeerOptions withCredentials(Supplier<? extends @Nullable Credentials> supplier) {
        return withSecurity(security.withCredentials(supplier));
    }

    /**
     * The same with an authenticator. A listener then refuses who presents no credentials, unless
     * it is told {@link #withAnonymous otherwise}.
     *
     * @param authenticator decides about what the other side presents
     * @return new settings
     */
    public PeerOptions withAuthenticator(Authenticator authenticator) {
        return withSecurity(security.withAuthenticator(authenticator));
    }

    /**
     * The same with or without entry for those who present nothing to the authenticator.
     *
     * @param admitted whether
     * @return new settings
     */
    public PeerOptions withAnonymous(boolean admitted) {
        return withSecurity(security.withAnonymous(admitted));
    }

    /**
     * The same with an authorizer, on either end alike.
     *
     * @param authorizer decides about what the other side opens
     * @return new settings
     */
    public PeerOptions withAuthorizer(Authorizer authorizer) {
        return withSecurity(security.withAuthorizer(authorizer));
    }

    /**
     * The same with credentials on channels that somebody else may read, or where nobody knows who
     * is at the other end: TCP and WebSocket without TLS (spec §8.6). <b>Dangerous:</b> whoever
     * reads the channel has the credentials then. For tests, and for channels that something else
     * protects: a tunnel, a proxy that ends TLS on the same machine.
     *
     * @param allowed whether they may be presented there, and are accepted there
     * @return new settings
     */
    public PeerOptions withOpenCredentials(boolean allowed) {
        return withSecurity(security.withOpenCredentials(allowed));
    }

    /**
     * The same with sessions that outlive their connections. Over addresses where others can listen
     * that takes a {@linkplain Handlers#trusted word more}.
     *
     * @param settings how, or null: sessions end with their connections
     * @return new settings
     */
    public PeerOptions withResume(@Nullable Resume settings) {
        return new PeerOptions(
                name,
                limits,
                heartbeat,
                connectTimeout,
                handshakeTimeout,
                batch,
                parts,
                blocking,
                frameLog,
                settings,
                security);
    }
}
