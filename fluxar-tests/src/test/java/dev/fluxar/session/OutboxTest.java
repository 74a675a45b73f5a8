package dev.fluxar.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.tests.simulation.NotedConnection;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What waits to be written: order, priority, batches and the bytes that are held for it. */
class OutboxTest {

    private final Budget budget = new Budget(1 << 20);
    private final Outbox outbox = new Outbox(budget, null);
    private final List<List<String>> frames = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private final FrameWriter writer =
            new FrameWriter(
                    new NotedConnection(false, () -> room-- > 0, this::read), new WriteBuffer(16));

    /** A call that may be taken back. */
    private static final class Named extends Envelope {
        final String name;
        boolean wanted = true;
        boolean written;

        Named(String name, int bytes) {
            super(
                    MessageType.CALL,
                    1,
                    1,
                    0,
                    0,
                    name.getBytes(US_ASCII),
                    null,
                    Payload.bytes(new byte[bytes]),
                    null);
            this.name = name;
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public void written() {
            assertThat(written).isFalse();
            assertThat(wanted).isTrue();
            written = true;
        }
    }

    private void write(long batchFrame) {
        outbox.writeTo(writer, batchFrame, false, 0);
        writer.flush();
    }

    private Named add(String name) {
        Named added = new Named(name, 10);
        outbox.add(added);
        return added;
    }

    private void withdraw(Named envelope) {
        envelope.wanted = false;
        outbox.withdraw(envelope);
    }

    // §2.5-2: in order, but for what is urgent
    @Test
    void whatIsUrgentGoesFirstAndEverythingElseInOrder() {
        add("a");
        add("b");
        outbox.addUrgent(new Named("u", 10));
        add("c");
        outbox.addUrgent(new Named("v", 10));
        write(1 << 20);
        assertThat(frames).containsExactly(List.of("u", "v", "a", "b", "c"));
        assertThat(budget.used()).isZero();
    }

    // §5.3-1
    @Test
    void withoutBatchesEachHasAFrame() {
        add("a");
        add("b");
        write(0);
        assertThat(frames).containsExactly(List.of("a"), List.of("b"));
    }

    // §5.3-1
    @Test
    void theAnswerToTheHelloIsAlone() {
        outbox.addAlone(new Named("answer", 10));
        outbox.addUrgent(new Named("u", 10));
        add("a");
        room = 0;
        write(1 << 20);
        assertThat(frames).containsExactly(List.of("answer"));
        room = 1;
        write(1 << 20);
        assertThat(frames).containsExactly(List.of("answer"), List.of("u", "a"));
    }

    // §5.1-5
    @Test
    void aBatchIsNotLongerThanTheFrameAllows() {
        for (int i = 0; i < 100; i++) {
            outbox.add(new Named("n" + i % 10, 50 + i));
        }
        outbox.add(new Named("large", 5000));
        outbox.add(new Named("last", 10));
        write(1000);
        assertThat(frames.stream().flatMap(List::stream)).hasSize(102);
        assertThat(frames).contains(List.of("large")).last().isEqualTo(List.of("last"));
        assertThat(longest).isLessThan(5100);
        assertThat(longestBatch).isLessThanOrEqualTo(1000);
    }

    private int longest;
    private int longestBatch;

    // §10.6-1: removed
    @Test
    void whatIsWithdrawnIsNotWrittenAndIsNotHeld() {
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(add("n"));
        }
        long each = budget.used() / 1000;
        all.subList(1, 1000).forEach(this::withdraw);
        assertThat(budget.used()).isEqualTo(each);
        assertThat(outbox.isEmpty()).isFalse();
        withdraw(all.get(0));
        assertThat(budget.used()).isZero();
        assertThat(outbox.isEmpty()).isTrue();
        write(0);
        assertThat(frames).isEmpty();
    }

    // Against a simple list
    @Property(tries = 300)
    void itDoesWhatASimpleListDoes(@ForAll long seed) {
        Random random = new Random(seed);
        OutboxTest test = new OutboxTest();
        Deque<Named> urgent = new ArrayDeque<>();
        List<Named> data = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Named next = new Named("n" + i, random.nextInt(100));
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    test.outbox.add(next);
                    data.add(next);
                }
                case 3 -> {
                    test.outbox.addUrgent(next);
                    urgent.add(next);
                }
                case 4 -> {
                    if (!data.isEmpty()) {
                        test.withdraw(data.remove(random.nextInt(data.size())));
                    }
                }
                default -> {
                    test.room = random.nextInt(3);
                    int before = test.names().size();
                    test.write(0);
                    int written = test.names().size() - before;
                    for (int n = 0; n < written; n++) {
                        expected.add((urgent.isEmpty() ? data.remove(0) : urgent.remove()).name);
                    }
                }
            }
            long held =
                    urgent.stream().mapToLong(e -> e.heldBytes()).sum()
                            + data.stream().mapToLong(e -> e.heldBytes()).sum();
            assertThat(test.budget.used()).isEqualTo(held);
            assertThat(test.outbox.isEmpty()).isEqualTo(urgent.isEmpty() && data.isEmpty());
            assertThat(test.names()).isEqualTo(expected);
        }
        test.outbox.clear();
        assertThat(test.budget.used()).isZero();
    }

    private List<String> names() {
        return frames.stream().flatMap(List::stream).toList();
    }

    // §11.3-2
    @Test
    void eachShareOfTheBudgetTakesWhatFitsAndNotMore() {
        Budget small = new Budget(200);
        assertThat(small.limit()).isEqualTo(200);
        assertThat(small.share()).isEqualTo(100);
        assertThat(small.tryReserve(60)).isTrue();
        assertThat(small.tryReserve(41)).isFalse();
        assertThat(small.used()).isEqualTo(60);
        assertThat(small.fits(40)).isTrue();
        assertThat(small.fits(41)).isFalse();
        assertThat(small.fitsOwn(100)).isTrue();
        assertThat(small.fitsOwn(101)).isFalse();
        assertThat(small.tryReserveOwn(100)).isTrue();
        assertThat(small.tryReserveOwn(1)).isFalse();
        assertThat(small.fits(40)).isTrue();
        small.force(100, false);
        assertThat(small.used()).isEqualTo(260);
        assertThat(small.fits(0)).isFalse();
        assertThat(small.overrun().message()).contains("160", "100");
        small.unforce(100, false);
        small.release(60);
        small.releaseOwn(100);
        assertThat(small.used()).isZero();
    }

    private void read(byte[] all) {
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        EnvelopeView view = new EnvelopeView();
        for (int at = 0; at < all.length; ) {
            int length = ByteBuffer.wrap(all).getInt(at);
            at += 4;
            int end = at + length;
            List<String> frame = new ArrayList<>();
            while (at < end) {
                at = decoder.decode(all, at, end, view);
                frame.add(view.target());
            }
            longest = Math.max(longest, length);
            longestBatch = frame.size() > 1 ? Math.max(longestBatch, length) : longestBatch;
            frames.add(frame);
        }
    }
}
