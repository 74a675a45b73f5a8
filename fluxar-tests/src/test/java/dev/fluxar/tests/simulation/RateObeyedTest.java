package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Limits;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a peer writes to one that has announced ten opens and verbs a second, and three at once.
 * §11.5-1
 */
class RateObeyedTest {

    private static final Map<String, Object> TEN = Map.of("rate", List.of(10, 3));

    // §11.5-1
    @Test
    void callsWaitAndGoOutAsTokensCome() {
        CallsBench bench = CallsBench.established(TEN);
        List<CallsBench.Result> calls = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            calls.add(bench.open("c"));
        }
        assertThat(bench.letters()).hasSize(3);
        int written = 3;
        for (int tenths = 1; tenths <= 10; tenths++) {
            bench.pass(100);
            List<Letter> letters = bench.letters();
            written += letters.size();
            assertThat(written).isBetween(2 + tenths, 3 + tenths);
        }
        bench.pass(10);
        written += bench.letters().size();
        assertThat(written).isEqualTo(13);
        assertThat(bench.deadline()).isGreaterThan(bench.now() + 1_000_000_000L);
        assertThat(calls).allMatch(call -> call.told == null);
    }

    // §11.5-1
    @Test
    void theDeadlineRunsWhileACallWaits() {
        CallsBench bench = CallsBench.established(Map.of("rate", List.of(1, 1)));
        bench.open("c");
        CallsBench.Result soon = bench.open("c", 500, false, new byte[1]);
        CallsBench.Result later = bench.open("c", 1500, false, new byte[1]);
        assertThat(bench.letters()).hasSize(1);
        bench.pass(500);
        assertThat(soon.told).isEqualTo("DEADLINE_EXCEEDED, NOT_SENT");
        bench.pass(600);
        // What is left of it, as it is written: §10.1-1
        assertThat((Integer) bench.letter().meta().get("timeout")).isBetween(400, 500);
        assertThat(later.told).isNull();
        assertThat(bench.session.budget().used()).isZero();
    }

    // §11.5-1 §11.2-1
    @Test
    void aPlaceAndATokenAreBothNeeded() {
        CallsBench bench = CallsBench.established(Map.of("rate", List.of(10, 3), "exchanges", 2));
        for (int i = 0; i < 5; i++) {
            bench.open("c");
        }
        List<Letter> first = bench.letters();
        assertThat(first).hasSize(2);
        bench.read(Letter.reply(first.get(0).id(), 1));
        assertThat(bench.letters()).hasSize(1);
        bench.read(Letter.reply(first.get(1).id(), 1));
        assertThat(bench.letters()).isEmpty();
        bench.pass(101);
        assertThat(bench.letters()).hasSize(1);
        bench.pass(5000);
        assertThat(bench.letters()).isEmpty();
    }

    // §11.5-1: they wait only where there is a rate
    @Test
    void oneWayCallsAndPublishesOfModeZeroWaitToo() {
        CallsBench bench = CallsBench.established(TEN);
        List<CallsBench.Result> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(bench.open("c", -1, true, new byte[1]));
        }
        assertThat(bench.letters()).hasSize(3);
        assertThat(calls).extracting(c -> c.told).filteredOn(t -> t != null).hasSize(3);
        bench.cancel(calls.get(4));
        assertThat(calls.get(4).told).isEqualTo("CANCELLED, NOT_SENT");
        bench.pass(1000);
        assertThat(bench.letters()).hasSize(1);
        assertThat(bench.exchanges.live()).isZero();

        TopicsBench topics = TopicsBench.established(Limits.DEFAULT, TEN, null);
        for (int i = 0; i < 5; i++) {
            topics.publish(0);
        }
        assertThat(topics.letters()).hasSize(3);
        topics.pass(101);
        assertThat(topics.letters()).hasSize(1);
        topics.pass(1000);
        assertThat(topics.letters()).hasSize(1);
    }

    // §11.5-1
    @Test
    void streamsWait() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, TEN);
        List<StreamEnd> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ends.add(bench.open("s"));
        }
        assertThat(bench.letters()).hasSize(3);
        bench.cancel(ends.get(4));
        bench.pass(1000);
        assertThat(bench.letters()).hasSize(1);
    }

    // §11.5-1
    @Test
    void aSubscribeThatWouldBeTooMuchFailsAndSaysWhenToTryAgain() {
        TopicsBench bench = TopicsBench.established(Limits.DEFAULT, TEN, null);
        for (int i = 0; i < 3; i++) {
            bench.subscribe(TopicsBench.terms(0));
        }
        SubscriberEnd fourth = bench.subscribe(TopicsBench.terms(0));
        assertThat(bench.letters()).hasSize(3);
        assertThat(fourth.told.toString()).contains("RATE_LIMITED, NOT_SENT");
        bench.pass(101);
        bench.subscribe(TopicsBench.terms(0));
        assertThat(bench.letters()).hasSize(1);
    }

    // §11.5-1: verbs wait, and nothing else waits behind them
    @Test
    void verbsWaitAheadOfOpensAndRepliesOvertakeThem() {
        CallsBench bench = CallsBench.established(TEN);
        List<CallsBench.Result> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(bench.open("c"));
        }
        bench.letters();
        bench.open("late");
        bench.cancel(calls.get(0));
        bench.cancel(calls.get(1));
        bench.read(Letter.call(Letter.id(900), "known", 1));
        bench.reply(bench.running.get(0));
        bench.read(Letter.call(Letter.id(901), "nobody", 1));
        assertThat(bench.letters())
                .extracting(Letter::ref)
                .containsExactly(Letter.id(900), Letter.id(901));
        assertThat(bench.session.hasOutput()).isFalse();
        bench.pass(101);
        assertThat(bench.letter().target()).isEqualTo("cancel");
        bench.pass(101);
        assertThat(bench.letter().target()).isEqualTo("cancel");
        bench.pass(101);
        assertThat(bench.letter().target()).isEqualTo("late");
    }

    // §11.5-1 §10.28-1: what a subscriber writes keeps its order
    @Test
    void anUnsubscribeWaitsBehindItsAcks() {
        TopicsBench bench =
                TopicsBench.established(Limits.DEFAULT, Map.of("rate", List.of(1, 1)), null);
        SubscriberEnd end = bench.active(1);
        bench.read(TopicsBench.event(end.id, 1));
        bench.ack(end, 1);
        bench.unsubscribe(end);
        assertThat(bench.letters()).isEmpty();
        bench.pass(10_000);
        List<Letter> letters = bench.letters();
        assertThat(letters.get(letters.size() - 1).type()).isEqualTo(5);
        assertThat(letters).anyMatch(letter -> "ack".equals(letter.target()));
    }

    // §11.5-1 §10.11-8: nothing of a stream follows its end
    @Test
    void anEndWaitsBehindTheVerbsOfItsStream() {
        StreamsBench bench =
                StreamsBench.established(
                        StreamsBench.ROOMY,
                        Map.of("rate", List.of(1, 1), "credit", List.of(9, 999)));
        bench.open("s");
        StreamEnd end = bench.accept(Letter.id(50));
        bench.letters();
        bench.request(end, Long.MAX_VALUE); // A grant, which waits for a token.
        end.stream().fail(null);
        bench.write();
        assertThat(bench.letters()).isEmpty();
        bench.pass(1100);
        List<Letter> letters = bench.letters();
        assertThat(letters).extracting(Letter::target).containsExactly("resume", "end");
    }

    // §11.5-1: no turn is asked for before there is a token
    @Test
    void nothingIsTriedAgainWhileTheConnectionTakesNothing() {
        CallsBench bench = CallsBench.established(Map.of("rate", List.of(1000, 2)));
        bench.writable = false;
        for (int i = 0; i < 5; i++) {
            bench.open("c");
        }
        CallsBench.Result last = bench.open("c");
        bench.pass(10_000);
        assertThat(bench.deadline()).isGreaterThan(bench.now());
        bench.cancel(last);
        bench.writable = true;
        bench.write();
        assertThat(bench.letters()).hasSize(2);
        bench.pass(4);
        assertThat(bench.letters()).hasSize(3);
    }

    // §9.2-3 §11.5-1
    @Test
    void whatWaitsIsNotSentOnceAByeIs() {
        CallsBench bench = CallsBench.established(Map.of("rate", List.of(1, 1)));
        CallsBench.Result first = bench.open("c");
        CallsBench.Result second = bench.open("c");
        String id = bench.letter().id();
        bench.cancel(first);
        bench.session.drain(0, 60_000, null);
        bench.write();
        assertThat(second.told).isEqualTo("DRAINING, NOT_SENT");
        assertThat(bench.letter().target()).isEqualTo("bye");
        bench.pass(1100);
        assertThat(bench.letter()).isEqualTo(Letter.cancel(id));
        bench.session.abort();
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        assertThat(bench.session.budget().used()).isZero();
    }

    // §11.5-1 §11.3-2: verbs that wait are held, and what is held is bounded
    @Test
    void verbsThatWaitAreForgottenWithTheSession() {
        CallsBench bench = CallsBench.established(Map.of("rate", List.of(1, 100)));
        List<CallsBench.Result> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(bench.open("c"));
        }
        calls.forEach(bench::cancel);
        assertThat(bench.session.budget().used()).isPositive();
        bench.session.abort();
        bench.write();
        assertThat(bench.session.budget().used()).isZero();
        assertThat(bench.exchanges.live()).isZero();
    }

    // §11.5: none unless it is set
    @Test
    void aRateIsAnnouncedOnlyWhereThereIsOne() {
        SessionBench none = new SessionBench(Role.INITIATOR, Limits.DEFAULT, 15_000, true);
        SessionBench some =
                new SessionBench(
                        Role.INITIATOR,
                        Limits.DEFAULT.withRate(new dev.fluxar.Rate(1000, 2000)),
                        15_000,
                        true);
        assertThat(limits(none)).doesNotContainKey("rate");
        assertThat(limits(some)).containsEntry("rate", List.of(1000, 2000));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> limits(SessionBench bench) {
        bench.session.onTransportReady();
        bench.write();
        return (Map<String, Object>) bench.letter().inner("offer").get("limits");
    }
}
