package dev.fluxar.tests.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a transport carries bytes. */
public interface TransportBytesContract extends TransportSubject {

    /** More than sockets and queues between two ends may ever hold (bytes). */
    int ENOUGH_TO_FILL_ANY_QUEUE = 64 << 20;

    /** Writes of any size, flushed now and then, arrive as the same bytes in the same order. */
    @Test
    default void bytesArriveInOrderInAnyChunking() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            Random random = new Random(7);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            WriteBuffer reused = new WriteBuffer(16);
            for (int round = 0; round < 200; round++) {
                pair.near()
                        .run(
                                on -> {
                                    int pieces = 1 + random.nextInt(4);
                                    for (int i = 0; i < pieces; i++) {
                                        byte[] bytes = randomBytes(random, 1 + random.nextInt(300));
                                        reused.write(bytes, 0, bytes.length);
                                        sent.writeBytes(bytes);
                                    }
                                    if (random.nextInt(4) == 0) {
                                        int length = 1 + random.nextInt(100_000);
                                        byte[] large = randomBytes(random, length);
                                        reused.write(large, 0, length);
                                        sent.writeBytes(large.clone());
                                        on.write(reused);
                                        // What was written is the transport's own by now.
                                        Arrays.fill(large, (byte) 0);
                                    } else {
                                        on.write(reused);
                                    }
                                    reused.clear();
                                    if (random.nextBoolean()) {
                                        on.flush();
                                    }
                                });
            }
            pair.near().run(Connection::flush);
            byte[] expected = sent.toByteArray();
            assertArrayEquals(expected, pair.far().received(expected.length));
        }
    }

    /** Both ends may send at once, each at its own pace. */
    @Test
    default void tenMebibytesPassInBothDirectionsAtOnce() {
        int total = 10 << 20;
        byte[] content = randomBytes(new Random(11), total);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            for (TransportEnd end : List.of(pair.near(), pair.far())) {
                AtomicInteger sent = new AtomicInteger();
                Runnable more =
                        () -> {
                            Connection on = end.connection();
                            while (on.writable() && sent.get() < total) {
                                int length = Math.min(16_000, total - sent.get());
                                WriteBuffer piece = new WriteBuffer(16);
                                piece.write(content, sent.getAndAdd(length), length);
                                on.write(piece);
                                on.flush();
                            }
                        };
                end.onWritable(more);
                end.connection().loop().execute(more);
            }
            assertArrayEquals(content, pair.near().received(total));
            assertArrayEquals(content, pair.far().received(total));
        }
    }

    /** Where the transport keeps boundaries, every write is one call of onBytes. */
    @Test
    default void boundariesAreKeptWherePromised() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            assertEquals(boundariesKept(), pair.near().connection().keepsBoundaries());
            assertEquals(boundariesKept(), pair.far().connection().keepsBoundaries());
            List<Integer> lengths =
                    List.of(1, 125, 126, 65_535, 65_536, 2, TransportFixture.MAX_FRAME, 3);
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int length : lengths) {
                byte[] bytes = randomBytes(new Random(length), length);
                sent.add(bytes);
                all.writeBytes(bytes);
            }
            pair.near()
                    .run(
                            on -> {
                                sent.forEach(bytes -> on.write(TransportEnd.buffer(bytes)));
                                on.flush();
                            });
            assertArrayEquals(all.toByteArray(), pair.far().received(all.size()));
            if (boundariesKept()) {
                assertEquals(lengths, pair.far().messages(lengths.size()));
            }
        }
    }

    /** Where boundaries are kept, the longest message can be changed while messages come in. */
    @Test
    default void theLongestMessageCanBeChanged() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.far().run(on -> on.maxFrame(100));
            Connection far = pair.far().connection();
            pair.far().onBytes(bytes -> far.maxFrame(200_000));
            pair.near()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(new byte[100]));
                                on.write(TransportEnd.buffer(new byte[200_000]));
                                on.flush();
                            });
            assertEquals(200_100, pair.far().received(200_100).length);
            pair.near().send(new byte[200_001]);
            if (boundariesKept()) {
                assertTrue(pair.far().closed().isPresent());
                assertEquals(200_100, pair.far().receivedSoFar());
                pair.near().closed();
            } else {
                pair.far().received(400_101);
            }
        }
    }

    /** An empty write is an empty message where boundaries are kept, and nothing elsewhere. */
    @Test
    default void anEmptyWriteDoesNoHarm() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near()
                    .run(
                            on -> {
                                on.flush();
                                on.write(new WriteBuffer(16));
                                on.flush();
                                on.write(TransportEnd.buffer(new byte[] {7}));
                                on.flush();
                                on.flush();
                            });
            assertArrayEquals(new byte[] {7}, pair.far().received(1));
            assertEquals(boundariesKept() ? List.of(0, 1) : List.of(1), pair.far().messages(1));
        }
    }

    /** After bytes comes onReadComplete, the moment to answer. */
    @Test
    default void readCompleteFollowsBytes() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near().send(new byte[100]);
            pair.far().received(100);
            pair.far().awaitReadComplete();
        }
    }

    /** Answers written in onBytes and flushed in onReadComplete come back. */
    @Test
    default void anEchoFlushedAtReadCompleteComesBack() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            Connection far = pair.far().connection();
            pair.far().onBytes(bytes -> far.write(TransportEnd.buffer(bytes)));
            pair.far().onReadComplete(far::flush);
            byte[] content = randomBytes(new Random(3), 200_000);
            pair.near().send(content);
            assertArrayEquals(content, pair.near().received(content.length));
        }
    }

    /** One end that does not read stops the other, whose queue stays small; reading frees it. */
    @Test
    default void writableTurnsFalseWhileTheOtherSideDoesNotReadAndTrueAgainLater()
            throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch writableAgain = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connectOnTwoLoops();
            try {
                pair.far()
                        .onBytes(
                                bytes -> {
                                    blocked.countDown();
                                    awaitQuietly(read);
                                });
                pair.near().onWritable(writableAgain::countDown);
                assertTrue(pair.near().connection().writable());
                byte[] piece = randomBytes(new Random(5), 16_384);
                AtomicInteger sent = new AtomicInteger();
                // Sockets take more for a while after they seem full: many rounds, each until full.
                for (int round = 0; round < 50; round++) {
                    pair.near()
                            .run(
                                    on -> {
                                        while (on.writable()
                                                && sent.get() < ENOUGH_TO_FILL_ANY_QUEUE) {
                                            on.write(TransportEnd.buffer(piece));
                                            on.flush();
                                            sent.addAndGet(piece.length);
                                        }
                                    });
                }
                assertTrue(blocked.await(TransportEnd.LIMIT.toSeconds(), TimeUnit.SECONDS));
                assertTrue(
                        sent.get() < ENOUGH_TO_FILL_ANY_QUEUE,
                        "still writable after " + sent.get() + " bytes that nobody reads");
                read.countDown();
                assertTrue(
                        writableAgain.await(TransportEnd.LIMIT.toSeconds(), TimeUnit.SECONDS),
                        "onWritable never came");
                pair.far().received(sent.get());
                pair.near().run(on -> assertTrue(on.writable()));
            } finally {
                read.countDown();
            }
        }
    }

    /** What is written before anybody reads is not delivered inside the write. */
    @Test
    default void nothingIsDeliveredInsideAWrite() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.near()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(new byte[10]));
                                on.flush();
                                if (pair.far().connection().loop().inLoop()) {
                                    assertEquals(0, pair.far().receivedSoFar());
                                }
                                assertFalse(pair.near().isClosed());
                            });
            pair.far().received(10);
        }
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(TransportEnd.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
