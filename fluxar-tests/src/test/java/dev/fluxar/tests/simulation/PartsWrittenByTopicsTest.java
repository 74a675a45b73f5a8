package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.rpc.CallDispatcher;
import dev.fluxar.patterns.rpc.Calls;
import dev.fluxar.patterns.rpc.InboundCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 6 in topics, written: events at the publisher, publishes at the producer. */
class PartsWrittenByTopicsTest {

    private static final int PART = 65_536;

    /** Three parts. */
    private static final byte[] ITEM = Bytes.item(3 * PART);

    private final ScriptedHub hub = new ScriptedHub();
    private TopicsBench bench = TopicsBench.withParts(Limits.DEFAULT, Map.of(), hub);

    @AfterEach
    void nothingIsHeld() {
        bench.session.abort();
        assertThat(bench.held()).isZero();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
    }

    /** What is written when the connection takes so many more frames. */
    private List<String> write(int frames) {
        bench.room = frames;
        bench.write();
        return bench.words();
    }

    @Nested
    class Events {

        private static final String ID = Letter.id(300);

        private ScriptedHub.Feed feed;

        private void grant(int mode) {
            grant(ID, mode, 1 << 22);
        }

        private void grant(String id, int mode, long bytes) {
            Letter letter = TopicsBench.subscribeLetter(id, "a.>");
            bench.read(letter.withMeta("mode", mode).withMeta("credit", List.of(100, bytes)));
            feed = hub.feed();
            feed.grant();
            bench.write();
            bench.letters();
        }

        private void add(byte[]... items) {
            for (byte[] item : items) {
                feed.events.add(ScriptedHub.event(feed.events.size() + 1, item));
            }
            feed.ready();
        }

        private List<String> read(Letter... letters) {
            bench.read(letters);
            return bench.words();
        }

        private String event(int mode, int seq, int attempt, boolean large) {
            String size = "size=" + ITEM.length;
            if (mode == 0) {
                return "event" + (large ? " {" + size + "}" : "");
            }
            return "event {seq="
                    + seq
                    + (attempt > 1 ? ", attempt=" + attempt : "")
                    + (large ? ", " + size : "")
                    + "}";
        }

        // §6.1-1 §10.21-1 §6.2-3
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatIsLongerThanAPartIsAnnounced(int mode) {
            grant(mode);
            add(Bytes.item(PART), Bytes.item(PART + 1));
            bench.write();
            List<Letter> letters = bench.written();
            assertThat(letters).hasSize(4);
            assertThat(Letter.encode(letters.get(0).payload())).isEqualTo(Bytes.item(PART));
            assertThat(letters.get(1).payload()).isNull();
            assertThat(letters.get(1).meta()).containsEntry("size", PART + 1);
            assertThat(letters.get(1).target()).isEqualTo("a.b");
            assertThat(letters.subList(2, 4)).extracting(Letter::ref).containsOnly(ID);
            assertThat(Bytes.joined(letters.subList(2, 4))).isEqualTo(Bytes.item(PART + 1));
            assertThat(bench.held()).isZero();
        }

        // §6.1-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void soIsWhatIsShorterAndWouldMakeTheEnvelopeTooLong(int mode) {
            bench =
                    TopicsBench.withParts(
                            Limits.DEFAULT, Map.of("part", 1 << 20, "message", 70_000), hub);
            grant(mode);
            add(Bytes.item(70_000));
            bench.write();
            List<Letter> letters = bench.written();
            assertThat(letters.get(0).meta()).containsEntry("size", 70_000);
            assertThat(Bytes.joined(letters.subList(1, letters.size())))
                    .isEqualTo(Bytes.item(70_000));
        }

        // §6.1-1 §11.1-1
        @Test
        void withoutPartsNothingIsAnnounced() {
            bench = TopicsBench.with(hub);
            grant(1);
            add(Bytes.item(PART + 1));
            bench.write();
            assertThat(Letter.encode(bench.written().get(0).payload()))
                    .isEqualTo(Bytes.item(PART + 1));
        }

        // §6.1-2 §10.21-9
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatIsLongerThanTheSubscriberAcceptsIsNotSent(int mode) {
            bench = TopicsBench.withParts(Limits.DEFAULT, Map.of("payload", 70_000), hub);
            grant(mode);
            add(Bytes.item(70_001), new byte[] {7}, Bytes.item(70_000));
            bench.write();
            List<String> words = bench.words();
            if (mode == 0) {
                assertThat(words.get(0)).isEqualTo("event {dropped=1}");
                assertThat(feed.noted()).contains("lost 1");
            } else {
                assertThat(words.get(0)).isEqualTo("event {seq=1}");
                assertThat(feed.noted()).contains("gave up 1 sent 0");
            }
            assertThat(words.subList(2, 4)).containsExactly("part", "part");
        }

