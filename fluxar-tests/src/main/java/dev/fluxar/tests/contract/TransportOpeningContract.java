package dev.fluxar.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.Transport;
import dev.fluxar.transport.TransportException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How a transport connects and listens. */
public interface TransportOpeningContract extends TransportSubject {

    /** The service loader knows it, and its scheme is the one of its URIs. */
    @Test
    default void theServiceLoaderFindsIt() {
        String scheme = freshUri().getScheme();
        assertTrue(transport().schemes().contains(scheme));
        long found =
                ServiceLoader.load(Transport.class).stream()
                        .filter(provider -> provider.type() == transport().getClass())
                        .count();
        assertEquals(1, found);
    }

    /** The bound address is one to connect to; remote names the other side. */
    @Test
    default void theBoundUriIsWhereOthersConnect() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI bound = fixture.listener().uri();
            assertEquals(freshUri().getScheme(), bound.getScheme());
            assertTrue(bound.getPort() != 0, "still port 0: " + bound);
            TransportFixture.Pair pair = fixture.connect();
            assertEquals(bound.toString(), pair.near().connection().remote());
            assertTrue(
                    pair.far().connection().remote().startsWith(bound.getScheme() + ":"),
                    pair.far().connection().remote());
        }
    }

    /** Both ends know when they were opened, by the clock of their loop. */
    @Test
    default void aConnectionKnowsWhenItWasOpened() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            for (TransportEnd end : List.of(pair.near(), pair.far())) {
                end.run(
                        on -> {
                            long age = on.loop().nanoTime() - on.openedAt();
                            assertTrue(age >= 0, "opened in the future: " + age);
                            assertTrue(age < TransportEnd.LIMIT.toNanos(), "opened long ago");
                        });
            }
        }
    }

    /** Where nobody listens, the failure says so and names the address. */
    @Test
    default void aRefusedConnectionIsToldInWords() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI dead = deadUri();
            String refused =
                    failure(transport().connect(fixture.endpoint(dead), new TransportEnd()));
            assertTrue(refused.startsWith("cannot connect to " + dead + ": "), refused);
        }
    }

    /** An attempt that is neither answered nor refused ends at the connect timeout. */
    @Test
    default void aConnectionThatIsNotAnsweredTimesOutInWords() {
        Optional<URI> silent = silentUri();
        Assumptions.assumeTrue(silent.isPresent(), "nothing is ever silent here");
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportEnd never = new TransportEnd();
            String late =
                    failure(
                            transport()
                                    .connect(
                                            fixture.endpoint(
                                                    silent.orElseThrow(), Duration.ofMillis(150)),
                                            never));
            assertEquals(
                    "cannot connect to " + silent.orElseThrow() + ": no answer within 150 ms",
                    late);
            assertFalse(never.isAccepted());
        }
    }

    /** An address is listened on once. */
    @Test
    default void anAddressInUseIsRefusedInWords() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI used = fixture.listener().uri();
            String refused = failure(transport().bind(fixture.endpoint(used), new TransportEnd()));
            assertEquals("cannot listen on " + used + ": address already in use", refused);
            fixture.connect();
        }
    }

    /** When close has completed the address is free again, and connections live on. */
    @Test
    default void anAddressCanBeBoundAgainAfterItsClose() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            BoundEndpoint listener = fixture.listener();
            TransportFixture.Pair before = fixture.connect();
            for (int round = 0; round < 20; round++) {
                CompletionStage<Void> closing = listener.close();
                TransportEnd.get(closing.toCompletableFuture());
                TransportEnd.get(listener.close().toCompletableFuture());
                failure(transport().connect(fixture.endpoint(listener.uri()), new TransportEnd()));
                TransportEnd far = new TransportEnd();
                listener = fixture.bind(listener.uri(), far);
                TransportEnd near = new TransportEnd();
                TransportEnd.get(
                        transport()
                                .connect(fixture.endpoint(listener.uri()), near)
                                .toCompletableFuture());
                near.send(new byte[] {1});
                far.received(1);
                near.run(on -> on.close());
                near.closed();
                far.closed();
            }
            TransportEnd.get(listener.close().toCompletableFuture());
            before.near().send(new byte[] {2});
            assertEquals(2, before.far().received(1)[0]);
        }
    }

    /** Many connections at once do not disturb each other. */
    @Test
    default void twoHundredConnectionsLiveAtOnce() {
        try (TransportFixture fixture =
                new TransportFixture(this, TransportOpeningContract::echoing)) {
            List<TransportEnd> ends = new ArrayList<>();
            List<CompletionStage<Void>> opening = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                TransportEnd end = new TransportEnd();
                ends.add(end);
                opening.add(transport().connect(fixture.endpoint(fixture.listener().uri()), end));
            }
            opening.forEach(stage -> TransportEnd.get(stage.toCompletableFuture()));
            for (int i = 0; i < ends.size(); i++) {
                ends.get(i).send(new byte[] {(byte) i, 1, 2, 3});
            }
            for (int i = 0; i < ends.size(); i++) {
                assertEquals((byte) i, ends.get(i).received(4)[0]);
                ends.get(i).run(on -> on.close());
            }
            for (TransportEnd end : ends) {
                assertEquals(Optional.empty(), end.closed());
                assertEquals(List.of(), end.faults());
                fixture.nextAccepted().closed();
            }
        }
    }

    /** An acceptor that throws ends its own connection only. */
    @Test
    default void anAcceptorThatFailsEndsOnlyThatConnection() {
        TransportEnd broken =
                new TransportEnd()
                        .onAccept(
                                connection -> {
                                    throw new IllegalStateException("no room");
                                });
        try (TransportFixture fixture = new TransportFixture(this)) {
            String refused =
                    failure(
                            transport()
                                    .connect(fixture.endpoint(fixture.listener().uri()), broken));
            assertTrue(refused.startsWith("cannot connect to "), refused);
            fixture.nextAccepted().closed();
            fixture.connect();
        }
    }

    /** A URI of another scheme is not this transport's. */
    @Test
    default void anotherSchemeIsRefusedInWords() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI other = URI.create("gopher://127.0.0.1:70");
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> transport().connect(fixture.endpoint(other), new TransportEnd()));
            assertEquals(
                    "URI has scheme gopher; expected " + freshUri().getScheme(),
                    refused.getMessage());
        }
    }

    private static TransportEnd echoing() {
        TransportEnd end = new TransportEnd();
        end.onBytes(
                bytes -> {
                    end.connection().write(TransportEnd.buffer(bytes));
                    end.connection().flush();
                });
        return end;
    }

    /** The words that an operation fails with. */
    private static String failure(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(TransportEnd.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = assertInstanceOf(TransportException.class, failed.getCause());
            return String.valueOf(cause.getMessage());
        } catch (InterruptedException | TimeoutException stop) {
            throw new AssertionError("no failure within " + TransportEnd.LIMIT, stop);
        }
        throw new AssertionError("expected a failure, got success");
    }
}
