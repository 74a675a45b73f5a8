package dev.fluxar.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Handlers;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Connections;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Both ends of one session; closing it checks that nothing of it is left. */
public final class Duo implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final Listener listener;

    /** Calls the responder. */
    public final Peer near;

    /** Calls the initiator. */
    public final Peer far;

    private Duo(Listener listener, Peer near, Peer far) {
        this.listener = listener;
        this.near = near;
        this.far = far;
    }

    /** An address of its own on every transport. */
    public static String address(String scheme, Path directory) {
        return switch (scheme) {
            case "mem" -> "mem:stress-" + NUMBER.incrementAndGet();
            case "unix" -> "unix:" + directory.resolve("s" + NUMBER.incrementAndGet());
            case "ws" -> "ws://127.0.0.1:0/stress";
            default -> "tcp://127.0.0.1:0";
        };
    }

    /** Connects; both sides have the same options and handlers. */
    public static Duo connect(
            String scheme, Path directory, PeerOptions options, Consumer<Handlers<?>> handlers) {
        CompletableFuture<Peer> far = new CompletableFuture<>();
        var binder = Peer.listen(address(scheme, directory)).options(options).onPeer(far::complete);
        handlers.accept(binder);
        Listener listener = Await.value(binder.start());
        var connector = Peer.connect(listener.uri()).options(options);
        handlers.accept(connector);
        return new Duo(listener, Await.value(connector.start()), Await.value(far));
    }

    public List<Peer> both() {
        return List.of(near, far);
    }

    @Override
    public void close() {
        near.close();
        far.close();
        listener.close();
        Await.until(
                () -> Connections.open(listener) + " connections left",
                () -> Connections.open(listener) == 0);
        for (Peer peer : both()) {
            Insides insides = Insides.of(peer);
            Await.until(
                    () -> insides.live() + " exchanges, " + insides.held() + " bytes left",
                    () -> insides.live() == 0 && insides.held() == 0 && insides.untimed());
            Await.until(() -> "not closed: " + peer, () -> peer.closed().isDone());
            assertThat(peer.isOpen()).isFalse();
        }
    }
}