        // §6.1-4 §6.1-5 §10.21-4
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theNextEventGoesBehindTheLastPart(int mode) {
            grant(mode);
            bench.room = 0;
            add(ITEM, new byte[] {7}, ITEM);
            assertThat(write(100))
                    .containsExactly(
                            event(mode, 1, 1, true),
                            "part",
                            "part",
                            "part",
                            event(mode, 2, 1, false),
                            event(mode, 3, 1, true),
                            "part",
                            "part",
                            "part");
        }

        // §6.5-1
        @Test
        void transfersOfTwoSubscriptionsTakeTurns() {
            grant(ID, 1, 1 << 22);
            ScriptedHub.Feed first = feed;
            grant(Letter.id(301), 0, 1 << 22);
            ScriptedHub.Feed second = feed;
            bench.room = 0;
            feed = first;
            add(ITEM);
            feed = second;
            add(ITEM);
            bench.room = 100;
            bench.write();
            List<String> refs = new ArrayList<>();
            bench.written().forEach(letter -> refs.add(letter.ref()));
            for (int i = 0; i < refs.size(); i += 2) {
                assertThat(refs.subList(i, i + 2)).containsExactly(ID, Letter.id(301));
            }
            assertThat(refs).hasSize(8);
        }

        // §6.5-1
        @Test
        void aCallIsAnsweredBetweenAnyTwoParts() {
            new Calls(bench.exchanges, new NoCalls(), Limits.DEFAULT);
            grant(1);
            bench.room = 1;
            add(Bytes.item(10 * PART));
            bench.write();
            bench.letters();
            for (int i = 0; i < 9; i++) {
                bench.room = 0;
                bench.read(Letter.call(Letter.id(500 + i), "x", null));
                bench.room = 2;
                bench.write();
                assertThat(bench.letters()).extracting(Letter::type).containsExactly(2, 7);
            }
        }

        // §10.12-5 §10.12-8
        @Test
        void theWholeLengthCountsWithTheAnnouncement() {
            grant(ID, 0, 100_000);
            bench.room = 1;
            add(ITEM, new byte[] {7});
            bench.write();
            assertThat(bench.words()).containsExactly(event(0, 0, 1, true));
            bench.room = 100;
            // What was announced is sent to its end.
            assertThat(read(TopicsBench.flow(ID, "pause", null)))
                    .containsExactly("part", "part", "part");
            assertThat(read(TopicsBench.flow(ID, "resume", List.of(100, ITEM.length)))).isEmpty();
            assertThat(read(TopicsBench.flow(ID, "resume", List.of(100, ITEM.length + 200))))
                    .containsExactly("event");
        }

        // §10.22-10
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void ackWaitBeginsWithTheLastPart(int mode) {
            grant(mode);
            bench.room = 2;
            add(ITEM);
            bench.write();
            assertThat(bench.words()).containsExactly(event(mode, 1, 1, true), "part");
            bench.pass(60_000);
            assertThat(write(100)).containsExactly("part", "part");
            bench.pass(29_999);
            assertThat(bench.words()).isEmpty();
            bench.pass(1);
            assertThat(bench.words())
                    .containsExactly(event(mode, 1, 2, true), "part", "part", "part");
            assertThat(read(TopicsBench.ack(ID, 1, 1))).isEmpty();
            assertThat(feed.noted()).containsExactly("settled 1");
            bench.pass(100_000);
            assertThat(bench.words()).isEmpty();
        }

        // §6.4-1 §10.21-10 §10.22-9
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void aNackAmongThePartsEndsThemAndItIsSentAgain(int mode) {
            grant(mode);
            bench.room = 2;
            add(ITEM, new byte[] {7});
            bench.write();
            bench.letters();
            assertThat(read(TopicsBench.nack(ID, 1, 1, 1, 50))).isEmpty();
            assertThat(write(100)).containsExactly("no part", event(mode, 2, 1, false));
            bench.pass(50);
            assertThat(bench.words())
                    .containsExactly(event(mode, 1, 2, true), "part", "part", "part");
        }

        // §6.4-1 §10.22-8
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void anAckAmongThePartsEndsThem(int mode) {
            grant(mode);
            bench.room = 2;
            add(ITEM);
            bench.write();
            bench.letters();
            assertThat(read(TopicsBench.ack(ID, 1, 1))).isEmpty();
            assertThat(feed.noted()).containsExactly("settled 1");
            assertThat(write(100)).containsExactly("no part");
            bench.pass(100_000);
            assertThat(bench.words()).isEmpty();
        }

