package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Connections;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A listener that strangers come to, while a well-behaved peer makes calls on a connection of its
 * own all the time. Closing the hall fails when that peer was disturbed, or when a connection of a
 * stranger is left.
 */
final class Hall implements AutoCloseable {

    private final Listener listener;
    private final Peer regular;
    private final Thread caller;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Throwable> disturbed = new AtomicReference<>();
    private volatile boolean closing;

    private Hall(String uri, PeerOptions options) throws InterruptedException {
        listener =
                Peer.listen(uri)
                        .options(options)
                        .onCall("echo", String.class, (text, call) -> answer(text))
                        .await();
        regular = Peer.connect(listener.uri()).await();
        caller = new Thread(this::callOnAndOn, "regular");
        caller.start();
    }

    private static CompletionStage<String> answer(String text) {
        return CompletableFuture.completedFuture(text);
    }

    /** Opens one; {@code directory} is for a socket's file. */
    static Hall open(String scheme, Path directory, PeerOptions options)
            throws InterruptedException {
        return new Hall(
                switch (scheme) {
                    case "unix" -> "unix:" + directory.resolve("s");
                    case "ws" -> "ws://127.0.0.1:0/fluxar";
                    default -> "tcp://127.0.0.1:0";
                },
                options);
    }

    private void callOnAndOn() {
        try {
            while (!closing) {
                String text = "call " + calls.get();
                String reply =
                        regular.call("echo")
                                .with(text)
                                .deadline(Duration.ofSeconds(20))
                                .await(String.class);
                assertThat(reply).isEqualTo(text);
                calls.incrementAndGet();
            }
        } catch (Throwable failure) {
            disturbed.set(failure);
        }
    }

    URI uri() {
        return listener.uri();
    }

    Line enter() {
        return Line.to(uri());
    }

    RawClient enterRaw() {
        return RawClient.to(uri());
    }

    /** Waits until nobody is there but the regular. */
    void awaitOnlyTheRegular() {
        Await.until(
                () -> Connections.open(listener) + " connections, expected the regular's only",
                () -> Connections.open(listener) == 1);
    }

    /** Waits until the regular has made another call from the beginning to the end. */
    void awaitAnotherCall() {
        int before = calls.get();
        Await.until(
                () -> "no call came back: " + disturbed.get(),
                () -> calls.get() > before + 1 || disturbed.get() != null);
        assertThat(disturbed.get()).isNull();
    }

    @Override
    public void close() {
        try {
            awaitAnotherCall();
            awaitOnlyTheRegular();
        } finally {
            closing = true;
            Await.until(() -> "the regular calls on", () -> !caller.isAlive());
            regular.close();
            listener.close();
        }
        assertThat(disturbed.get()).isNull();
        Await.until(
                () -> Connections.open(listener) + " connections after the close",
                () -> Connections.open(listener) == 0);
    }
}
