package dev.fluxar.tests.streams;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.tests.stranger.Await;
import org.reactivestreams.tck.TestEnvironment;

/** A session in memory, for the tests of Reactive Streams. */
final class RulesBench implements AutoCloseable {

    /** How long what must come may take. */
    private static final long PATIENCE_MILLIS = 10_000;

    /** How long is waited for what must not come: it would come at once. */
    private static final long SILENCE_MILLIS = 20;

    private final Listener listener;
    private final Peer peer;

    RulesBench(String name) {
        listener =
                Await.value(
                        Peer.listen("mem:" + name)
                                .onStream("count", Long.class, (n, stream) -> Numbers.upTo(n))
                                .onStream(
                                        "take",
                                        Void.class,
                                        (none, stream) -> {
                                            stream.forEach(Integer.class, number -> {});
                                            return null;
                                        })
                                .start());
        peer = Await.value(Peer.connect(listener.uri()).start());
    }

    static TestEnvironment environment() {
        return new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS);
    }

    Peer peer() {
        return peer;
    }

    @Override
    public void close() {
        peer.close();
        listener.close();
    }
}