        // §10.22-12
        @Test
        void whatIsGivenUpAmongItsPartsIsAbandoned() {
            bench.read(TopicsBench.subscribeLetter(ID, "a.>").withMeta("mode", 1));
            feed = hub.feed();
            feed.maxDeliver = 1;
            feed.grant();
            bench.write();
            bench.letters();
            bench.room = 2;
            add(ITEM);
            bench.write();
            bench.letters();
            bench.read(TopicsBench.nack(ID, 1, 1, 1, 0));
            assertThat(feed.noted()).containsExactly("gave up 1 sent 1");
            assertThat(write(100)).containsExactly("no part");
        }

        private void inTheMiddle(int mode) {
            grant(mode);
            bench.room = 2;
            add(ITEM, new byte[] {7});
            bench.write();
            assertThat(bench.words()).containsExactly(event(mode, 1, 1, true), "part");
            assertThat(bench.session.budget().own()).isEqualTo(mode == 0 ? ITEM.length : 0);
            bench.room = 100;
        }

        // §6.4-3 §10.28-3 §10.28-4
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theSubscriberLeavesInTheMiddle(int mode) {
            inTheMiddle(mode);
            bench.room = 0;
            bench.read(TopicsBench.unsubscribed(ID));
            assertThat(bench.session.budget().own()).isZero();
            assertThat(write(100)).containsExactly("unsubscribe");
            assertThat(feed.closed).isNotNull();
            assertThat(bench.held()).isZero();
        }

        // §6.4-1 §10.28-5
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theHubEndsItInTheMiddle(int mode) {
            inTheMiddle(mode);
            bench.room = 0;
            feed.subscriber.ended(ErrorInfo.of(ErrorCode.OVERLOADED, "full").toException());
            assertThat(bench.session.budget().own() < ITEM.length).isTrue();
            assertThat(write(100)).containsExactly("unsubscribe OVERLOADED");
            assertThat(read(TopicsBench.unsubscribed(ID))).isEmpty();
            assertThat(bench.held()).isZero();
        }

        // §6.4-1 §10.36-1 §10.28-8
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void aByeComesInTheMiddle(int mode) {
            inTheMiddle(mode);
            assertThat(read(Letter.bye(Letter.id(900), 0, 1000)))
                    .containsExactly("unsubscribe DRAINING");
            if (mode > 0) {
                assertThat(read(TopicsBench.ack(ID, 1, 1))).isEmpty();
                assertThat(feed.noted()).contains("settled 1");
            }
            assertThat(read(TopicsBench.unsubscribed(ID))).isEmpty();
        }

        // §10.36-2 §10.26-6
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theSessionEndsInTheMiddle(int mode) {
            inTheMiddle(mode);
            bench.session.abort();
            assertThat(bench.held()).isZero();
            assertThat(feed.closed).isNotNull();
            if (mode > 0) {
                OpenDelivery open = feed.ledger.open().get(0);
                assertThat(open.sendings()).isEqualTo(1);
                assertThat(open.notBefore()).isEqualTo(OpenDelivery.SENT);
            }
        }

