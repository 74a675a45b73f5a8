package dev.fluxar.tests.contract;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A listener and the connections made to it, for one test. Closing it ends them all and fails when
 * an end was told what it should not have been.
 */
final class TransportFixture implements AutoCloseable {

    /** The largest frame of every endpoint here. */
    static final int MAX_FRAME = 1 << 20;

    /** Both ends of one connection. */
    record Pair(TransportEnd near, TransportEnd far) {}

    private final Transport transport;
    private final List<ThreadLoop> loops = new ArrayList<>();
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final BlockingQueue<TransportEnd> accepted = new LinkedBlockingQueue<>();
    private final List<TransportEnd> ends = new ArrayList<>();
    private final BoundEndpoint listener;

    TransportFixture(TransportSubject contract) {
        this(contract, TransportEnd::new);
    }

    /** Every accepted connection gets an end of its own. */
    TransportFixture(TransportSubject contract, Supplier<TransportEnd> accepting) {
        transport = contract.transport();
        for (int i = 0; i < 4; i++) {
            loops.add(new ThreadLoop("contract-" + i));
        }
        listener =
                bind(
                        contract.freshUri(),
                        connection -> {
                            TransportEnd end = accepting.get();
                            accepted.add(end);
                            return end.accept(connection);
                        });
    }

    BoundEndpoint bind(URI uri, ConnectionAcceptor acceptor) {
        return TransportEnd.get(transport.bind(endpoint(uri), acceptor).toCompletableFuture());
    }

    Endpoint endpoint(URI uri) {
        return endpoint(uri, TransportEnd.LIMIT);
    }

    Endpoint endpoint(URI uri, Duration connectTimeout) {
        return new Endpoint(
                uri,
                MAX_FRAME,
                connectTimeout,
                () -> loops.get(nextLoop.getAndIncrement() % loops.size()));
    }

    BoundEndpoint listener() {
        return listener;
    }

    /** Connects, and waits until both ends are open. */
    Pair connect() {
        return connect(new TransportEnd());
    }

    Pair connect(TransportEnd near) {
        TransportEnd.get(transport.connect(endpoint(listener.uri()), near).toCompletableFuture());
        TransportEnd far = nextAccepted();
        far.connection();
        ends.add(near);
        return new Pair(near, far);
    }

    /** Two ends of which one may block its loop without blocking the other. */
    Pair connectOnTwoLoops() {
        for (int attempt = 0; attempt < 16; attempt++) {
            Pair pair = connect();
            if (pair.near().connection().loop() != pair.far().connection().loop()) {
                return pair;
            }
        }
        return Assumptions.abort("both ends always live on one loop here");
    }

    TransportEnd nextAccepted() {
        try {
            @Nullable TransportEnd end =
                    accepted.poll(TransportEnd.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (end == null) {
                throw new AssertionError("nothing was accepted within " + TransportEnd.LIMIT);
            }
            ends.add(end);
            return end;
        } catch (InterruptedException stop) {
            throw new AssertionError("interrupted", stop);
        }
    }

    @Override
    public void close() {
        TransportEnd.get(listener.close().toCompletableFuture());
        for (TransportEnd end : ends) {
            end.connection().loop().execute(end.connection()::abort);
            end.closed();
        }
        loops.forEach(ThreadLoop::close);
        for (TransportEnd end : ends) {
            Assertions.assertEquals(List.of(), end.faults());
        }
    }
}
