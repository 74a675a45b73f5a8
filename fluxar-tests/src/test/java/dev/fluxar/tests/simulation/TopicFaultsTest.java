package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.Names;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What breaks the rules of subscriptions and publishes, and what only comes near it. */
class TopicFaultsTest {

    private static final String ID = Letter.id(300);

    private final ScriptedHub hub = new ScriptedHub();

    /** A granted subscription of the other side that has been sent three events. */
    private TopicsBench publisher(int mode) {
        hub.willing = true;
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(TopicsBench.subscribeLetter(ID, "a.>").withMeta("mode", mode));
        hub.feed().add(3);
        bench.write();
        bench.letters();
        return bench;
    }

    private static void assertBroken(SessionBench bench, ErrorCode by) {
        assertThat(bench.endCode()).isEqualTo(by);
        List<Letter> said = bench.letters();
        assertThat(said.get(said.size() - 1).isFatalBye()).isTrue();
        assertThat(said.get(said.size() - 1).code()).isEqualTo(by.code());
    }

    // §10.22-4
    @Test
    void anAckThatIsNoArrayOfPairsIsMalformed() {
        for (Object payload :
                List.of(List.of(), List.of(1), List.of(1, 2, 3), List.of(1, -1), List.of("1", 1))) {
            TopicsBench bench = publisher(1);
            bench.read(new Letter(7, null, ID, "ack", null, payload, null));
            assertBroken(bench, ErrorCode.MALFORMED);
        }
    }

    // §10.22-5
    @Test
    void aNackThatIsNoArrayOfFoursIsMalformed() {
        for (Object payload :
                List.of(List.of(), List.of(1, 1), List.of(1, 1, 1), List.of(1, 1, 1, "0"))) {
            TopicsBench bench = publisher(1);
            bench.read(new Letter(7, null, ID, "nack", null, payload, null));
            assertBroken(bench, ErrorCode.MALFORMED);
        }
    }

    // §10.22-6 §10.22-7
    @Test
    void rangesOutOfOrderOrOfWhatWasNeverSentAreProtocolErrors() {
        for (Letter wrong :
                List.of(
                        TopicsBench.ack(ID, 0, 1),
                        TopicsBench.ack(ID, 2, 1),
                        TopicsBench.ack(ID, 2, 2, 1, 1),
                        TopicsBench.ack(ID, 1, 2, 2, 3),
                        TopicsBench.ack(ID, 4, 4),
                        TopicsBench.ack(ID, 1, Long.MAX_VALUE),
                        TopicsBench.nack(ID, 0, 1, 1, 0),
                        TopicsBench.nack(ID, 2, 2, 1, 0, 1, 1, 1, 0),
                        TopicsBench.nack(ID, 3, 4, 1, 0))) {
            TopicsBench bench = publisher(1);
            bench.read(wrong);
            assertBroken(bench, ErrorCode.PROTOCOL_ERROR);
        }
        TopicsBench bench = publisher(1);
        bench.read(TopicsBench.ack(ID, 1, 1, 2, 3), TopicsBench.ack(ID, 1, 3));
        assertThat(bench.end).isNull();
    }

    // §10.22-7
    @Test
    void inModeZeroAnyAckIsAProtocolError() {
        TopicsBench bench = publisher(0);
        bench.read(TopicsBench.ack(ID, 1, 1));
        assertBroken(bench, ErrorCode.PROTOCOL_ERROR);
    }

    // §10.20-4
    @Test
    void aGrantWithoutWhatItMustHoldIsMalformed() {
        for (Map<String, Object> payload :
                List.of(Map.<String, Object>of(), Map.<String, Object>of("ackWait", "soon"))) {
            TopicsBench bench = TopicsBench.established();
            SubscriberEnd end = bench.subscribe(TopicsBench.terms(1));
            end.id = bench.letter().id();
            bench.read(TopicsBench.granted(end.id, payload));
            assertBroken(bench, ErrorCode.MALFORMED);
        }
    }

    // §10.21-7
    @Test
    void anEventOutOfItsOrderIsAProtocolError() {
        for (int mode : new int[] {1, 2}) {
            for (boolean gap : new boolean[] {true, false}) {
                TopicsBench bench = TopicsBench.established();
                SubscriberEnd end = bench.active(mode);
                bench.read(TopicsBench.event(end.id, 1));
                bench.read(gap ? TopicsBench.event(end.id, 3) : TopicsBench.event(end.id));
                assertBroken(bench, ErrorCode.PROTOCOL_ERROR);
            }
        }
    }

