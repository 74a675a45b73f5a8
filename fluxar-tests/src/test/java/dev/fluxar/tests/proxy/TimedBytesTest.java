package dev.fluxar.tests.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimedBytesTest {

    private static final Duration DELAY = Duration.ofNanos(100);

    private final Taker taker = new Taker();

    @Test
    void bytesAreReleasedAtTheirTimeAndNotBefore() throws IOException {
        TimedBytes bytes = delayed(Duration.ZERO);
        bytes.add(of("ab"), 10);
        bytes.add(of("cd"), 20);
        assertThat(bytes.nextDue()).isEqualTo(110);
        assertThat(bytes.writeTo(taker, 109)).isZero();
        assertThat(bytes.writeTo(taker, 110)).isEqualTo(2);
        assertThat(taker.taken).hasToString("ab");
        assertThat(bytes.nextDue()).isEqualTo(120);
        assertThat(bytes.writeTo(taker, 119)).isZero();
        assertThat(bytes.writeTo(taker, 120)).isEqualTo(2);
        assertThat(taker.taken).hasToString("abcd");
        assertThat(bytes.nextDue()).isEqualTo(TimedBytes.NEVER);
    }

    @Test
    void theEndComesBehindTheBytesAndIsDelayedAsTheyAre() throws IOException {
        TimedBytes bytes = delayed(Duration.ZERO);
        bytes.add(of("ab"), 0);
        bytes.end(50);
        taker.most = 1;
        assertThat(bytes.writeTo(taker, 200)).isEqualTo(1);
        assertThat(bytes.isOver(200)).isFalse();
        taker.most = 2;
        assertThat(bytes.writeTo(taker, 200)).isEqualTo(1);
        assertThat(bytes.nextDue()).isEqualTo(150);
        assertThat(bytes.isOver(149)).isFalse();
        assertThat(bytes.isOver(150)).isTrue();
    }

    @Test
    void jitterKeepsTheOrderAndItsBounds() throws IOException {
        TimedBytes bytes = delayed(Duration.ofNanos(1000));
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String text = "<" + i + ">";
            sent.append(text);
            bytes.add(of(text), i);
        }
        long last = 0;
        int releases = 0;
        while (bytes.nextDue() != TimedBytes.NEVER) {
            long due = bytes.nextDue();
            assertThat(due).isBetween(Math.max(last + 1, 100), 199 + 1100L);
            assertThat(bytes.writeTo(taker, due - 1)).isZero();
            assertThat(bytes.writeTo(taker, due)).isPositive();
            last = due;
            releases++;
        }
        assertThat(last).isGreaterThan(199 + 100);
        // Who would overtake goes together with the one before.
        assertThat(releases).isBetween(2, 199);
        assertThat(taker.taken).hasToString(sent.toString());
    }

    @Test
    void whatIsHeldIsBoundedInBytes() throws IOException {
        TimedBytes bytes = delayed(Duration.ZERO);
        bytes.add(ByteBuffer.allocate(TimedBytes.MOST_BYTES - 1), 0);
        assertThat(bytes.room()).isEqualTo(1);
        assertThatThrownBy(() -> bytes.add(of("ab"), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("2 bytes, expected at most 1");
        bytes.add(of("a"), 0);
        assertThat(bytes.room()).isZero();
        taker.most = 10;
        assertThat(bytes.writeTo(taker, 100)).isEqualTo(10);
        assertThat(bytes.room()).isEqualTo(10);
    }

    @Test
    void whatIsHeldIsBoundedInPieces() throws IOException {
        TimedBytes bytes = delayed(Duration.ZERO);
        for (int i = 0; i < TimedBytes.MOST_PIECES; i++) {
            assertThat(bytes.room()).isPositive();
            bytes.add(of("a"), i);
        }
        assertThat(bytes.room()).isZero();
        assertThat(bytes.writeTo(taker, 100)).isEqualTo(1);
        assertThat(bytes.room()).isPositive();
    }

    private static TimedBytes delayed(Duration jitter) {
        return new TimedBytes(DELAY, jitter, new SplittableRandom(1));
    }

    private static ByteBuffer of(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    /** Takes so many bytes of all that one release offers it. */
    private static final class Taker implements WritableByteChannel {
        private final StringBuilder taken = new StringBuilder();
        private int most = Integer.MAX_VALUE;

        @Override
        public int write(ByteBuffer source) {
            int length = Math.min(most, source.remaining());
            byte[] bytes = new byte[length];
            source.get(bytes);
            // Most are zeros of a buffer that only counts.
            taken.append(new String(bytes, US_ASCII));
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