        // §11.3-2 §10.27-4
        @Test
        void inModeZeroItWaitsForRoomAndOthersDoNot() {
            Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
            bench = TopicsBench.withParts(limits, Map.of(), hub);
            grant(ID, 0, 1 << 22);
            ScriptedHub.Feed first = feed;
            grant(Letter.id(301), 0, 1 << 22);
            ScriptedHub.Feed second = feed;
            feed = first;
            bench.room = 2;
            add(Bytes.item(300_000));
            bench.write();
            bench.letters();
            feed = second;
            add(ITEM);
            bench.room = 1;
            bench.write();
            assertThat(bench.words()).containsExactly("part");
            grant(Letter.id(302), 0, 1 << 22);
            bench.room = 100;
            add(new byte[] {7});
            bench.write();
            assertThat(bench.words()).contains("event").doesNotContain(event(0, 0, 1, true));
            bench.pass(20);
            assertThat(bench.words()).containsExactly(event(0, 0, 1, true), "part", "part", "part");
            assertThat(bench.session.budget().own()).isZero();
        }
    }

    // §11.3-2 §10.27-4
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWaitsForRoomToGoInPartsStaysWithTheHub(boolean group) {
        Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
        bench = TopicsBench.withParts(limits, Map.of("exchanges", 1), hub);
        bench.publish(1);
        String first = bench.letter().id();
        byte[] item = Bytes.item(300_000);
        bench.publish(1, null, -1, Bytes.content(item)); // Holds its payload while it waits.
        Map<String, Object> meta = group ? Map.of("group", "g") : Map.of();
        for (int i = 0; i < 100; i++) {
            Letter letter = TopicsBench.subscribeLetter(Letter.id(300 + i), "a.>");
            for (Map.Entry<String, Object> entry : meta.entrySet()) {
                letter = letter.withMeta(entry.getKey(), entry.getValue());
            }
            bench.read(letter.withMeta("credit", List.of(100, 1 << 22)));
            hub.feed().grant();
            hub.feed().events.add(ScriptedHub.event(1, ITEM));
            hub.feed().events.add(ScriptedHub.event(2, new byte[] {7}));
            hub.feed().ready();
        }
        bench.write();
        long held = bench.held();
        for (int i = 0; i < 10; i++) {
            bench.pass(20);
            assertThat(bench.held()).isEqualTo(held);
            assertThat(hub.feeds).allMatch(feed -> feed.events.size() == 2);
        }
        if (group) {
            assertThat(hub.feed().noted()).contains("decline");
        }
        assertThat(bench.words()).containsOnly("grant").hasSize(100);
        bench.read(TopicsBench.accepted(first));
        for (int i = 0; i < 100; i++) {
            bench.pass(20);
            assertThat(bench.held()).isLessThan(1 << 19);
        }
        assertThat(hub.feeds).allMatch(feed -> feed.events.isEmpty());
        assertThat(bench.words().stream().filter("part"::equals)).hasSize(5 + 300);
        assertThat(bench.session.budget().own()).isZero();
    }

    /** Knows no method. */
    private static final class NoCalls implements CallDispatcher {
        @Override
        public @Nullable InboundCall find(EnvelopeView open) {
            return null;
        }

        @Override
        public void start(InboundCall call, EnvelopeView open) {
            throw new AssertionError("there is none");
        }
    }

    @Nested
    class Publishes {

        private final byte[] content = Bytes.content(ITEM);

        private TopicsBench.Result publish(int mode) {
            return bench.publish(mode, null, -1, content);
        }

        // §6.1-1 §6.2-3 §10.35-1 §6.3-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void aLargePublishIsAnnounced(int mode) {
            bench.room = 0;
            TopicsBench.Result result = publish(mode);
            assertThat(bench.session.budget().own()).isGreaterThanOrEqualTo(ITEM.length);
            bench.room = 100;
            bench.write();
            List<Letter> letters = bench.written();
            assertThat(letters.get(0).payload()).isNull();
            assertThat(letters.get(0).meta()).containsEntry("size", ITEM.length);
            assertThat(letters.get(0).meta().containsKey("producer")).isEqualTo(mode == 2);
            assertThat(Bytes.joined(letters.subList(1, letters.size()))).isEqualTo(ITEM);
            assertThat(bench.session.budget().own()).isZero();
            assertThat(result.told).isEqualTo(mode == 0 ? "accepted" : null);
            if (mode > 0) {
                bench.read(TopicsBench.accepted(letters.get(0).id()));
                assertThat(result.told).isEqualTo("accepted");
            }
        }

        // §6.1-2 §11.3-2
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatCannotBeSentIsToldAtOnce(int mode) {
            bench = TopicsBench.withParts(Limits.DEFAULT, Map.of("payload", 70_000), null);
            assertThat(publish(mode).told).isEqualTo("TOO_LARGE, NOT_SENT");
            Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
            bench = TopicsBench.withParts(limits, Map.of(), null);
            bench.room = 0;
            TopicsBench.Result first = publish(mode);
            publish(mode);
            assertThat(publish(mode).told).isEqualTo("OVERLOADED, NOT_SENT");
            assertThat(first.told).isNull();
        }

        // §6.4-3
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void aRefusalEndsTheParts(int mode) {
            bench.room = 2;
            TopicsBench.Result result = publish(mode);
            List<Letter> letters = bench.written();
            assertThat(letters).hasSize(2);
            bench.room = 100;
            bench.read(TopicsBench.publishRefused(letters.get(0).id(), ErrorCode.NOT_FOUND.code()));
            assertThat(bench.words()).isEmpty();
            assertThat(result.told).isEqualTo("NOT_FOUND, NOT_PROCESSED");
            assertThat(bench.held()).isZero();
        }

        // §6.4-1 §6.4-7 §10.35-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatIsGivenUpInTheMiddleIsAbandonedByAPart(int mode) {
            bench.room = 2;
            TopicsBench.Result result = publish(mode);
            String id = bench.written().get(0).id();
            bench.cancel(result);
            assertThat(result.told).isEqualTo("CANCELLED, NOT_PROCESSED");
            assertThat(bench.held()).isZero();
            assertThat(write(100)).containsExactly("no part");
            if (mode > 0) {
                bench.read(TopicsBench.publishRefused(id, ErrorCode.CANCELLED.code()));
            }
            assertThat(bench.exchanges.live()).isZero();
        }

        // §10.30-9 §10.35-1
        @ParameterizedTest
        @ValueSource(strings = {"CANCELLED", "DEADLINE_EXCEEDED", "UNAVAILABLE"})
        void aRepetitionThatFailsAmongItsPartsStaysUnknown(String why) {
            ProducerId number = new ProducerId("till", 3, 7);
            bench.publish(2, number, 100);
            bench.pass(100);
            bench.letters();
            bench.room = 2;
            TopicsBench.Result again = bench.publish(2, number, 100, content);
            assertThat(bench.words()).containsExactly("publish", "part");
            switch (why) {
                case "CANCELLED" -> bench.cancel(again);
                case "UNAVAILABLE" -> bench.session.abort();
                default -> bench.pass(100);
            }
            assertThat(again.told).isEqualTo(why + ", UNKNOWN");
        }

        // §10.30-10
        @Test
        void numbersWaitForTheTransferOfALowerOne() {
            bench.room = 2;
            publish(2);
            String first = bench.written().get(0).id();
            bench.publish(2);
            bench.publish(1);
            assertThat(write(1)).containsExactly("part");
            bench.room = 100;
            bench.write();
            List<Letter> rest = bench.written();
            assertThat(rest.stream().map(TopicsBench::word))
                    .containsExactlyInAnyOrder("publish", "part", "publish");
            int last = -1;
            for (int i = 0; i < rest.size(); i++) {
                Letter letter = rest.get(i);
                if ("part".equals(letter.target())) {
                    last = i;
                } else if (letter.meta().containsKey("producer")) {
                    assertThat(last).as("behind the last part").isNotNegative();
                    assertThat(letter.meta().get("producer")).isEqualTo(List.of("me", 1, 2));
                }
            }
            bench.read(TopicsBench.accepted(first));
        }

        // §6.4-8 §11.4-4
        @Test
        void evenInModeZeroItTakesAPlaceUntilItsLastPart() {
            bench = TopicsBench.withParts(Limits.DEFAULT, Map.of("exchanges", 1), null);
            bench.room = 2;
            TopicsBench.Result first = publish(0);
            TopicsBench.Result second = bench.publish(1);
            assertThat(bench.words()).containsExactly("publish", "part");
            assertThat(write(1)).containsExactly("part");
            assertThat(first.told).isNull();
            assertThat(write(100)).containsExactly("part", "publish");
            assertThat(first.told).isEqualTo("accepted");
            assertThat(second.told).isNull();
        }

        // §6.4-8 §11.4-5
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void orUntilTheOneThatAbandonsIt(boolean byHand) {
            bench = TopicsBench.withParts(Limits.DEFAULT, Map.of("exchanges", 1), null);
            bench.room = 2;
            TopicsBench.Result first = bench.publish(0, null, 100, content);
            TopicsBench.Result second = bench.publish(0, null, -1, content);
            if (byHand) {
                bench.cancel(first);
            } else {
                bench.pass(100);
            }
            assertThat(first.told).endsWith("NOT_PROCESSED");
            assertThat(bench.exchanges.live()).isOne();
            assertThat(bench.exchanges.roomHere(true)).isFalse();
            assertThat(bench.words()).containsExactly("publish", "part");
            assertThat(write(100)).containsExactly("no part", "publish", "part", "part", "part");
            assertThat(second.told).isEqualTo("accepted");
        }

        // §6.4-8 §10.35-1
        @Test
        void orUntilTheSessionEnds() {
            bench.room = 2;
            TopicsBench.Result given = publish(0);
            bench.cancel(given);
            assertThat(bench.exchanges.live()).isOne();
            bench.session.abort();
            assertThat(bench.exchanges.live()).isZero();
            assertThat(given.told).isEqualTo("CANCELLED, NOT_PROCESSED");
        }

        // §10.35-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theSessionEndsInTheMiddle(int mode) {
            bench.room = 2;
            TopicsBench.Result result = publish(mode);
            bench.session.abort();
            assertThat(result.told).isEqualTo("UNAVAILABLE, NOT_PROCESSED");
            assertThat(bench.held()).isZero();
        }
    }
}
