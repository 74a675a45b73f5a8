package dev.fluxar.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.session.budget.Budget;
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

    /** Has so many envelopes of a name and a size. */
    private final class Many extends EnvelopeSource {
        final String name;
        final int bytes;
        int left;
        int turns;

        Many(String name, int left, int bytes) {
            this.name = name;
            this.left = left;
            this.bytes = bytes;
        }

        @Override
        protected boolean writeTo(EnvelopeSink out) {
            turns++;
            while (left > 0) {
                if (!out.write(new Named(name, bytes))) {
                    return true;
                }
                left--;
            }
            return false;
        }
    }

    private Many ready(String name, int left, int bytes) {
        Many source = new Many(name, left, bytes);
        outbox.add(source);
        return source;
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

    // §6.5-1
    @Test
    void sourcesTakeTurnsOfAFrameWithAllThatWaits() {
        Many a = ready("a", 50, 1000);
        Many b = ready("b", 20, 1000);
        add("c");
        write(1 << 20);
        assertThat(runs()).containsExactly("a15", "b15", "c1", "a15", "b5", "a20");
        assertThat(a.turns).isEqualTo(4);
        assertThat(b.turns).isEqualTo(2);
        assertThat(longestBatch).isBetween(15_000, 16 * 1024);
        assertThat(outbox.isEmpty()).isTrue();
    }

    // §6.5-1: an envelope that is longer than a turn is a turn
    @Test
    void aTurnIsNeverWithoutAnEnvelope() {
        ready("a", 2, 100_000);
        ready("b", 2, 100_000);
        write(1 << 20);
        assertThat(frames).containsExactly(List.of("a"), List.of("b"), List.of("a"), List.of("b"));
    }

    // §8.4-3
    @Test
    void withoutBatchesEachOfASourceHasAFrameAndTheTurnIsAsLong() {
        ready("a", 20, 1000);
        add("c");
        write(0);
        assertThat(frames).hasSize(21).allMatch(frame -> frame.size() == 1);
        assertThat(runs()).containsExactly("a15", "c1", "a5");
    }

    @Test
    void turnsShareAFrame() {
        ready("a", 2, 10);
        add("b");
        ready("c", 2, 10);
        write(1 << 20);
        assertThat(frames).containsExactly(List.of("a", "a", "b", "c", "c"));
    }

    // §6.5-2
    @Test
    void whatIsUrgentGoesBeforeEachTurn() {
        EnvelopeSource source =
                new EnvelopeSource() {
                    private int left = 3;

                    @Override
                    protected boolean writeTo(EnvelopeSink out) {
                        out.write(new Named("s", 10));
                        outbox.addUrgent(new Named("u" + left, 10));
                        return --left > 0;
                    }
                };
        outbox.addUrgent(new Named("first", 10));
        outbox.add(source);
        add("d");
        write(1 << 20);
        assertThat(names()).containsExactly("first", "s", "u3", "d", "s", "u2", "s", "u1");
    }

    @Test
    void aSourceWaitsForOneTurnAtATime() {
        Many source = ready("a", 1, 10);
        outbox.add(source);
        outbox.add(source);
        write(1 << 20);
        assertThat(source.turns).isEqualTo(1);
        assertThat(outbox.isEmpty()).isTrue();
        source.left = 1;
        outbox.add(source);
        assertThat(outbox.isEmpty()).isFalse();
        write(1 << 20);
        assertThat(names()).containsExactly("a", "a");
    }

    @Test
    void aSourceThatHasNothingIsForgotten() {
        Many nothing = ready("a", 0, 10);
        add("b");
        write(1 << 20);
        assertThat(nothing.turns).isEqualTo(1);
        assertThat(names()).containsExactly("b");
        assertThat(outbox.isEmpty()).isTrue();
        write(1 << 20);
        assertThat(nothing.turns).isEqualTo(1);
    }

    @Test
    void aSourceMayBecomeReadyInItsOwnTurn() {
        EnvelopeSource source =
                new EnvelopeSource() {
                    private int turns;

                    @Override
                    protected boolean writeTo(EnvelopeSink out) {
                        out.write(new Named("t" + turns, 10));
                        if (++turns < 3) {
                            outbox.add(this);
                        }
                        return false;
                    }
                };
        outbox.add(source);
        write(1 << 20);
        assertThat(names()).containsExactly("t0", "t1", "t2");
    }

    @Test
    void aConnectionThatIsFullKeepsThePlaceOfWhoHadNoTurn() {
        Many a = ready("a", 40, 1000);
        ready("b", 40, 1000);
        room = 0;
        write(1 << 20);
        assertThat(frames).isEmpty();
        assertThat(outbox.isEmpty()).isFalse();
        room = 1;
        write(1 << 20);
        assertThat(runs()).containsExactly("a15");
        room = 1;
        write(1 << 20);
        assertThat(runs()).containsExactly("a15", "b15");
        room = 0;
        write(1 << 20);
        assertThat(a.left).isEqualTo(25);
        room = 2;
        write(1 << 20);
        assertThat(runs()).containsExactly("a15", "b15", "a15", "b15");
    }

    // §9.3-2
    @Test
    void theLastWritesOnlyWhatIsUrgentAndRegardless() {
        Many source = ready("a", 5, 10);
        add("b");
        outbox.addUrgent(new Named("u", 10));
        room = 0;
        outbox.writeTo(writer, 1 << 20, true, 0);
        writer.flush();
        assertThat(names()).containsExactly("u");
        assertThat(source.turns).isZero();
    }

    @Test
    void whatIsForgottenHasNoMoreTurns() {
        Many a = ready("a", 5, 10);
        outbox.clear();
        assertThat(outbox.isEmpty()).isTrue();
        EnvelopeSource clearing =
                new EnvelopeSource() {
                    @Override
                    protected boolean writeTo(EnvelopeSink out) {
                        out.write(new Named("c", 10));
                        outbox.clear();
                        return true;
                    }
                };
        outbox.add(clearing);
        write(1 << 20);
        assertThat(names()).containsExactly("c");
        assertThat(a.turns).isZero();
        outbox.add(a);
        write(1 << 20);
        assertThat(a.turns).isEqualTo(1);
    }

    @Test
    void aSourceThatAsksForTurnsAndDoesNotUseThemIsToldSo() {
        outbox.add(
                new EnvelopeSource() {
                    @Override
                    protected boolean writeTo(EnvelopeSink out) {
                        return true;
                    }

                    @Override
                    public String toString() {
                        return "idle";
                    }
                });
        assertThatThrownBy(() -> write(1 << 20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("idle has more to write and wrote nothing");
    }

    @Test
    void theSinkIsForTurnsOnly() {
        EnvelopeSink sink = new EnvelopeSink(null);
        assertThatThrownBy(() -> sink.begin(10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(sink::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theTapSeesTheBytesOfEachEnvelope() {
        List<byte[]> seen = new ArrayList<>();
        SessionTap tap =
                new SessionTap() {
                    @Override
                    public void read(EnvelopeView view) {}

                    @Override
                    public void wrote(byte[] encoded) {
                        seen.add(encoded);
                    }
                };
        Outbox tapped = new Outbox(budget, tap);
        int[] lengths = new int[1];
        for (int bytes : new int[] {10, 100, 5000, 10, 20_000}) {
            tapped.add(new Named("n" + bytes, bytes));
        }
        tapped.add(
                new EnvelopeSource() {
                    @Override
                    protected boolean writeTo(EnvelopeSink out) {
                        Named named = new Named("item", 7);
                        WriteBuffer at = out.begin(named.sizeBound());
                        if (at != null) {
                            EnvelopeEncoder.encode(named, at, out.now());
                            lengths[0] = out.end();
                        }
                        return false;
                    }
                });
        tapped.writeTo(writer, 1 << 20, false, 0);
        writer.flush();
        List<String> targets = new ArrayList<>();
        for (byte[] encoded : seen) {
            EnvelopeView view = new EnvelopeView();
            assertThat(new EnvelopeDecoder().decode(encoded, 0, encoded.length, view))
                    .isEqualTo(encoded.length);
            targets.add(view.target());
        }
        assertThat(targets).containsExactly("n10", "n100", "n5000", "n10", "n20000", "item");
        assertThat(names()).isEqualTo(targets);
        assertThat(lengths[0]).isEqualTo(seen.get(5).length);
    }

    /** Names in order, each followed by how often it comes at a stretch. */
    private List<String> runs() {
        List<String> names = names();
        List<String> runs = new ArrayList<>();
        for (int at = 0; at < names.size(); ) {
            int from = at;
            while (at < names.size() && names.get(at).equals(names.get(from))) {
                at++;
            }
            runs.add(names.get(from) + (at - from));
        }
        return runs;
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
