package dev.fluxar.tests.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.TransportException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the connections of a transport end. Every fixture also checks that onClosed comes last. */
public interface TransportClosingContract extends TransportSubject {

    /** What was written before a close arrives, flushed or not. */
    @Test
    default void closeSendsWhatIsQueued() {
        byte[] content = new byte[200_000];
        new Random(13).nextBytes(content);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(content));
                                on.close();
                            });
            assertArrayEquals(content, pair.far().received(content.length));
            assertEquals(Optional.empty(), pair.far().closed());
            assertEquals(Optional.empty(), pair.near().closed());
            assertEquals(content.length, pair.far().receivedSoFar());
        }
    }

    /** The last words arrive even when the other side was sending all the time. */
    @Test
    default void closeSendsWhatIsQueuedWhileTheOtherSideSends() {
        byte[] content = new byte[100_000];
        new Random(17).nextBytes(content);
        byte[] noise = new byte[50_000];
        try (TransportFixture fixture = new TransportFixture(this)) {
            for (int round = 0; round < 10; round++) {
                TransportFixture.Pair pair = fixture.connect();
                Connection far = pair.far().connection();
                for (int i = 0; i < 5; i++) {
                    far.loop()
                            .execute(
                                    () -> {
                                        far.write(TransportEnd.buffer(noise));
                                        far.flush();
                                    });
                }
                pair.near()
                        .run(
                                on -> {
                                    on.write(TransportEnd.buffer(content));
                                    on.close();
                                });
                assertArrayEquals(content, pair.far().received(content.length));
                pair.far().closed();
                assertEquals(Optional.empty(), pair.near().closed());
            }
        }
    }

    /** Both sides hear of an orderly close, without a cause. */
    @Test
    default void aCloseIsSeenByBothSides() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.far().run(Connection::close);
            assertEquals(Optional.empty(), pair.near().closed());
            assertEquals(Optional.empty(), pair.far().closed());
            assertFalse(pair.near().connection().writable());
        }
    }

    /** Both sides may close at once. */
    @Test
    default void closesMayCross() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            Connection far = pair.far().connection();
            far.loop().execute(far::close);
            pair.near().run(Connection::close);
            assertEquals(Optional.empty(), pair.near().closed());
            assertEquals(Optional.empty(), pair.far().closed());
        }
    }

    /** A connection may be closed as soon as it is there. */
    @Test
    default void aCloseWhileAcceptingIsSeenByBothSides() {
        try (TransportFixture fixture =
                new TransportFixture(this, () -> new TransportEnd().onAccept(Connection::close))) {
            TransportFixture.Pair pair = fixture.connect();
            assertEquals(Optional.empty(), pair.near().closed());
            assertEquals(Optional.empty(), pair.far().closed());
        }
    }

    /** An abort loses what is unsent, and waits for nobody. */
    @Test
    default void anAbortDoesNotWaitForASideThatDoesNotRead() {
        CountDownLatch read = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connectOnTwoLoops();
            try {
                pair.far().onBytes(bytes -> awaitQuietly(read));
                pair.near()
                        .run(
                                on -> {
                                    for (int i = 0; i < 100 && on.writable(); i++) {
                                        on.write(TransportEnd.buffer(new byte[100_000]));
                                        on.flush();
                                    }
                                    on.abort();
                                    on.abort();
                                });
                pair.near().closed();
            } finally {
                read.countDown();
            }
            pair.far().closed();
        }
    }

    /** An abort ends a close that waits. */
    @Test
    default void anAbortAfterACloseIsHarmless() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near()
                    .run(
                            on -> {
                                on.close();
                                on.close();
                                on.abort();
                            });
            pair.near().closed();
            pair.far().closed();
        }
    }

    /** After the end every call is ignored. */
    @Test
    default void useAfterTheEndIsHarmless() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near().run(Connection::close);
            pair.near().closed();
            pair.far().closed();
            for (TransportEnd end : List.of(pair.near(), pair.far())) {
                end.run(
                        on -> {
                            on.write(TransportEnd.buffer(new byte[70_000]));
                            on.flush();
                            assertFalse(on.writable());
                            on.close();
                            on.abort();
                            on.remote();
                        });
            }
            assertEquals(0, pair.far().receivedSoFar());
        }
    }

    /** What is written after a close is ignored. */
    @Test
    default void writesAfterACloseAreIgnored() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(new byte[10]));
                                on.close();
                                assertFalse(on.writable());
                                on.write(TransportEnd.buffer(new byte[20]));
                                on.flush();
                            });
            pair.far().closed();
            assertEquals(10, pair.far().receivedSoFar());
        }
    }

    /** A handler that throws loses its connection, with a cause; others do not notice. */
    @Test
    default void aHandlerThatFailsEndsOnlyThatConnection() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair other = fixture.connect();
            for (boolean inBytes : new boolean[] {true, false}) {
                TransportFixture.Pair pair = fixture.connect();
                IllegalStateException bug = new IllegalStateException("deliberate");
                if (inBytes) {
                    pair.far()
                            .onBytes(
                                    bytes -> {
                                        throw bug;
                                    });
                } else {
                    pair.far()
                            .onReadComplete(
                                    () -> {
                                        throw bug;
                                    });
                }
                pair.near().send(new byte[10]);
                Throwable cause = pair.far().closed().orElseThrow();
                assertInstanceOf(TransportException.class, cause);
                assertEquals(bug, cause.getCause());
                pair.near().closed();
            }
            other.near().send(new byte[5]);
            other.far().received(5);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(TransportEnd.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