    // §10.21-7
    @Test
    void inModeTwoWhatIsHeldComesAgainOnlyWithAHigherAttempt() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(2);
        bench.read(TopicsBench.event(end.id, 1), TopicsBench.event(end.id, 1, 2));
        assertThat(bench.end).isNull();
        bench.read(TopicsBench.event(end.id, 1, 2));
        assertBroken(bench, ErrorCode.PROTOCOL_ERROR);
    }

    // §10.23-4 §10.21-7
    @Test
    void aFloorThatFallsOrIsAboveItsEventIsAProtocolError() {
        TopicsBench fallen = TopicsBench.established();
        SubscriberEnd end = fallen.active(2);
        fallen.read(TopicsBench.event(end.id, 1));
        fallen.ack(end, 1);
        fallen.read(TopicsBench.event(end.id, 2).withMeta("floor", 2));
        assertThat(fallen.end).isNull();
        fallen.read(TopicsBench.event(end.id, 3).withMeta("floor", 1));
        assertBroken(fallen, ErrorCode.PROTOCOL_ERROR);

        TopicsBench above = TopicsBench.established();
        SubscriberEnd other = above.active(2);
        above.read(TopicsBench.event(other.id, 1).withMeta("floor", 2));
        assertBroken(above, ErrorCode.PROTOCOL_ERROR);
    }

    // §10.22-2
    @Test
    void acksAreGatheredForATenthOfASecondAtMost() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(1);
        bench.read(TopicsBench.event(end.id, 1), TopicsBench.event(end.id, 2));
        bench.letters();
        bench.ack(end, 1);
        bench.ack(end, 2);
        bench.pass(100);
        assertThat(bench.words()).containsExactly("ack[1, 2]");
    }

    // §11.4-2
    @Test
    void noMoreSubscribesAreWrittenThanTheOtherSideTakes() {
        TopicsBench bench =
                TopicsBench.established(Limits.DEFAULT, Map.of("subscriptions", 1), null);
        SubscriberEnd first = bench.subscribe(TopicsBench.terms(0));
        first.id = bench.letter().id();
        SubscriberEnd second = bench.subscribe(TopicsBench.terms(0));
        assertThat(bench.letters()).isEmpty();
        assertThat(second.told).containsExactly("ended OVERLOADED, NOT_SENT", "closed");
        bench.read(TopicsBench.refused(first.id, ErrorCode.FORBIDDEN.code()));
        bench.subscribe(TopicsBench.terms(0));
        assertThat(bench.words()).containsExactly("subscribe");
    }

    // §11.4-3
    @Test
    void moreSubscriptionsThanAnnouncedAreRefused() {
        hub.willing = true;
        TopicsBench bench =
                TopicsBench.established(Limits.DEFAULT.withSubscriptions(2), Map.of(), hub);
        for (int i = 0; i < 3; i++) {
            bench.read(TopicsBench.subscribeLetter(Letter.id(300 + i), "a." + i));
        }
        assertThat(bench.words()).containsExactly("grant", "grant", "refusal OVERLOADED");
        bench.read(TopicsBench.unsubscribed(Letter.id(300)));
        bench.letters();
        bench.read(TopicsBench.subscribeLetter(Letter.id(310), "a.b"));
        assertThat(bench.words()).containsExactly("grant");
    }

    // §10.30-8 §10.30-9
    @Test
    void aRepetitionThatIsRefusedIsOfUnknownOutcome() {
        TopicsBench bench = TopicsBench.established();
        ProducerId one = new ProducerId("p", 1, 1);
        TopicsBench.Result first = bench.publish(2, one, 1000);
        bench.letter();
        bench.pass(1000);
        assertThat(first.told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
        TopicsBench.Result again = bench.publish(2, one, -1);
        Letter repeated = bench.letter();
        assertThat(repeated.meta().get("producer")).isEqualTo(List.of("p", 1, 1));
        bench.read(TopicsBench.publishRefused(repeated.id(), ErrorCode.OVERLOADED.code()));
        assertThat(again.told).isEqualTo("OVERLOADED, UNKNOWN");
    }

    // §3.2-4
    @ParameterizedTest
    @ValueSource(
            strings = {
                "size", "timeout", "credit", "mode", "ackWait", "group", "durable", "from",
                "overflow", "retain", "producer", "seq", "floor", "attempt", "ts", "dropped"
            })
    void theKeysOfTopicsAreNotForApplications(String key) {
        assertThat(Names.isReservedMeta(key)).isTrue();
    }
}
