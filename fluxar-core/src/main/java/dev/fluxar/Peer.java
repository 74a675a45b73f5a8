package dev.fluxar;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The other side of a session. After the handshake both sides are equal: whichever opened the
 * connection, either may call the other. Safe for use from any thread.
 */
public interface Peer extends AutoCloseable {

    /**
     * Prepares to connect.
     *
     * @param uri where to: {@code tcp://host:port}, {@code unix:/path}, {@code ws://host:port/path}
     *     or {@code mem:name}
     * @return settings and handlers go here; nothing happens before {@link Connector#await}
     * @throws IllegalArgumentException when the URI is none
     */
    static Connector connect(String uri) {
        return connect(URI.create(uri));
    }

    /**
     * Prepares to connect.
     *
     * @param uri where to, see {@link #connect(String)}
     * @return settings and handlers go here; nothing happens before {@link Connector#await}
     */
    static Connector connect(URI uri) {
        return PeerProvider.load().connect(uri);
    }

    /**
     * Prepares to listen.
     *
     * @param uris where, see {@link #connect(String)}; port 0 lets the system choose
     * @return settings and handlers go here; nothing happens before {@link Binder#await}
     * @throws IllegalArgumentException when a URI is none, or there is none
     */
    static Binder listen(String... uris) {
        if (uris.length == 0) {
            throw new IllegalArgumentException("no URI to listen on, expected at least one");
        }
        List<URI> parsed = Arrays.stream(uris).map(URI::create).toList();
        return PeerProvider.load().listen(parsed);
    }

    /**
     * Prepares a call (spec §10.1).
     *
     * @param target the method's name on the other side, 1 to 255 bytes of UTF-8
     * @return settings go here; nothing happens before {@link CallSpec#send}
     * @throws IllegalArgumentException when the name is empty, too long or a verb of the protocol
     */
    CallSpec call(String target);

    /**
     * Prepares a stream (spec §10.9).
     *
     * @param target the stream's name on the other side, 1 to 255 bytes of UTF-8
     * @return settings go here; nothing happens before one of its verbs
     * @throws IllegalArgumentException when the name is empty, too long or a verb of the protocol
     */
    StreamSpec stream(String target);

    /**
     * Prepares a subscription at the other side's hub (spec §10.20).
     *
     * @param pattern levels separated by dots, 1 to 255 bytes of UTF-8: {@code *} stands for one
     *     level, {@code >} at the end for one or more
     * @return settings go here; nothing happens before a verb such as {@link SubscribeSpec#each}
     * @throws IllegalArgumentException when it is no pattern
     */
    SubscribeSpec subscribe(String pattern);

    /**
     * Prepares to publish an event at the other side's hub (spec §10.29).
     *
     * @param topic levels separated by dots, 1 to 255 bytes of UTF-8, without wildcards
     * @return payload and settings go here; nothing happens before {@link PublishSpec#send}
     * @throws IllegalArgumentException when it is no topic
     */
    PublishSpec publish(String topic);

    /**
     * What is held for this peer now.
     *
     * @return all zero but the limit once everything has ended
     */
    PeerStats stats();

    /**
     * How the other side introduced itself.
     *
     * @return empty when it gave no name
     */
    Optional<String> name();

    /**
     * The other side's address.
     *
     * @return for logs and people, for example {@code tcp://127.0.0.1:7400}
     */
    String remote();

    /**
     * Who the other side is: what this side's {@link Authenticator} has made of its credentials.
     *
     * @return empty where it has presented none, or they name nobody; what was accepted once stays
     *     for the session
     */
    Optional<String> principal();

    /**
     * As whom the other side has accepted this one. Empty means: not authenticated there, because
     * nothing was presented, or because the other side does not look at credentials; no permission
     * follows from having presented some.
     *
     * @return what the other side said last
     */
    Optional<Identity> identity();

    /**
     * Presents credentials in this session: to refresh those that expire, or to say who this side
     * is after it was connected without (spec §8.7). The session goes on meanwhile, and a refusal
     * leaves it as it is, with what was accepted before.
     *
     * @param credentials of the same principal as before
     * @return completes when they are accepted, on the session's loop; fails with {@link
     *     ErrorCode#UNSUPPORTED} where the other side does not look at credentials, {@link
     *     ErrorCode#UNAUTHENTICATED} where they are wrong or may not be presented over this
     *     channel, {@link ErrorCode#CONFLICT} where they are of another principal or others are
     *     being decided about, or what else the other side answers
     */
    CompletableFuture<Identity> authenticate(Credentials credentials);

    /**
     * Asks the other side to say who it is (spec §8.7): {@link #principal} tells when this
     * completes.
     *
     * @param schemes acceptable ones, at least one of {@code bearer}, {@code apikey}, {@code
     *     credentials} and {@code custom}
     * @return completes when what it presents is accepted here, on the session's loop; fails with
     *     {@link ErrorCode#UNSUPPORTED} where it has no credentials of these schemes or this side
     *     has no authenticator, {@link ErrorCode#UNAUTHENTICATED} where it has none or may not
     *     present them here, or what this side has refused them with
     * @throws IllegalArgumentException when no scheme is given
     */
    CompletableFuture<Void> requestCredentials(String... schemes);

    /**
     * The round-trip time that the last heartbeat measured.
     *
     * @return empty before the first one
     */
    Optional<Duration> roundTrip();

    /**
     * Sends a heartbeat now.
     *
     * @return completes with the round-trip time; fails when the session ends first
     */
    CompletableFuture<Duration> ping();

    /**
     * Goes away in order: from now on neither side opens anything new; what runs may finish (spec
     * §9.2).
     *
     * @param grace how long running exchanges may take; then they are abandoned
     * @return completes when the session has ended
     */
    CompletableFuture<Void> drain(Duration grace);

    /**
     * Where the other side, which goes away, says to connect instead (spec §9.2).
     *
     * @return empty where it has said nothing of the kind; not to be trusted
     */
    Optional<String> alternative();

    /**
     * Completes when the session has ended, whoever ended it.
     *
     * @return completes normally after an orderly end, otherwise with the {@link FluxarException}
     *     that says why; cancelling it has no effect on the session
     */
    CompletableFuture<Void> closed();

    /**
     * Hears of every {@link PeerChange} from now on. Several may be given; they are called in order
     * on the session's loop and must not block.
     *
     * @param action called with what has happened
     */
    void onChange(Consumer<? super PeerChange> action);

    /**
     * Whether the session has a connection. Where sessions {@linkplain PeerOptions#withResume
     * survive}, one that has none goes on nevertheless: what is sent waits.
     *
     * @return false while it is detached, before it is established and when it has ended
     */
    boolean isConnected();

    /**
     * Gives the present connection up and seeks another, because this one is known to be of no use
     * any more: the network has changed, say. The session is resumed over the new one. Without
     * effect at the side that listens, and where the session does not survive its connection.
     */
    void reconnect();

    /**
     * Whether the session is established and not going away.
     *
     * @return false from the moment that either side began to leave
     */
    boolean isOpen();

    /**
     * Ends the session at once: tells the other side, abandons what runs, and waits until the
     * connection is closed, for a second at most. On the session's loop it does not wait. Closing
     * twice is harmless.
     */
    @Override
    void close();
}
