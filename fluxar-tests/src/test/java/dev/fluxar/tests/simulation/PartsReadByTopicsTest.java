package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.patterns.pubsub.SubscriberState;
import dev.fluxar.transport.WriteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 6 in topics, read: events at the subscriber, publishes at the hub. */
class PartsReadByTopicsTest {

    private static final int PART = 65_536;
    private static final byte[] ITEM = Bytes.item(200_000);

    private final ScriptedHub hub = new ScriptedHub();
    private TopicsBench bench = TopicsBench.withParts(Limits.DEFAULT, Map.of(), hub);

    @AfterEach
    void nothingIsHeld() {
        bench.session.abort();
        assertThat(bench.held()).isZero();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.exchanges.roomThere()).isTrue();
    }

    /** What is held but for credit. */
    private long theirs() {
        return bench.session.budget().theirs() - bench.session.budget().prefetch();
    }

    private void assertBroken(ErrorCode by, String word) {
        Letter bye = bench.letters().stream().filter(Letter::isFatalBye).findAny().orElseThrow();
        assertThat(bye.code()).as(bye.message()).isEqualTo(by.code());
        assertThat(bye.message()).contains(word);
    }

    @Nested
    class Events {

        private SubscriberEnd end;

        private Letter event(int mode, long seq) {
            return mode == 0 ? TopicsBench.event(end.id) : TopicsBench.event(end.id, seq);
        }

        private void announce(int mode, long seq, long size) {
            bench.read(event(mode, seq).announcing(size));
        }

        private Letter[] parts(byte[] item) {
            return Bytes.parts(7, end.id, item, PART);
        }

        private Letter part(int length) {
            return Letter.part(7, end.id, new byte[length]);
        }

        private Letter noPart() {
            return Letter.part(7, end.id, null);
        }

        /** Words but for credit. */
        private List<String> words() {
            return bench.words().stream().filter(word -> !word.startsWith("resume")).toList();
        }

        // §6.2-6 §6.3-1 §6.1-3 §10.22-2
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void anEventIsHandedOverWithItsLastPart(int mode) {
            end = bench.active(mode);
            announce(mode, 1, ITEM.length);
            Letter[] parts = parts(ITEM);
            for (Letter part : parts) {
                assertThat(theirs()).isGreaterThanOrEqualTo(ITEM.length);
                assertThat(end.payloads).isEmpty();
                bench.read(part);
            }
            assertThat(end.payloads).containsExactly(Bytes.content(ITEM));
            assertThat(theirs()).isZero();
            bench.ack(end, 1);
            bench.pass(100);
            assertThat(words()).isEqualTo(mode == 0 ? List.of() : List.of("ack[1, 1]"));
            bench.read(event(mode, 2));
            assertThat(end.payloads).hasSize(2);
        }

        // §6.3-1 §10.21-8
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void anEventThatWaitsKeepsItsRoomAndItsPlace(int mode) {
            end = bench.subscribe(SubscribeTerms.of(Delivery.of(mode), new Credit(8, 1 << 20)));
            end.id = bench.letter().id();
            bench.grant(end, mode);
            announce(mode, 1, ITEM.length);
            bench.read(parts(ITEM));
            bench.read(event(mode, 2));
            assertThat(theirs()).isGreaterThanOrEqualTo(ITEM.length);
            assertThat(end.payloads).isEmpty();
            bench.request(end, 1);
            assertThat(end.payloads).containsExactly(Bytes.content(ITEM));
            assertThat(theirs()).isLessThan(ITEM.length);
            bench.request(end, 1);
            assertThat(end.payloads).hasSize(2).last().isEqualTo(1);
            bench.unsubscribe(end);
        }

        // §6.3-1 §10.28-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatWaitsIsGivenBackWhenTheApplicationLeaves(int mode) {
            end = bench.subscribe(TopicsBench.terms(mode));
            end.id = bench.letter().id();
            bench.grant(end, mode);
            announce(mode, 1, ITEM.length);
            bench.read(parts(ITEM));
            assertThat(theirs()).isGreaterThanOrEqualTo(ITEM.length);
            bench.unsubscribe(end);
            assertThat(theirs()).isZero();
            assertThat(end.payloads).isEmpty();
        }

        // §10.12-5 §10.12-7
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theAnnouncementTakesTheWholeLengthOffTheCredit(int mode) {
            end = bench.subscribe(TopicsBench.terms(mode));
            end.id = bench.letter().id();
            bench.grant(end, mode);
            announce(mode, 1, ITEM.length);
            bench.read(parts(ITEM));
            assertThat(words()).isEmpty();
            bench.read(event(mode, 2));
            assertThat(words()).containsExactly("unsubscribe FLOW_VIOLATION");
            assertThat(end.told).contains("ended FLOW_VIOLATION, UNKNOWN");
            assertThat(theirs()).isZero();
        }

        // §10.12-5 §10.12-12
        @Test
        void moreIsGrantedWhenItIsTaken() {
            end = bench.subscribe(TopicsBench.terms(0));
            end.id = bench.letter().id();
            bench.grant(end, 0);
            announce(0, 1, ITEM.length);
            bench.read(parts(ITEM));
            long read = ITEM.length + event(0, 1).announcing(ITEM.length).bytes().length;
            bench.request(end, 1);
            assertThat(bench.words()).containsExactly("resume[9, " + (read + PART) + "]");
        }

        // §6.1-5
        @Test
        void anEventAmongThePartsIsAViolation() {
            end = bench.active(1);
            announce(1, 1, ITEM.length);
            bench.read(part(10), event(1, 2));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "among the parts");
            assertThat(end.payloads).isEmpty();
        }

        // §6.1-5
        @Test
        void othersGoBetweenTheParts() {
            end = bench.active(1);
            SubscriberEnd other = bench.active(0);
            announce(1, 1, ITEM.length);
            Letter[] parts = parts(ITEM);
            bench.read(parts[0], TopicsBench.event(other.id), Letter.ping(Letter.id(700)));
            assertThat(bench.letter().type()).isEqualTo(1);
            assertThat(other.payloads).containsExactly(1);
            bench.read(parts[1], parts[2], parts[3]);
            assertThat(end.payloads).containsExactly(Bytes.content(ITEM));
        }

        // §6.2-5
        @Test
        void aPartOfNothingIsAViolation() {
            end = bench.active(0);
            bench.read(part(10));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "no payload is announced");
        }

        // §6.2-5
        @Test
        void soItIsBeforeTheGrant() {
            end = bench.subscribe(TopicsBench.terms(0));
            end.id = bench.letter().id();
            bench.read(part(10));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "no payload is announced");
        }

        // §6.2-4 §6.2-2 §6.2-3 §3.2-2 §3.2-3 §6.3-3
        @ParameterizedTest
        @CsvSource({
            "100,   101, PROTOCOL_ERROR, 100 are left",
            "100,   0,   PROTOCOL_ERROR, part of 0 bytes",
            "140000, 131073, PROTOCOL_ERROR, part of 131073 bytes",
            "2,     2,   MALFORMED,      behind its item",
            "0,     0,   PROTOCOL_ERROR, size",
            "-1,    0,   MALFORMED,      size",
            "16777217, 0, PROTOCOL_ERROR, 16777217 bytes announced"
        })
        void whatDoesNotAddUpEndsTheSession(long size, int length, ErrorCode code, String word) {
            end = bench.active(1);
            announce(1, 1, size);
            if (bench.end == null) {
                bench.read(part(length));
            }
            assertBroken(code, word);
            assertThat(end.payloads).isEmpty();
            assertThat(bench.held()).isZero();
        }

        // §10.21-7 §6.2-6
        @Test
        void aWrongSeqIsFoundAndItsBytesAreGivenBack() {
            end = bench.active(1);
            announce(1, 2, ITEM.length);
            bench.read(parts(ITEM));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "event 2");
            assertThat(bench.held()).isZero();
        }

        // §6.3-7 §10.34-1
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void anEventWithoutRoomIsDiscardedAndAskedForAgain(int mode) {
            Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
            bench = TopicsBench.withParts(limits, Map.of(), null);
            SubscriberEnd first = bench.active(0);
            bench.read(TopicsBench.event(first.id).announcing(300_000));
            end = bench.active(mode);
            announce(mode, 1, ITEM.length);
            assertThat(words().toString()).contains(mode == 0 ? "[]" : "[nack[1, 1, 1, ");
            bench.read(parts(ITEM));
            assertThat(end.payloads).isEmpty();
            bench.read(Letter.part(7, first.id, null));
            assertThat(theirs()).isZero();
            Letter again = mode == 0 ? event(0, 0) : TopicsBench.event(end.id, 1, 2);
            long[] dropped = {-1};
            end.handler = event -> dropped[0] = event.dropped();
            bench.read(again.announcing(ITEM.length));
            bench.read(parts(ITEM));
            assertThat(end.payloads).containsExactly(Bytes.content(ITEM));
            assertThat(dropped[0]).isEqualTo(mode == 0 ? 1 : 0);
            assertThat(bench.end).isNull();
        }

        // §6.3-7
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void whatIsDiscardedMayBeAbandonedToo(int mode) {
            Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
            bench = TopicsBench.withParts(limits, Map.of(), null);
            SubscriberEnd first = bench.active(0);
            bench.read(TopicsBench.event(first.id).announcing(300_000));
            end = bench.active(mode);
            announce(mode, 1, ITEM.length);
            bench.read(part(100), noPart());
            bench.read(mode == 0 ? event(0, 0) : TopicsBench.event(end.id, 1, 2));
            assertThat(end.payloads).containsExactly(1);
        }

        // §6.4-2 §10.21-10
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void anAbandonedEventIsNotHandedOver(int mode) {
            end = bench.active(mode);
            announce(mode, 1, ITEM.length);
            bench.read(part(PART), noPart());
            assertThat(theirs()).isZero();
            bench.pass(100);
            assertThat(words()).isEmpty();
            bench.read(mode == 0 ? event(0, 0) : TopicsBench.event(end.id, 1, 2));
            bench.read(event(mode, 2));
            assertThat(end.payloads).containsExactly(1, 1);
            assertThat(bench.end).isNull();
        }

        // §10.21-10 §10.27-2
        @Test
        void whatAnAbandonedEventToldOfLossesIsNotLost() {
            end = bench.active(0);
            long[] dropped = {-1};
            end.handler = event -> dropped[0] = event.dropped();
            bench.read(event(0, 0).withMeta("dropped", 3).announcing(ITEM.length), noPart());
            bench.read(event(0, 0).withMeta("dropped", 1)); // The one that was abandoned.
            assertThat(dropped[0]).isEqualTo(4);
        }

        // §10.21-7 §10.21-10
        @Test
        void inModeTwoAnAbandonedEventHasUsedItsAttempt() {
            end = bench.active(2);
            announce(2, 1, ITEM.length);
            bench.read(noPart(), TopicsBench.event(end.id, 1));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "attempt 1");
        }

        // §10.23-6 §10.21-10
        @Test
        void abandonedEventsTakePlacesOfTheWindow() {
            end = bench.subscribe(SubscribeTerms.of(Delivery.EXACTLY_ONCE, new Credit(1, 1 << 20)));
            end.id = bench.letter().id();
            bench.grant(end, 2);
            bench.request(end, Long.MAX_VALUE);
            bench.letters();
            announce(2, 1, ITEM.length);
            bench.read(noPart());
            announce(2, 2, ITEM.length);
            bench.read(noPart());
            assertThat(words()).containsExactly("unsubscribe FLOW_VIOLATION");
        }

        // §10.23-1 §10.23-2 §10.22-3
        @Test
        void duplicatesAreRemovedWhenTheyAreWhole() {
            end = bench.active(2);
            announce(2, 1, ITEM.length);
            bench.read(parts(ITEM));
            bench.read(TopicsBench.event(end.id, 1, 2).announcing(ITEM.length));
            bench.read(parts(ITEM));
            assertThat(end.payloads).hasSize(1);
            assertThat(theirs()).isZero();
            bench.nack(end, 1, 5);
            assertThat(words()).containsExactly("nack[1, 1, 2, 5]");
            bench.read(TopicsBench.event(end.id, 1, 3).announcing(ITEM.length));
            bench.read(parts(ITEM));
            assertThat(end.payloads).hasSize(2);
            bench.ack(end, 1);
            bench.pass(100);
            assertThat(words()).containsExactly("ack[1, 1]");
            bench.read(TopicsBench.event(end.id, 1, 4).announcing(ITEM.length));
            bench.read(parts(ITEM));
            bench.pass(100);
            assertThat(words()).containsExactly("ack[1, 1]");
            assertThat(end.payloads).hasSize(2);
            assertThat(theirs()).isZero();
        }

        // §6.4-2 §10.28-1 §10.31-1
        @ParameterizedTest
        @CsvSource({"0, false", "1, false", "1, true", "2, false", "2, true"})
        void theApplicationLeavesInTheMiddle(int mode, boolean holds) {
            end = bench.active(mode);
            int seq = holds ? 2 : 1;
            if (holds) {
                bench.read(event(mode, 1));
            }
            announce(mode, seq, ITEM.length);
            bench.read(part(PART));
            bench.unsubscribe(end);
            assertThat(theirs()).isZero();
            assertThat(words()).containsExactly(holds ? "pause" : "unsubscribe");
            bench.read(part(PART), part(ITEM.length - 2 * PART));
            assertThat(end.payloads).hasSize(seq - 1);
            if (holds) {
                bench.ack(end, 1);
                assertThat(words()).containsExactly("ack[1, 1]", "unsubscribe");
            }
            bench.read(TopicsBench.unsubscribed(end.id));
            assertThat(end.told).endsWith("ended", "closed");
            assertThat(bench.held()).isZero();
        }

        // §6.4-1 §6.4-2 §10.28-6
        @ParameterizedTest
        @CsvSource({"0, false", "1, false", "1, true", "2, true"})
        void thePublisherEndsItInTheMiddle(int mode, boolean holds) {
            end = bench.active(mode);
            if (holds) {
                bench.read(event(mode, 1));
            }
            announce(mode, holds ? 2 : 1, ITEM.length);
            bench.read(part(PART), TopicsBench.unsubscribed(end.id, ErrorCode.CONFLICT.code()));
            assertThat(theirs()).isZero();
            assertThat(end.payloads).hasSize(holds ? 1 : 0);
            assertThat(end.told).contains("ended CONFLICT, NOT_PROCESSED");
            if (holds) {
                assertThat(end.subscriber().state()).isEqualTo(SubscriberState.ENDED);
                bench.ack(end, 1);
            }
            assertThat(words()).last().isEqualTo("unsubscribe");
            assertThat(end.told).last().isEqualTo("closed");
        }

        // §10.36-3
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void theSessionEndsInTheMiddle(int mode) {
            end = bench.active(mode);
            announce(mode, 1, ITEM.length);
            bench.read(part(PART));
            bench.session.abort();
            assertThat(bench.held()).isZero();
            assertThat(end.payloads).isEmpty();
            assertThat(end.told.toString()).contains("ended UNAVAILABLE");
        }
    }

    @Nested
    class Publishes {

        private static final String ID = Letter.id(300);

        private Letter publish(String id, int mode) {
            Letter letter = TopicsBench.publishLetter(id, "a.b", null);
            return mode == 0 ? letter : letter.withMeta("mode", mode);
        }

        private Letter announced(int mode, long size) {
            Letter letter = publish(ID, mode).announcing(size);
            return mode == 2 ? letter.withMeta("producer", List.of("p", 1, 1)) : letter;
        }

        // §6.2-6 §6.3-1 §6.4-8 §10.29-2
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void thePublishIsTheHubsWithItsLastPart(int mode) {
            bench.read(announced(mode, ITEM.length));
            Letter[] parts = Bytes.parts(6, ID, ITEM, PART);
            for (Letter part : parts) {
                assertThat(hub.publications).isEmpty();
                assertThat(bench.exchanges.live()).isEqualTo(1);
                assertThat(theirs()).isGreaterThanOrEqualTo(ITEM.length);
                bench.read(part);
            }
            WriteBuffer payload = new WriteBuffer(64);
            hub.publications.get(0).payload().write(payload);
            assertThat(payload.toByteArray()).isEqualTo(ITEM);
            if (mode > 0) {
                assertThat(theirs()).isGreaterThanOrEqualTo(ITEM.length);
                hub.answers.get(0).accepted();
                bench.write();
            }
            assertThat(bench.words()).isEqualTo(mode == 0 ? List.of() : List.of("accepted"));
            assertThat(theirs()).isZero();
            assertThat(bench.exchanges.live()).isZero();
        }

        // §10.21-3 §6.2-6
        @Test
        void theyAreAcceptedInTheOrderInWhichTheyAreWhole() {
            hub.willing = true;
            bench.read(announced(1, ITEM.length));
            Letter[] parts = Bytes.parts(6, ID, ITEM, PART);
            bench.read(parts[0], TopicsBench.publishLetter(Letter.id(301), "a.c", 7));
            bench.read(parts[1], parts[2], parts[3]);
            assertThat(hub.publications)
                    .extracting(of -> of.payload().encodedLength())
                    .containsExactly(1, ITEM.length);
            assertThat(bench.words()).containsExactly("accepted");
        }

        // §10.29-1 §6.3-2 §6.3-4 §3.2-1
        @ParameterizedTest
        @CsvSource({
            "16777217, TOO_LARGE",
            "400000,   OVERLOADED",
            "0,        INVALID_ARGUMENT",
            "-1,       INVALID_ARGUMENT"
        })
        void whatIsRefusedIsRefusedAtTheAnnouncement(long size, ErrorCode code) {
            if (code == ErrorCode.OVERLOADED) {
                Limits limits = Limits.DEFAULT.withMessage(1 << 19).withBudget(1 << 20);
                bench = TopicsBench.withParts(limits, Map.of(), hub);
                bench.read(publish(Letter.id(301), 1).announcing(300_000));
            }
            for (int mode : new int[] {1, 0}) {
                bench.read(announced(mode, size), Letter.part(6, ID, new byte[100]));
                assertThat(bench.words())
                        .isEqualTo(mode == 0 ? List.of() : List.of("refusal " + code));
            }
            assertThat(hub.publications).isEmpty();
            assertThat(bench.end).isNull();
        }

        // §6.4-8 §11.4-5
        @Test
        void evenInModeZeroItCountsWhileItArrives() {
            hub.willing = true;
            bench = TopicsBench.withParts(Limits.DEFAULT.withExchanges(1), Map.of(), hub);
            bench.read(announced(0, ITEM.length));
            bench.read(publish(Letter.id(301), 1));
            assertThat(bench.words()).containsExactly("refusal OVERLOADED");
            bench.read(Bytes.parts(6, ID, ITEM, PART));
            bench.read(publish(Letter.id(302), 1));
            assertThat(bench.words()).containsExactly("accepted");
        }

        // §6.4-2
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void anAbandonedPublishIsNoPublish(int mode) {
            bench.read(announced(mode, ITEM.length));
            bench.read(Letter.part(6, ID, new byte[PART]), Letter.part(6, ID, null));
            assertThat(hub.publications).isEmpty();
            assertThat(bench.words())
                    .isEqualTo(mode == 0 ? List.of() : List.of("refusal CANCELLED"));
            assertThat(bench.held()).isZero();
            assertThat(bench.exchanges.live()).isZero();
        }

        // §6.2-5
        @Test
        void aPartOfAPublishThatIsWholeIsAViolation() {
            bench.read(TopicsBench.publishLetter(ID, "a.b", 7).withMeta("mode", 1));
            bench.read(Letter.part(6, ID, new byte[1]));
            assertBroken(ErrorCode.PROTOCOL_ERROR, "no payload is announced");
        }

        // §6.2-4 §6.2-2 §6.2-3
        @ParameterizedTest
        @CsvSource({
            "100, 101, PROTOCOL_ERROR, 100 are left",
            "100, 0,   PROTOCOL_ERROR, part of 0 bytes",
            "2,   2,   MALFORMED,      behind its item"
        })
        void whatDoesNotAddUpEndsTheSession(long size, int length, ErrorCode code, String word) {
            bench.read(announced(1, size), Letter.part(6, ID, new byte[length]));
            assertBroken(code, word);
            assertThat(hub.publications).isEmpty();
        }
    }
}
