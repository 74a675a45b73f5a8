package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Rate;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What becomes of those who write more than was announced. §11.5 */
class RateEnforcedTest {

    private static final int RATE_LIMITED = ErrorCode.RATE_LIMITED.code();

    /** Ten a second, and five at once. */
    private static final Rate TEN = new Rate(10, 5);

    /** What may come at once. §11.5-2 */
    private static final int BURST = 10;

    /** What may be owed. §11.5-4 */
    private static final int DEBT = 5 + 100;

    private static final Limits LIMITS = Limits.DEFAULT.withRate(TEN);

    private final CallsBench bench = calls(LIMITS);

    private static CallsBench calls(Limits limits) {
        CallsBench bench = new CallsBench(Role.RESPONDER, limits);
        bench.establish(
                Map.of("heartbeat", 3_600_000, "caps", Map.of("batch", true, "parts", true)));
        return bench;
    }

    private static Letter call(int n) {
        return Letter.call(Letter.id(1000 + n), "known", 1);
    }

    /** Reads until the session is over; what is written meanwhile stays to be looked at. */
    private static int until(SessionBench bench, IntFunction<Letter> what) {
        int read = 0;
        while (bench.state() == SessionState.ESTABLISHED && read < 100_000) {
            bench.read(what.apply(read++));
        }
        assertThat(bench.endCode()).isEqualTo(ErrorCode.RATE_LIMITED);
        return read;
    }

    private static void spend(SessionBench bench, int tokens) {
        for (int i = 0; i < tokens; i++) {
            bench.read(Letter.cancel(Letter.id(7000 + i)));
        }
        assertThat(bench.letters()).isEmpty();
    }

