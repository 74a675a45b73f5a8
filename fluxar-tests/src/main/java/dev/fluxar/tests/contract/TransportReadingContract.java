package dev.fluxar.tests.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fluxar.transport.Connection;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How reading stops and goes on. */
public interface TransportReadingContract extends TransportSubject {

    /** Nothing is handed over, the other side's connection is full, and all of it comes later. */
    @Test
    default void whoDoesNotReadStopsTheOtherSide() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            CompletableFuture<Boolean> writableAgain = new CompletableFuture<>();
            pair.near().onWritable(() -> writableAgain.complete(true));
            pair.far().run(on -> on.reading(false));
            byte[] sent = fill(pair.near());
            pair.near().run(on -> assertFalse(on.writable(), "not full"));
            assertFalse(writableAgain.isDone());
            assertEquals(0, pair.far().receivedSoFar());
            pair.far().run(on -> on.reading(true));
            assertArrayEquals(sent, pair.far().received(sent.length));
            assertTrue(TransportEnd.get(writableAgain));
        }
    }

    /** Stopped again and again, behind every piece that is read, nothing is lost or disordered. */
    @Test
    default void readingStopsAndGoesOnInTheMiddle() {
        byte[] content = new byte[3_000_000];
        new Random(19).nextBytes(content);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            Connection far = pair.far().connection();
            int[] beforeStop = {-1};
            int[] stops = {0};
            pair.far()
                    .onReadComplete(
                            () -> {
                                stops[0]++;
                                beforeStop[0] = pair.far().receivedSoFar();
                                far.reading(true);
                                far.reading(false); // The last word counts.
                                far.loop()
                                        .schedule(
                                                () -> {
                                                    if (pair.far().receivedSoFar()
                                                            == beforeStop[0]) {
                                                        far.reading(true);
                                                    }
                                                },
                                                1000);
                            });
            for (int at = 0; at < content.length; at += 60_000) {
                byte[] piece = new byte[Math.min(60_000, content.length - at)];
                System.arraycopy(content, at, piece, 0, piece.length);
                pair.near().send(piece);
            }
            assertArrayEquals(content, pair.far().received(content.length));
            assertTrue(stops[0] > 1, "stopped only " + stops[0] + " times");
        }
    }

    /** An end comes behind the bytes before it, as soon as reading goes on. */
    @Test
    default void anEndIsToldBehindTheBytesThatCameBeforeIt() {
        byte[] content = new byte[50_000];
        new Random(23).nextBytes(content);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.far().run(on -> on.reading(false));
            pair.near()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(content));
                                on.close();
                            });
            pair.far().run(on -> on.reading(true));
            assertArrayEquals(content, pair.far().received(content.length));
            assertEquals(Optional.empty(), pair.far().closed());
        }
    }

    /** Who closes while it does not read gets its last words through, and waits for nobody. */
    @Test
    default void whoDoesNotReadClosesInOrder() {
        byte[] lastWords = new byte[50_000];
        new Random(29).nextBytes(lastWords);
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            pair.far().run(on -> on.reading(false));
            fill(pair.near());
            pair.far()
                    .run(
                            on -> {
                                on.write(TransportEnd.buffer(lastWords));
                                on.close();
                                on.reading(false); // Too late: without effect.
                            });
            assertArrayEquals(lastWords, pair.near().received(lastWords.length));
            assertEquals(Optional.empty(), pair.near().closed());
            assertEquals(Optional.empty(), pair.far().closed());
            assertEquals(0, pair.far().receivedSoFar());
        }
    }

    /** Writes until no more is wanted; returns what was written. */
    private static byte[] fill(TransportEnd end) {
        Random random = new Random(31);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        byte[] piece = new byte[16_384];
        // Sockets take more for a while after they seem full: many rounds, each until full.
        for (int round = 0; round < 50; round++) {
            end.run(
                    on -> {
                        while (on.writable()
                                && sent.size() < TransportBytesContract.ENOUGH_TO_FILL_ANY_QUEUE) {
                            random.nextBytes(piece);
                            on.write(TransportEnd.buffer(piece.clone()));
                            on.flush();
                            sent.writeBytes(piece);
                        }
                    });
        }
        return sent.toByteArray();
    }
}
