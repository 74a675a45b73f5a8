package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** §9.9: what is kept until the other side has received it. */
class ReplayBufferTest {

    private static final int LIMIT = 1 << 20;

    private final ReplayBuffer buffer = new ReplayBuffer(LIMIT);

    /**
     * Pieces one behind the other; those from 4096 bytes on are spliced. Begins with a short one.
     */
    private byte[] keep(int before, byte[]... pieces) {
        WriteBuffer out = new WriteBuffer(16);
        out.write(new byte[before], 0, before);
        int from = out.length();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.write(piece, 0, piece.length);
            all.writeBytes(piece);
        }
        buffer.keep(out, from);
        out.clear();
        out.write(new byte[100], 0, 100); // What the buffer held itself is overwritten.
        return all.toByteArray();
    }

    private byte[] read(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ReplayBuffer.Walk walk = buffer.walk();
        while (walk.number() < number) {
            walk.advance();
        }
        walk.read(out::write);
        return out.toByteArray();
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // §9.7-1 §9.8-5 §9.8-7 §9.9-1: against a simple list
    @Property(tries = 200)
    void itDoesWhatASimpleListDoes(@ForAll long seed) {
        Random random = new Random(seed);
        ReplayBufferTest test = new ReplayBufferTest();
        Deque<byte[]> model = new ArrayDeque<>();
        long written = 0;
        long acked = 0;
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(4) > 0) {
                List<byte[]> pieces = new ArrayList<>();
                pieces.add(random(random, 1 + random.nextInt(200)));
                for (int i = random.nextInt(4); i > 0; i--) {
                    int most = random.nextInt(3) == 0 ? 40_000 : 300;
                    pieces.add(random(random, 1 + random.nextInt(most)));
                }
                int before = random.nextInt(3) * 3000; // Sometimes spliced itself.
                model.add(test.keep(before, pieces.toArray(new byte[0][])));
                written++;
            } else {
                // Sometimes a number from before.
                long number =
                        acked + random.nextInt((int) (written - acked) + 1) - random.nextInt(2);
                test.buffer.ack(number);
                for (; acked < number; acked++) {
                    model.remove();
                }
            }
            assertThat(test.buffer.written()).isEqualTo(written);
            assertThat(test.buffer.acked()).isEqualTo(acked);
            assertThat(test.buffer.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(test.buffer.kept()).isEqualTo(model.stream().mapToLong(e -> e.length).sum());
            if (!model.isEmpty()) {
                assertThat(test.read(acked + 1)).isEqualTo(model.peekFirst());
                assertThat(test.read(written)).isEqualTo(model.peekLast());
            }
            if (step % 20 == 0) {
                long number = acked;
                for (byte[] envelope : model) {
                    assertThat(test.read(++number)).isEqualTo(envelope);
                }
            }
        }
    }

    // §9.9-2
    @Test
    void whatDoesNotFitIsNotTakenAndVerbsMayExceedItBy65536() {
        while (buffer.fits(1000, false)) {
            keep(0, new byte[1000]);
        }
        assertThat(buffer.kept()).isEqualTo(LIMIT - LIMIT % 1000);
        assertThat(buffer.fits(LIMIT % 1000, false)).isTrue();
        assertThat(buffer.fits(LIMIT % 1000 + 1, false)).isFalse();
        while (buffer.fits(1000, true)) {
            keep(0, new byte[1000]);
        }
        assertThat(buffer.kept()).isBetween(LIMIT + 65_536L - 1000, LIMIT + 65_536L);
    }

    // §9.9-3: a bound may be above the length; what is alone is never waited for
    @Test
    void whateverItsBoundAnEnvelopeFitsWhereNothingIsKept() {
        assertThat(buffer.fits(2 * LIMIT, false)).isTrue();
        keep(0, new byte[1]);
        assertThat(buffer.fits(LIMIT, false)).isFalse();
        buffer.ack(1);
        assertThat(buffer.fits(2 * LIMIT, false)).isTrue();
    }

    // §9.9-2: driven to its bound by the shortest, by the longest and by parts of huge arrays
    @Test
    void whatItReservesIsBounded() {
        int shortest = 23;
        while (buffer.fits(shortest, false)) {
            keep(0, new byte[shortest]);
        }
        assertThat(buffer.reserved()).isLessThan(2L * LIMIT);
        buffer.ack(buffer.written());
        assertThat(buffer.kept()).isZero();
        assertThat(buffer.reserved()).isLessThan(20_000);

        while (buffer.fits(5001, false)) {
            keep(0, new byte[1], new byte[5000]);
        }
        assertThat(buffer.reserved()).isLessThan(2L * LIMIT);
        buffer.ack(buffer.written());
        assertThat(buffer.reserved()).isLessThan(20_000);

        for (int i = 0; buffer.fits(5001, false); i++) {
            WriteBuffer out = new WriteBuffer(16);
            out.writeByte(1);
            out.write(new byte[1 << 20], i, 5000);
            buffer.keep(out, 0);
        }
        assertThat(buffer.reserved()).isLessThan(2L * LIMIT);
        buffer.ack(buffer.written());
        assertThat(buffer.reserved()).isLessThan(20_000);
    }

    // §9.9-2: never empty, never more than some
    @Test
    void chunksAreGivenBackAsAcksCome() {
        for (int i = 1; i <= 100_000; i++) {
            keep(0, new byte[100]);
            if (i > 50) {
                buffer.ack(i - 50);
            }
        }
        assertThat(buffer.kept()).isEqualTo(5000);
        assertThat(buffer.reserved()).isLessThan(40_000);
    }

    @Test
    void longArraysAreReferredToAndNotCopied() {
        byte[] large = new byte[10_000];
        keep(0, new byte[1], large);
        large[0] = 7;
        assertThat(read(1)[1]).isEqualTo((byte) 7);
    }

    // §9.9-5: half is the longest
    @Test
    void anyEnvelopeFitsIntoHalf() {
        keep(0, new byte[LIMIT / 2]);
        assertThat(buffer.fitsAny()).isTrue();
        keep(0, new byte[1]);
        assertThat(buffer.fitsAny()).isFalse();
        buffer.ack(1);
        assertThat(buffer.fitsAny()).isTrue();
    }
}