    // §11.5-2 §11.5-3
    @Test
    void twiceTheBurstIsAcceptedThenCallsAreRefusedUntilATokenComes() {
        for (int i = 0; i < BURST; i++) {
            bench.read(call(i));
        }
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.running).hasSize(BURST);
        bench.read(call(20));
        Letter refusal = bench.letter();
        assertThat(refusal.ref()).isEqualTo(Letter.id(1020));
        assertThat(refusal.code()).isEqualTo(RATE_LIMITED);
        assertThat(refusal.message()).contains("5 at once and 10 a second");
        // One is owed, and one is needed.
        assertThat(refusal.error()).containsEntry("retry", 200);
        bench.pass(199).read(call(21));
        assertThat(bench.letter().error()).containsEntry("retry", 101);
        bench.pass(101).read(call(22));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.running).hasSize(BURST + 1);
    }

    // §11.5-3 §10.8-1
    @Test
    void oneWayCallsAreDropped() {
        spend(bench, BURST);
        bench.read(call(1).withMeta("oneway", true));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.running).isEmpty();
    }

    // §11.5-3: the place of row 3
    @Test
    void rowsOneAndTwoComeBeforeItAndTheOthersBehind() {
        spend(bench, BURST);
        bench.read(call(1).withMeta("padding", new byte[1 << 20]));
        assertThat(bench.letter().code()).isEqualTo(ErrorCode.TOO_LARGE.code());
        bench.read(call(2).withMeta("timeout", "x"));
        assertThat(bench.letter().code()).isEqualTo(RATE_LIMITED);
        bench.read(Letter.call(Letter.id(3), "nobody", 1));
        assertThat(bench.letter().code()).isEqualTo(RATE_LIMITED);
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        bench.letters();
        bench.read(call(4));
        assertThat(bench.letter().code()).isEqualTo(ErrorCode.DRAINING.code());
    }

    // §11.5-3
    @Test
    void streamsSubscribesAndPublishesAreRefusedLikewise() {
        StreamsBench streams = StreamsBench.established(StreamsBench.ROOMY.withRate(TEN), Map.of());
        spend(streams, BURST);
        streams.read(Letter.stream(Letter.id(1), "known", 1));
        Letter end = streams.letter();
        assertThat(end.target()).isEqualTo("end");
        assertThat(end.code()).isEqualTo(RATE_LIMITED);
        assertThat(streams.accepted).isEmpty();

        TopicsBench topics = TopicsBench.established(LIMITS, Map.of(), new ScriptedHub());
        spend(topics, BURST);
        topics.read(TopicsBench.subscribeLetter(Letter.id(1), "a"));
        assertThat(topics.letter().code()).isEqualTo(RATE_LIMITED);
        topics.read(TopicsBench.publishLetter(Letter.id(2), "a", 1).withMeta("mode", 1));
        assertThat(topics.letter().code()).isEqualTo(RATE_LIMITED);
        topics.read(TopicsBench.publishLetter(Letter.id(3), "a", 1));
        assertThat(topics.letters()).isEmpty();
        assertThat(topics.exchanges.live()).isZero();
    }

    // §11.5-3, where the type is not implemented: §2.4-1
    @Test
    void typesThatNobodyActsOnAreRefusedLikewise() {
        spend(bench, BURST);
        bench.read(Letter.stream(Letter.id(1), "s", 1));
        assertThat(bench.letter().code()).isEqualTo(RATE_LIMITED);
    }

    // §11.5-3
    @Test
    void verbsAreActedOnThoughTheyAreTooMany() {
        bench.read(call(0));
        spend(bench, BURST);
        bench.read(Letter.cancel(Letter.id(1000)));
        assertThat(bench.running.get(0).givenUp).isEqualTo(1);
    }

    // §11.5-4
    @Test
    void aFloodOfOpensIsRefusedThenEnded() {
        int read = until(bench, RateEnforcedTest::call);
        assertThat(read).isEqualTo(BURST + DEBT + 1);
        List<Letter> letters = bench.letters();
        assertThat(letters).hasSize(DEBT + 1);
        assertThat(letters.subList(0, DEBT)).allMatch(l -> l.type() == 2 && l.code() == 402);
        assertThat(letters.get(DEBT).isFatalBye()).isTrue();
        assertThat(letters.get(DEBT).code()).isEqualTo(RATE_LIMITED);
        assertThat(bench.running).hasSize(BURST);
    }

    // §11.5-4 §11.2-2: both take a token, and the place stays taken
    @Test
    void aFloodOfOpensAndCancelsIsEnded() {
        CallsBench small = calls(LIMITS.withExchanges(4));
        int read = until(small, n -> n % 2 == 0 ? call(n) : Letter.cancel(Letter.id(1000 + n - 1)));
        assertThat(read).isEqualTo(BURST + DEBT + 1);
        assertThat(small.running).hasSize(4);
        assertThat(small.session.budget().used()).isLessThan(1000);
    }

    // §11.5-4 §2.3-1
    @Test
    void floodsOfVerbsAndOfWhatNamesNothingAreEnded() {
        List<IntFunction<Letter>> floods =
                List.of(
                        n -> Letter.cancel(Letter.id(n + 1)),
                        n -> Letter.reply(Letter.id(n + 1), 1),
                        n -> Letter.part(2, Letter.id(n + 1), new byte[9]),
                        n -> Letter.item(Letter.id(n + 1), 1),
                        n -> Letter.verb(Letter.id(n + 1), "pause"),
                        n -> Letter.resume(Letter.id(n + 1), n, n),
                        n -> TopicsBench.event(Letter.id(n + 1)),
                        n -> TopicsBench.ack(Letter.id(n + 1), 1, 1),
                        n -> TopicsBench.unsubscribed(Letter.id(n + 1)),
                        n -> TopicsBench.accepted(Letter.id(n + 1)));
        for (IntFunction<Letter> flood : floods) {
            CallsBench one = calls(LIMITS);
            assertThat(until(one, flood)).isEqualTo(BURST + DEBT + 1);
            assertThat(one.letter().isFatalBye()).isTrue();
            assertThat(one.session.budget().used()).isZero();
        }
    }

    // §11.5-4 §2.3-2: of a live exchange, and in a role that its sender does not have
    @Test
    void whatItsSenderMayNotSayNamesNothing() {
        CallsBench callee = calls(LIMITS);
        callee.read(call(0));
        until(callee, n -> Letter.reply(Letter.id(1000), n));

        TopicsBench publisher = TopicsBench.established(LIMITS, Map.of(), new ScriptedHub());
        publisher.read(TopicsBench.subscribeLetter(Letter.id(1), "a"));
        until(publisher, n -> TopicsBench.event(Letter.id(1)));

        TopicsBench subscriber = TopicsBench.established(LIMITS, Map.of(), null);
        SubscriberEnd end = subscriber.active(0);
        until(subscriber, n -> TopicsBench.flow(end.id, "pause", null));
    }

    // §11.5-4: flow control of a live stream takes tokens, its items do not
    @Test
    void pauseAndResumeInTurnAreEndedAndItemsWithinCreditAreFree() {
        StreamsBench streams = StreamsBench.established(StreamsBench.ROOMY.withRate(TEN), Map.of());
        StreamEnd end = streams.accept(Letter.id(1));
        streams.request(end, 1000);
        for (int i = 0; i < 1000; i++) {
            streams.read(Letter.item(Letter.id(1), i));
        }
        assertThat(streams.state()).isEqualTo(SessionState.ESTABLISHED);
        int read = until(streams, n -> Letter.verb(Letter.id(1), n % 2 == 0 ? "pause" : "resume"));
        assertThat(read).isEqualTo(BURST + DEBT + 1 - 1);
    }

    // §11.5-4: who had credit could not know that his items are dropped
    @Test
    void itemsThatCrossARefusalOrAnEndDoNotCount() {
        StreamsBench streams = StreamsBench.established(StreamsBench.ROOMY.withRate(TEN), Map.of());
        streams.read(Letter.stream(Letter.id(1), "nobody", 1));
        sendCrossing(streams, Letter.id(1), 256);
        StreamEnd failed = streams.accept(Letter.id(2));
        streams.read(Letter.item(Letter.id(2), 1));
        failed.stream().fail(null);
        streams.write();
        sendCrossing(streams, Letter.id(2), 255);
        StreamEnd opened = streams.open("s");
        String id = lastOpen(streams);
        opened.stream().fail(null);
        streams.write();
        sendCrossing(streams, id, 256);
        // All tokens but those of two opens are there.
        streams.letters();
        for (int i = 0; i < BURST - 2; i++) {
            streams.read(Letter.stream(Letter.id(100 + i), "known", 1));
        }
        assertThat(streams.letters()).isEmpty();
    }

    private static String lastOpen(StreamsBench streams) {
        List<Letter> letters = streams.letters();
        return letters.get(letters.size() - 1).id();
    }

    private static void sendCrossing(StreamsBench streams, String id, int items) {
        for (int i = 0; i < items; i++) {
            streams.read(Letter.item(id, i));
        }
        streams.read(new Letter(3, null, id, "end", null, null, null));
    }

    // §11.5-4: nor who was told too late that the rest of a payload is not wanted
    @Test
    void partsThatCrossARefusalDoNotCount() {
        CallsBench parts = calls(LIMITS.withPart(1024).withPayload(100 * 1024));
        Letter announced = Letter.call(Letter.id(1), "nobody", null).announcing(100 * 1024);
        parts.read(announced);
        assertThat(parts.letter().code()).isEqualTo(ErrorCode.NOT_FOUND.code());
        for (int i = 0; i < 100; i++) {
            parts.read(Letter.part(2, Letter.id(1), new byte[1024]));
        }
        for (int i = 0; i < BURST - 1; i++) {
            parts.read(call(i));
        }
        assertThat(parts.letters()).isEmpty();
    }

    // §11.5-4 §5.6-4 §9.7-5
    @Test
    void floodsOfNullsAndOfWhatWasReceivedBeforeAreEnded() {
        CallsBench nulls = CallsBench.surviving(LIMITS, 1 << 20, Map.of());
        int read = 0;
        while (nulls.state() == SessionState.ESTABLISHED && read < 10_000) {
            nulls.readFrame(NumberedFrame.content(++read, (Letter) null));
        }
        assertThat(read).isEqualTo(BURST + DEBT + 1);
        assertThat(nulls.endCode()).isEqualTo(ErrorCode.RATE_LIMITED);

        for (boolean open : new boolean[] {true, false}) {
            CallsBench again = CallsBench.surviving(LIMITS, 1 << 20, Map.of());
            Letter what = open ? call(0) : Letter.cancel(Letter.id(9));
            int times = 0;
            while (again.state() == SessionState.ESTABLISHED && times++ < 10_000) {
                again.readFrame(NumberedFrame.content(1, what));
            }
            assertThat(times).isEqualTo(BURST + DEBT + 1);
            assertThat(again.running).hasSize(open ? 1 : 0);
        }
    }

    // §11.5-4: after the debt it is as before
    @Test
    void whoStopsIsForgiven() {
        for (int i = 0; i < BURST + DEBT; i++) {
            bench.read(call(i));
        }
        assertThat(bench.letters()).hasSize(DEBT);
        bench.pass(10_600);
        bench.read(call(500));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.running).hasSize(BURST + 1);
    }

    @Test
    void withoutARateNobodyCounts() {
        CallsBench free = calls(Limits.DEFAULT);
        for (int i = 0; i < 100_000; i++) {
            free.read(Letter.cancel(Letter.id(7000 + i)));
        }
        assertThat(free.state()).isEqualTo(SessionState.ESTABLISHED);
    }
}
