package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.hub.From;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events at the subscriber: read, handed over, settled. */
class EventsReadTest {

    // §10.21-8
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anEventIsHandedOverWithAllThatItTells(int mode) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(mode);
        List<String> seen = new ArrayList<>();
        end.handler =
                event ->
                        seen.add(
                                event.topic()
                                        + " "
                                        + event.seq()
                                        + " "
                                        + event.attempt()
                                        + " "
                                        + event.dropped()
                                        + " "
                                        + event.unixMillis()
                                        + " "
                                        + event.isRetained()
                                        + " "
                                        + event.meta().toMap().get("mine"));
        Letter letter =
                TopicsBench.event(end.id)
                        .withMeta("seq", 1)
                        .withMeta("attempt", 4)
                        .withMeta("dropped", 3)
                        .withMeta("floor", 1)
                        .withMeta("ts", 77)
                        .withMeta("retain", true)
                        .withMeta("mine", "yes");
        bench.read(letter);
        assertThat(seen)
                .containsExactly(mode == 0 ? "a.b 0 1 3 77 true yes" : "a.b 1 4 0 77 true yes");
        assertThat(end.payloads).containsExactly(1);
    }

    // §3.1-3
    @Test
    void keysThatHaveNoPlaceInTheModeAreNotLookedAt() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd plain = bench.active(0);
        bench.read(
                TopicsBench.event(plain.id)
                        .withMeta("seq", "x")
                        .withMeta("floor", 0)
                        .withMeta("attempt", List.of()));
        SubscriberEnd numbered = bench.active(1);
        bench.read(TopicsBench.event(numbered.id, 1).withMeta("floor", "x").withMeta("dropped", 0));
        assertThat(plain.seqs).containsExactly(0L);
        assertThat(numbered.seqs).containsExactly(1L);
    }

    // §3.2-2
    @ParameterizedTest
    @ValueSource(strings = {"seq", "attempt", "floor", "ts", "retain"})
    void aKeyOfAnotherTypeIsMalformed(String key) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(2);
        bench.read(TopicsBench.event(end.id, 1).withMeta(key, "x"));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(end.seqs).isEmpty();
    }

    // §3.2-3
    @ParameterizedTest
    @ValueSource(strings = {"seq", "attempt", "floor", "dropped"})
    void aKeyOutOfItsRangeIsAViolation(String key) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(key.equals("dropped") ? 0 : 2);
        Letter event =
                key.equals("dropped") ? TopicsBench.event(end.id) : TopicsBench.event(end.id, 1);
        bench.read(event.withMeta(key, 0));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(end.seqs).isEmpty();
    }

    // §10.21-7 §10.23-4
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 without seq",
                "2 without seq",
                "1 seq 2",
                "2 seq 5",
                "2 held, the same attempt",
                "2 nacked, the same attempt",
                "2 floor falls",
                "2 floor above",
                "2 below the floor",
                "1 below the floor of the grant"
            })
    void whatAPublisherMayNotSendEndsTheSession(String what) {
        TopicsBench bench = TopicsBench.established();
        int mode = what.charAt(0) - '0';
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(mode));
        end.id = bench.letter().id();
        bench.grant(end, mode);
        bench.request(end, Long.MAX_VALUE);
        String id = end.id;
        switch (what.substring(2)) {
            case "without seq" -> bench.read(TopicsBench.event(id));
            case "seq 2" -> bench.read(TopicsBench.event(id, 2));
            case "seq 5" ->
                    bench.read(
                            TopicsBench.event(id, 1),
                            TopicsBench.event(id, 2),
                            TopicsBench.event(id, 3),
                            TopicsBench.event(id, 5));
            case "held, the same attempt" -> {
                bench.read(TopicsBench.event(id, 1, 2));
                assertThat(bench.endCode()).isNull();
                bench.read(TopicsBench.event(id, 1, 2));
            }
            case "nacked, the same attempt" -> {
                bench.read(TopicsBench.event(id, 1));
                bench.nack(end, 1, 0);
                assertThat(bench.endCode()).isNull();
                bench.read(TopicsBench.event(id, 1));
            }
            case "floor falls" -> {
                bench.read(TopicsBench.event(id, 1), TopicsBench.event(id, 2).withMeta("floor", 2));
                assertThat(bench.endCode()).isNull();
                bench.read(TopicsBench.event(id, 3).withMeta("floor", 1));
            }
            case "floor above" -> bench.read(TopicsBench.event(id, 1).withMeta("floor", 2));
            case "below the floor" -> {
                bench.read(TopicsBench.event(id, 1), TopicsBench.event(id, 2).withMeta("floor", 2));
                assertThat(bench.endCode()).isNull();
                bench.read(TopicsBench.event(id, 1, 2));
            }
            case "below the floor of the grant" -> {
                TopicsBench other = TopicsBench.established();
                SubscriberEnd durable = other.subscribe(durableTerms(1));
                durable.id = other.letter().id();
                other.read(
                        TopicsBench.granted(
                                durable.id,
                                Map.of(
                                        "ackWait",
                                        1,
                                        "ledger",
                                        new byte[16],
                                        "seq",
                                        7,
                                        "floor",
                                        3)));
                assertThat(other.endCode()).isNull();
                other.read(TopicsBench.event(durable.id, 2));
                assertThat(other.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
                return;
            }
            default -> throw new AssertionError(what);
        }
        assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    private static SubscribeTerms durableTerms(int mode) {
        return new SubscribeTerms(
                Delivery.of(mode),
                TopicsBench.WINDOW,
                30_000,
                null,
                "d",
                From.RETAINED,
                dev.fluxar.Overflow.OLDEST);
    }

    // §10.26-5 §10.26-6 §10.23-1
    @Test
    void numberingGoesOnWhereTheGrantSays() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(durableTerms(2));
        end.id = bench.letter().id();
        bench.read(
                TopicsBench.granted(
                        end.id,
                        Map.of("ackWait", 1, "ledger", new byte[16], "seq", 7, "floor", 3)));
        bench.request(end, Long.MAX_VALUE);
        bench.read(
                TopicsBench.event(end.id, 6, 2),
                TopicsBench.event(end.id, 3, 3),
                TopicsBench.event(end.id, 8));
        assertThat(end.seqs).containsExactly(6L, 3L, 8L);
    }

    // §10.22-2 §10.22-4
    @Test
    void acksAreGatheredIntoRangesForAHundredMilliseconds() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(1);
        for (int seq = 1; seq <= 4; seq++) {
            bench.read(TopicsBench.event(end.id, seq));
        }
        bench.ack(end, 3);
        bench.pass(99);
        assertThat(bench.words()).isEmpty();
        bench.pass(1);
        assertThat(bench.words()).containsExactly("ack[3, 3]");
        bench.ack(end, 1);
        bench.pass(50);
        bench.ack(end, 2);
        bench.pass(50);
        // One acked before is no gap to fill.
        assertThat(bench.words()).containsExactly("ack[1, 2]");
        bench.ack(end, 4);
        end.subscriber().flush();
        bench.write();
        assertThat(bench.words()).containsExactly("ack[4, 4]");
        assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
    }

    // §10.22-2
    @Test
    void acksAreWrittenWhenHalfOfWhatTheWindowHasLeftIsGathered() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(1); // A window of 8.
        for (int seq = 1; seq <= 8; seq++) {
            bench.read(TopicsBench.event(end.id, seq));
        }
        bench.ack(end, 1);
        assertThat(bench.words()).containsExactly("ack[1, 1]"); // 7 are held: 1 is left.
        bench.ack(end, 2);
        assertThat(bench.words()).containsExactly("ack[2, 2]");
        for (int seq = 3; seq <= 8; seq++) {
            bench.ack(end, seq);
        }
        assertThat(bench.words()).containsExactly("ack[3, 4]", "ack[5, 8]");
    }

    // §10.22-2 §11.1-1
    @Test
    void anAckIsNoLongerThanTheOtherSideAccepts() {
        TopicsBench bench = TopicsBench.established(Limits.DEFAULT, Map.of("message", 1024), null);
        SubscriberEnd end =
                bench.subscribe(
                        SubscribeTerms.of(Delivery.AT_LEAST_ONCE, new Credit(1000, 1 << 20)));
        end.id = bench.letter().id();
        bench.grant(end, 1);
        bench.request(end, Long.MAX_VALUE);
        bench.letters();
        for (int seq = 1; seq <= 400; seq++) {
            bench.read(TopicsBench.event(end.id, seq));
        }
        for (int seq = 1; seq <= 400; seq += 2) {
            end.subscriber().ack(seq);
        }
        end.subscriber().flush();
        bench.write();
        List<Letter> acks = bench.written();
        assertThat(acks).hasSizeGreaterThan(1);
        assertThat(acks).allMatch(ack -> ack.bytes().length <= 1024);
        List<Object> numbers = new ArrayList<>();
        acks.forEach(ack -> numbers.addAll((List<?>) ack.payload()));
        assertThat(numbers).hasSize(400).startsWith(1, 1, 3, 3);
    }

    // §10.22-3
    @Test
    void aNackHasTheHighestAttemptAndTheDelay() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(2);
        bench.read(TopicsBench.event(end.id, 1), TopicsBench.event(end.id, 1, 3));
        bench.nack(end, 1, 250);
        assertThat(bench.words()).containsExactly("nack[1, 1, 3, 250]");
        bench.nack(end, 1, 250);
        bench.ack(end, 1);
        bench.ack(end, 77);
        bench.pass(200);
        assertThat(bench.words()).isEmpty();
    }

    // §10.23-2 §10.23-5 §10.23-6
    @Test
    void beyondTheWindowIsAFlowViolation() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(2);
        for (int seq = 1; seq <= 8; seq++) {
            bench.read(TopicsBench.event(end.id, seq));
        }
        bench.nack(end, 1, 0); // Still not acked.
        bench.ack(end, 2);
        bench.read(TopicsBench.event(end.id, 9));
        assertThat(end.seqs).hasSize(9);
        bench.read(TopicsBench.event(end.id, 10));
        assertThat(end.told).last().isEqualTo("ended FLOW_VIOLATION, UNKNOWN");
        assertThat(bench.words()).last().isEqualTo("unsubscribe FLOW_VIOLATION");
        assertThat(bench.endCode()).isNull();
        bench.ack(end, 3);
        assertThat(bench.words()).isEmpty();
        bench.read(TopicsBench.unsubscribed(end.id));
        assertThat(end.told).last().isEqualTo("closed");
        assertThat(bench.held()).isZero();
    }

    // §10.12-7
    @Test
    void eventsBeyondCreditAreAFlowViolationInMode0Too() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(0));
        end.id = bench.letter().id();
        bench.grant(end, 0);
        for (int i = 0; i < 8; i++) {
            bench.read(TopicsBench.event(end.id));
        }
        assertThat(bench.words()).isEmpty();
        bench.read(TopicsBench.event(end.id));
        assertThat(bench.words()).containsExactly("unsubscribe FLOW_VIOLATION");
        assertThat(end.told).containsExactly("granted", "ended FLOW_VIOLATION, UNKNOWN");
    }

    // §10.12-12 §10.21-8 §10.12-9
    @Test
    void eventsWaitForDemandAndCreditIsRaisedAsTheyAreTaken() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(1));
        end.id = bench.letter().id();
        bench.grant(end, 1);
        for (int seq = 1; seq <= 8; seq++) {
            bench.read(TopicsBench.event(end.id, seq));
        }
        assertThat(end.seqs).isEmpty();
        assertThat(bench.words()).isEmpty();
        bench.request(end, 3);
        assertThat(end.seqs).containsExactly(1L, 2L, 3L);
        bench.request(end, 3);
        assertThat(end.seqs).hasSize(6);
        assertThat(bench.words()).isNotEmpty().allMatch(word -> word.startsWith("resume["));
        // Asked for within the call.
        end.handler = event -> end.subscriber().request(1);
        bench.request(end, 1);
        assertThat(end.seqs).hasSize(8);
    }

    // §10.12-9 §10.12-10
    @Test
    void creditDoesNotLiftTheApplicationsPause() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(0);
        end.subscriber().pause();
        end.subscriber().pause();
        bench.write();
        assertThat(bench.words()).containsExactly("pause");
        SubscriberEnd counted = bench.subscribe(TopicsBench.terms(1));
        counted.id = bench.letter().id();
        bench.grant(counted, 1);
        counted.subscriber().pause();
        bench.request(counted, 8);
        for (int seq = 1; seq <= 8; seq++) {
            bench.read(TopicsBench.event(counted.id, seq));
        }
        bench.request(counted, 20);
        assertThat(bench.words()).doesNotContain("resume").first().isEqualTo("pause");
        assertThat(counted.seqs).hasSize(8);
        counted.subscriber().resume();
        end.subscriber().resume();
        bench.write();
        assertThat(bench.words())
                .contains("resume")
                .anyMatch(word -> word.startsWith("resume["))
                .allMatch(word -> word.startsWith("resume"));
    }

    // §10.12-13
    @Test
    void anEventOfMode0ThatHasNoRoomIsDroppedAndTold() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(0));
        end.id = bench.letter().id();
        bench.grant(end, 0);
        var budget = bench.session.budget();
        long rest = budget.share() - budget.theirs();
        assertThat(budget.tryReserve(rest)).isTrue();
        bench.read(
                new Letter(7, null, end.id, "a", null, new byte[1 << 17], null)
                        .withMeta("dropped", 2));
        budget.release(rest);
        List<Long> dropped = new ArrayList<>();
        end.handler = event -> dropped.add(event.dropped());
        bench.request(end, 2);
        bench.read(TopicsBench.event(end.id), TopicsBench.event(end.id));
        assertThat(dropped).containsExactly(3L, 0L);
    }

    // §10.28-1 §10.28-2
    @Test
    void theApplicationUnsubscribesWithinAnEvent() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(1);
        end.handler = event -> end.subscriber().unsubscribe(false);
        bench.read(TopicsBench.event(end.id, 1), TopicsBench.event(end.id, 2));
        assertThat(end.seqs).containsExactly(1L);
        assertThat(bench.words()).containsExactly("pause");
        bench.ack(end, 1);
        assertThat(bench.words()).containsExactly("ack[1, 1]", "unsubscribe");
        bench.read(TopicsBench.unsubscribed(end.id));
        assertThat(end.told).containsExactly("granted", "event 1", "ended", "closed");
        assertThat(bench.held()).isZero();
    }

    // §10.28-6 §10.36-3
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatWasReadIsHandedOverBeforeTheEnd(int mode) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(mode));
        end.id = bench.letter().id();
        bench.grant(end, mode);
        for (int seq = 1; seq <= 2; seq++) {
            bench.read(mode == 0 ? TopicsBench.event(end.id) : TopicsBench.event(end.id, seq));
        }
        if (mode == 0) {
            bench.session.abort();
        } else {
            bench.read(TopicsBench.unsubscribed(end.id, 503));
        }
        assertThat(end.told).containsExactly("granted");
        bench.request(end, 1);
        assertThat(end.told).hasSize(2);
        bench.request(end, 1);
        if (mode == 0) {
            assertThat(end.told)
                    .containsExactly(
                            "granted",
                            "event 0",
                            "event 0",
                            "ended UNAVAILABLE, UNKNOWN",
                            "closed UNAVAILABLE, UNKNOWN");
        } else {
            assertThat(end.told).last().isEqualTo("ended DRAINING, NOT_PROCESSED");
            assertThat(bench.words()).isEmpty();
            bench.ack(end, 1);
            bench.ack(end, 2);
            assertThat(bench.words()).containsExactly("ack[1, 2]", "unsubscribe");
            assertThat(end.told).last().isEqualTo("closed");
        }
        assertThat(bench.held()).isZero();
    }

    // §10.26-7
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavingADurableSubscriptionSaysWhetherItStays(boolean keep) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(durableTerms(1));
        end.id = bench.letter().id();
        bench.read(
                TopicsBench.granted(
                        end.id,
                        Map.of("ackWait", 1, "ledger", new byte[16], "seq", 0, "floor", 1)));
        end.subscriber().unsubscribe(keep);
        bench.write();
        Letter unsubscribe = bench.written().get(0);
        assertThat(unsubscribe.meta()).isEqualTo(keep ? Map.of("durable", true) : null);
    }

    // §10.23-5
    @Test
    void memoryStaysWithinTheWindowWhateverTheOrderOfAcks() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(2);
        long seq = 0;
        for (int i = 0; i < 2000; i++) {
            while (end.subscriber().receipts().count() < 8) {
                bench.read(TopicsBench.event(end.id, ++seq));
            }
            // All but the oldest, each second first.
            for (int k = 0; k < 2; k++) {
                for (long at = seq - k; at > 1; at -= 2) {
                    if (at > seq - 8) {
                        end.subscriber().ack(at);
                    }
                }
            }
            assertThat(end.subscriber().receipts().ranges()).isLessThanOrEqualTo(9);
        }
        assertThat(seq).isGreaterThan(10_000);
        assertThat(end.subscriber().receipts().count()).isEqualTo(1);
        assertThat(end.subscriber().receipts().ranges()).isEqualTo(1);
    }
}
