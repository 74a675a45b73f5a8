package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Limits;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** §9.9: what is kept is bounded, and who can keep no more waits. */
class ReplayBoundTest {

    private static final int REPLAY = 8192;

    private static Letter ack(long received) {
        return new Letter(1, null, null, "ack", null, Map.of("received", received), null);
    }

    private static Letter answer(String id) {
        return Letter.answered(id);
    }

    /** What was written; the numbers go on behind those before. */
    private static List<Letter> tracked(SessionBench bench, long before) {
        List<Letter> tracked = new ArrayList<>();
        long next = before + 1;
        for (NumberedFrame frame : bench.numbered()) {
            if (frame.number() >= 0) {
                assertThat(frame.number()).isEqualTo(next);
            }
            next += frame.tracked();
            frame.letters().stream().filter(l -> l.type() != 1).forEach(tracked::add);
        }
        return tracked;
    }

    private static Envelope cancel(int n) {
        return new Envelope(
                MessageType.CALL,
                0,
                0,
                1,
                n,
                "cancel".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                null,
                null,
                null);
    }

    // §9.9-1 §9.9-2 §9.9-3: calls
    @Test
    void callsWaitUntilSomeAreAckedAndNoneIsLeftOut() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
        for (int i = 0; i < 50; i++) {
            bench.open("known" + i, -1, false, new byte[1000]);
        }
        List<Letter> written = new ArrayList<>();
        int turns = 0;
        for (List<Letter> more = tracked(bench, 0); !more.isEmpty(); turns++) {
            written.addAll(more);
            assertThat(bench.session.kept()).isLessThanOrEqualTo(REPLAY);
            assertThat(bench.session.hasOutput()).isFalse(); // Nobody is to ask again for it.
            bench.read(ack(written.size() - 2));
            more = tracked(bench, written.size());
        }
        assertThat(turns).isGreaterThan(7);
        assertThat(written).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(written.get(i).target()).isEqualTo("known" + i);
        }
        bench.read(ack(50));
        assertThat(bench.session.kept()).isZero();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    // §9.9-2 §9.9-4
    @Test
    void verbsAndTheSessionsOwnGoOnMeanwhile() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
        CallsBench.Result first = bench.open("first");
        for (int i = 0; i < 20; i++) {
            bench.open("known", -1, false, new byte[1000]);
        }
        assertThat(tracked(bench, 0)).hasSize(8);
        bench.session.ping();
        bench.cancel(first);
        bench.read(Letter.ping(Letter.id(9)));
        List<Letter> letters = bench.letters();
        assertThat(letters).extracting(Letter::type).containsExactly(1, 2, 1);
        assertThat(letters.get(0).target()).isEqualTo("ping");
        assertThat(letters.get(1).target()).isEqualTo("cancel");
        assertThat(letters.get(2).ref()).isEqualTo(Letter.id(9));
    }

    // §9.9-2: by 65536 bytes, driven there; §9.9-4
    @Test
    void verbsExceedItByNoMoreThan65536() {
        SessionBench bench = SessionBench.surviving(Role.RESPONDER, REPLAY);
        for (int i = 1; i <= 4000; i++) {
            bench.session.sendUrgent(cancel(i));
        }
        bench.write();
        int written = tracked(bench, 0).size();
        assertThat(bench.session.kept())
                .isLessThanOrEqualTo(REPLAY + 65_536)
                .isGreaterThan(REPLAY + 65_536 - 40);
        assertThat(written).isLessThan(3000);
        bench.session.ping();
        bench.write();
        assertThat(bench.letter().target()).isEqualTo("ping");
        bench.read(ack(written));
        assertThat(tracked(bench, written)).hasSize(4000 - written);
    }

    // §9.9-2: a refusal is none of those verbs
    @Test
    void aRefusalWaits() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
        for (int i = 0; i < 3; i++) {
            bench.open("known", -1, false, new byte[2690]);
        }
        assertThat(tracked(bench, 0)).hasSize(3);
        bench.readFrame(NumberedFrame.content(1, Letter.call(Letter.id(1), "unknown", 1)));
        assertThat(tracked(bench, 3)).isEmpty();
        bench.read(ack(1));
        assertThat(tracked(bench, 3)).extracting(Letter::ref).containsExactly(Letter.id(1));
    }

    // §9.9-4
    @Test
    void aByeThatIsNextDoesNotWait() {
        SessionBench bench = SessionBench.surviving(Role.RESPONDER, REPLAY);
        for (int i = 0; i < 2; i++) {
            bench.send(Envelopes.call("x", new byte[4000]));
        }
        bench.letters();
        Envelope reply =
                new Envelope(
                        MessageType.CALL,
                        9,
                        9,
                        1,
                        1,
                        null,
                        null,
                        dev.fluxar.message.Payload.bytes(new byte[300]),
                        null);
        bench.session.sendUrgent(reply);
        bench.session.drain(0, 5000, null);
        bench.write();
        assertThat(bench.letter().target()).isEqualTo("bye");
        bench.read(ack(1));
        assertThat(tracked(bench, 2)).hasSize(1);
    }

    // §9.9-3: streams; what waits is not dropped, and stays in order
    @Test
    void itemsWaitUntilSomeAreAcked() {
        StreamsBench bench =
                StreamsBench.surviving(REPLAY, Map.of("credit", List.of(1000, 1 << 20)));
        String id = Letter.id(1);
        bench.readFrame(NumberedFrame.content(1, Letter.stream(id, "known", 1)));
        StreamEnd end = bench.accepted.get(0);
        Object[] items = new Object[40];
        for (int i = 0; i < items.length; i++) {
            items[i] = i + "-" + "x".repeat(900);
        }
        bench.give(end, items);
        bench.end(end);
        List<Object> read = new ArrayList<>();
        long written = 0;
        for (List<Letter> more = tracked(bench, 0); !more.isEmpty(); ) {
            written += more.size();
            assertThat(bench.session.kept()).isLessThanOrEqualTo(REPLAY);
            more.stream()
                    .filter(l -> l.target() == null && id.equals(l.ref()) && l.payload() != null)
                    .forEach(l -> read.add(l.payload()));
            bench.read(ack(written));
            more = tracked(bench, written);
        }
        assertThat(read).containsExactly(items);
    }

    // §9.9-3: topics
    @Test
    void publishesWaitUntilSomeAreAcked() {
        TopicsBench bench = TopicsBench.surviving(REPLAY, Map.of());
        List<TopicsBench.Result> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(bench.publish(0, null, -1, "y".repeat(1500)));
        }
        List<Letter> first = tracked(bench, 0);
        assertThat(first).hasSize(5);
        assertThat(results).filteredOn(r -> r.told != null).hasSize(5);
        long written = 5;
        for (List<Letter> more = first; !more.isEmpty(); written += more.size()) {
            bench.read(ack(written));
            more = tracked(bench, written);
        }
        assertThat(written).isEqualTo(20);
        assertThat(results).extracting(r -> r.told).containsOnly("accepted");
    }

    // §9.9-3 §9.9-5: payloads in parts
    @Test
    void partsAreNotLongerThanHalfAndWait() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
        bench.open("known", -1, false, new byte[100_000]);
        long written = 0;
        long bytes = 0;
        for (List<Letter> more = tracked(bench, 0); !more.isEmpty(); ) {
            written += more.size();
            for (Letter letter : more) {
                assertThat(letter.bytes().length).isLessThanOrEqualTo(REPLAY / 2);
                bytes += letter.payload() instanceof byte[] part ? part.length : 0;
            }
            assertThat(bench.session.kept()).isLessThanOrEqualTo(REPLAY);
            bench.read(ack(written));
            more = tracked(bench, written);
        }
        assertThat(bytes).isEqualTo(100_005);
    }

    // §9.9-5
    @Test
    void halfOfWhatIsKeptIsTheLongestEnvelope() {
        assertThat(SessionBench.surviving(Role.RESPONDER, 8192).session.peerLimits().envelope())
                .isEqualTo(4096);
        assertThat(SessionBench.surviving(Role.RESPONDER, 4 << 20).session.peerLimits().envelope())
                .isEqualTo(1 << 20);
    }

    // §11.3-2 with §9.9
    @Test
    void whatIsKeptIsSetAsideOfTheBudget() {
        long budget = Limits.DEFAULT.budget();
        SessionBench bench = SessionBench.surviving(Role.RESPONDER, 1 << 20);
        assertThat(bench.session.budget().share()).isEqualTo((budget - (1 << 20) - 65_536) / 2);
        assertThat(SessionBench.established(Role.RESPONDER).session.budget().share())
                .isEqualTo(budget / 2);
        bench.send(Envelopes.call("x", new byte[1000]));
        assertThat(bench.session.kept()).isGreaterThan(1000);
        assertThat(bench.session.budget().used()).isZero();
        assertThatThrownBy(() -> keeping(Limits.DEFAULT, (8 << 20) + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replay is 8388609")
                .hasMessageContaining("at least 33554436");
        assertThatThrownBy(
                        () -> keeping(Limits.DEFAULT.withMessage(1024).withBudget(100_000), 4096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 139264");
        assertThatThrownBy(() -> keeping(Limits.DEFAULT, 4095))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 4096");
        keeping(Limits.DEFAULT, 8 << 20);
    }

    private static SessionBench keeping(Limits limits, long replay) {
        return new SessionBench(
                Role.RESPONDER,
                limits,
                15_000,
                true,
                true,
                UnaryOperator.identity(),
                SessionBench.keeping(replay));
    }

    // §11.3-2: who asks and does not ack does not fill the memory
    @Test
    void whoAsksAndDoesNotAckIsNotServedForEver() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, REPLAY, Map.of());
        long most = bench.session.budget().share() + 200_000;
        for (int i = 1; bench.state() == SessionState.ESTABLISHED && i < 1_000_000; i++) {
            bench.readFrame(NumberedFrame.content(i, Letter.call(Letter.id(i), "unknown", 1)));
            assertThat(bench.session.budget().used()).isLessThan(most);
        }
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        assertThat(bench.endCode()).isEqualTo(dev.fluxar.ErrorCode.OVERLOADED);
        assertThat(bench.letters()).last().matches(Letter::isFatalBye);
        assertThat(bench.session.hasOutput()).isFalse();
    }

    // §9.16-4
    @Test
    void aByeThatIsAnsweredEndsTheSessionWhenNothingIsKept() {
        SessionBench bench = SessionBench.surviving(Role.INITIATOR, REPLAY);
        bench.send(Envelopes.call("x", new byte[10]));
        bench.session.drain(0, 5000, null);
        bench.write();
        String bye = bench.letters().get(1).id();
        bench.read(answer(bye));
        assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
        bench.read(ack(1));
        assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);

        SessionBench silent = SessionBench.surviving(Role.INITIATOR, REPLAY);
        silent.send(Envelopes.call("x", new byte[10]));
        silent.session.drain(0, 5000, null);
        silent.write();
        silent.read(answer(silent.letters().get(1).id()));
        silent.pass(4999);
        assertThat(silent.state()).isEqualTo(SessionState.DRAINING);
        silent.pass(1);
        assertThat(silent.end.event()).isEqualTo(SessionEvent.GRACE_OVER);
    }

    // §9.8-2 §9.16-4: what is due is written before the end
    @Test
    void theLastAckIsWrittenBeforeTheEnd() {
        SessionBench bench = SessionBench.surviving(Role.INITIATOR, REPLAY);
        bench.session.drain(0, 5000, null);
        bench.write();
        bench.read(answer(bench.letter().id()), ack(0));
        assertThat(bench.end.event()).isEqualTo(SessionEvent.DRAINED);

        SessionBench late = SessionBench.surviving(Role.INITIATOR, REPLAY);
        late.live = 1;
        late.session.drain(0, 5000, null);
        late.write();
        late.read(answer(late.letter().id()));
        late.live = 0;
        late.readFrame(NumberedFrame.content(1, Letter.reply(Letter.id(7), 1)));
        assertThat(late.letter().bytes()).isEqualTo(ack(1).bytes());
        assertThat(late.end.event()).isEqualTo(SessionEvent.DRAINED);
    }
}
