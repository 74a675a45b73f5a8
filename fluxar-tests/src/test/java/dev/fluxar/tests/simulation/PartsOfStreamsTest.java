package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.SessionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 6 in streams: announced opens, and announced items. */
class PartsOfStreamsTest {

    private static final String ID = Letter.id(400);
    private static final int PART = 65_536;
    private static final byte[] ITEM = Bytes.item(5000);

    private StreamsBench bench = StreamsBench.withParts(Limits.DEFAULT, Map.of());

    @AfterEach
    void nothingIsHeld() {
        bench.session.abort();
        for (StreamEnd end : bench.accepted) {
            end.stream().cancel();
            end.inbound().handlerEnded();
        }
        assertThat(bench.session.budget().used()).isZero();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.exchanges.roomThere()).isTrue();
    }

    private long theirs() {
        return bench.session.budget().theirs() - bench.session.budget().prefetch();
    }

    private void requireViolation(ErrorCode code, String... words) {
        Letter bye = bench.letters().stream().filter(Letter::isFatalBye).findAny().orElseThrow();
        assertThat(bye.code()).isEqualTo(code.code());
        assertThat(bye.message()).contains(words);
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
    }

    /** Without the credit that was granted. */
    private List<Letter> letters() {
        return bench.letters().stream().filter(l -> !"resume".equals(l.target())).toList();
    }

    private static Letter open(long size) {
        return Letter.stream(ID, "known", null).announcing(size);
    }

    private static Letter item(long size) {
        return Letter.item(ID, null).announcing(size);
    }

    private StreamEnd opened() {
        StreamEnd end = bench.open("x");
        id = bench.letter().id();
        return end;
    }

    private String id;

    @Nested
    class OpensHere {

        private StreamEnd open(int frames, int size) {
            bench.room = frames;
            StreamEnd end = bench.make("x", 1000, Map.of(), StreamsBench.WINDOW, new byte[size]);
            bench.streams.open(end.outbound());
            bench.write();
            return end;
        }

        // §6.1-1 §6.1-5
        @Test
        void itemsAndTheEndFollowTheLastPart() {
            StreamEnd end = open(2, 2 * PART);
            bench.room = 0;
            bench.give(end, 7, 8);
            bench.end(end);
            bench.room = 100;
            bench.write();
            List<Letter> letters = bench.letters();
            assertThat(letters)
                    .extracting(Letter::target)
                    .containsExactly("x", "part", "part", "part", null, null, "end");
            assertThat(letters.get(0).meta())
                    .containsEntry("size", 2 * PART + 5)
                    .containsEntry("timeout", 1000);
            assertThat(Bytes.joined(letters.subList(1, 4)))
                    .isEqualTo(Letter.encode(new byte[2 * PART]));
            assertThat(bench.session.budget().own()).isZero();
        }

        // §6.1-2
        @Test
        void anArgumentLongerThanTheOtherSideAcceptsIsNotSent() {
            bench = StreamsBench.withParts(Limits.DEFAULT, Map.of("payload", 70_000));
            assertThat(open(100, 69_996).told)
                    .containsExactly(
                            "stopped TOO_LARGE, NOT_SENT", "completed TOO_LARGE, NOT_SENT");
            assertThat(bench.letters()).isEmpty();
        }

        // §6.4-3
        @Test
        void aRefusalEndsTheParts() {
            StreamEnd end = open(2, 2 * PART);
            String id = bench.letters().get(0).id();
            bench.room = 100;
            bench.read(Letter.end(id, 401, "busy"));
            assertThat(bench.letters()).isEmpty();
            assertThat(end.told).last().isEqualTo("completed OVERLOADED, NOT_PROCESSED");
            assertThat(bench.session.budget().own()).isZero();
        }

        // §6.4-7 §6.4-3
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void whatIsGivenUpIsCancelled(int written) {
            StreamEnd end = open(written, 2 * PART);
            assertThat(bench.letters()).hasSize(written);
            bench.room = 100;
            bench.cancel(end);
            assertThat(bench.letter().target()).isEqualTo("cancel");
            assertThat(end.told).last().isEqualTo("completed CANCELLED, NOT_PROCESSED");
            assertThat(bench.session.budget().own()).isZero();
        }
    }

    @Nested
    class OpensThere {

        // §6.2-6 §6.3-1 §10.9-3
        @Test
        void theHandlerStartsWithTheLastPart() {
            Letter open = open(5000);
            bench.read(open, Letter.part(3, ID, Arrays.copyOf(ITEM, 4999)));
            assertThat(theirs()).isEqualTo(5000 + open.bytes().length);
            bench.read(Letter.stream(Letter.id(401), "known2", 1));
            bench.read(Letter.part(3, ID, new byte[] {ITEM[4999]}));
            assertThat(bench.started).containsExactly("known2", "known");
            assertThat((byte[]) bench.arguments.get(1)).isEqualTo(Bytes.content(ITEM));
            assertThat(theirs()).isEqualTo(5000 + open.bytes().length);
            bench.read(Letter.item(ID, 7));
            StreamEnd end = bench.accepted.get(0);
            bench.request(end, 1);
            assertThat(end.told).containsExactly("item 7");
            bench.give(end, 9);
            assertThat(letters()).extracting(Letter::payload).containsExactly(9);
        }

        // §6.3-2 §6.3-4 §3.2-1 §10.9-2
        @Test
        void theFirstConditionThatAppliesRefuses() {
            bench.read(open(Long.MAX_VALUE).withMeta("credit", 1));
            assertThat(bench.letter().code()).isEqualTo(307);
            assertThat(bench.session.budget().tryReservePayload(16 << 20)).isTrue();
            bench.read(open(5000).withMeta("credit", 1));
            Letter refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(401);
            assertThat(refusal.error()).containsEntry("retry", 100);
            bench.session.budget().releasePayload(16 << 20);
            bench.read(open(5000).withMeta("credit", 1));
            assertThat(bench.letter().code()).isEqualTo(302);
            bench.read(open(0));
            refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(302);
            assertThat(refusal.message()).contains("'size'");
            bench.read(Letter.stream(ID, "unknown", null).announcing(5000));
            assertThat(bench.letter().code()).isEqualTo(301);
            bench.read(Letter.part(3, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.session.budget().used()).isZero();
        }

        // §6.4-2 §6.4-6
        @ParameterizedTest
        @ValueSource(strings = {"cancel", "deadline", "end"})
        void noHandlerStartsWhenItIsGivenUp(String how) {
            bench.read(open(5000).withMeta("timeout", 1000), Letter.part(3, ID, new byte[9]));
            switch (how) {
                case "cancel" -> bench.read(Letter.verb(ID, "cancel"));
                case "deadline" -> bench.pass(1000);
                default -> bench.read(Letter.end(ID, 305, "x"));
            }
            List<Letter> letters = bench.letters();
            if (how.equals("end")) {
                assertThat(letters).isEmpty();
            } else {
                assertThat(letters).extracting(Letter::target).containsExactly("end");
                assertThat(letters.get(0).code()).isEqualTo(how.equals("cancel") ? 304 : 303);
            }
            bench.read(Letter.part(3, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.started).isEmpty();
            assertThat(bench.accepted.get(0).told).isEmpty();
            assertThat(bench.session.budget().used()).isZero();
        }

        // §6.1-5
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void anItemOrTheEndAmongThePartsIsAViolation(boolean end) {
            bench.read(open(5000), Letter.part(3, ID, new byte[9]));
            bench.read(end ? Letter.verb(ID, "end") : Letter.item(ID, 1));
            requireViolation(ErrorCode.PROTOCOL_ERROR, end ? "an end" : "an item", "parts");
        }

        // §6.1-5
        @Test
        void aPauseAmongThePartsIsOfTheOtherDirection() {
            bench.read(open(5000), Letter.verb(ID, "pause"), Letter.part(3, ID, ITEM));
            StreamEnd end = bench.accepted.get(0);
            bench.give(end, 1);
            assertThat(letters()).isEmpty();
            bench.read(Letter.verb(ID, "resume"));
            assertThat(letters()).extracting(Letter::payload).containsExactly(1);
        }

        // §6.4-1
        @Test
        void anOpenIsNotAbandonedByAPart() {
            bench.read(open(5000), Letter.part(3, ID, null));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part without bytes");
        }
    }

    @Nested
    class ItemsSent {

        private final Limits limits = Limits.DEFAULT;
        private StreamEnd end;

        private void accept(Map<String, Object> theirs) {
            bench = StreamsBench.withParts(limits, theirs);
            end = bench.accept(ID);
        }

        // §6.1-1 §6.2-2 §10.10-1 §6.1-4
        @Test
        void longItemsGoInPartsInTheirOrder() {
            accept(Map.of());
            List<Object> items = List.of(1, new byte[100_000], new byte[PART], new byte[9], 2);
            bench.give(end, items.toArray());
            bench.end(end);
            List<Letter> letters = letters();
            assertThat(letters)
                    .extracting(Letter::target)
                    .containsExactly(
                            null, null, "part", "part", null, "part", "part", null, null, "end");
            assertThat(letters.get(1).meta()).isEqualTo(Map.of("size", 100_005));
            assertThat(letters.get(1).payload()).isNull();
            assertThat(letters.get(1).id()).isNull();
            assertThat(letters).allSatisfy(letter -> assertThat(letter.ref()).isEqualTo(ID));
            assertThat(Bytes.joined(letters.subList(2, 4)))
                    .isEqualTo(Letter.encode(new byte[100_000]));
            assertThat(bench.session.budget().own()).isZero();
        }

        // §10.12-5 §10.12-4
        @Test
        void anAnnouncedItemCountsWithItsSize() {
            accept(Map.of("credit", List.of(100, 100_000)));
            bench.give(end, new byte[150_000], 5);
            List<Letter> letters = letters();
            assertThat(letters).hasSize(4);
            long written = letters.get(0).bytes().length + 150_005L;
            bench.read(Letter.resume(ID, 100, written));
            assertThat(letters()).isEmpty();
            bench.read(Letter.resume(ID, 100, written + 1));
            assertThat(letters()).extracting(Letter::payload).containsExactly(5);
        }

        // §10.12-8
        @Test
        void aPauseDoesNotHoldUpWhatHasBegun() {
            accept(Map.of());
            bench.room = 2;
            bench.give(end, new byte[3 * PART], 5);
            assertThat(letters()).hasSize(2);
            bench.room = 100;
            bench.read(Letter.verb(ID, "pause"));
            assertThat(letters()).extracting(Letter::target).containsOnly("part").hasSize(3);
            bench.read(Letter.verb(ID, "resume"));
            assertThat(letters()).extracting(Letter::payload).containsExactly(5);
        }

        // §10.10-7 §6.1-2
        @Test
        void anItemLongerThanTheOtherSideAcceptsEndsTheStream() {
            accept(Map.of("payload", 70_000));
            bench.give(end, new byte[69_995], new byte[69_996]);
            List<Letter> letters = letters();
            assertThat(letters).hasSize(4);
            // The end overtakes the parts: nothing is written any more.
            Letter last = letters.get(3);
            assertThat(last.code()).isEqualTo(501);
            assertThat(last.message()).isEqualTo("item of 70001 bytes, at most 70000 accepted");
            assertThat(end.told).last().isEqualTo("completed TOO_LARGE, UNKNOWN");
        }

        // §6.4-3 §6.4-1
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsOfStreamsTest#everyPointOfAnItem")
        void nothingIsWrittenOfAnItemOnceTheStreamHasEnded(int written, String how) {
            accept(Map.of());
            bench.room = written;
            bench.give(end, new byte[3 * PART], 5);
            assertThat(letters()).hasSize(written);
            bench.room = 100;
            switch (how) {
                case "cancel" -> bench.cancel(end);
                case "fail" -> {
                    end.stream().fail(null);
                    bench.write();
                }
                case "cancelled" -> bench.read(Letter.verb(ID, "cancel"));
                default -> bench.read(Letter.end(ID, 305, "x"));
            }
            List<Letter> letters = letters();
            assertThat(letters)
                    .extracting(Letter::target)
                    .isSubsetOf(how.equals("cancel") ? "cancel" : "end");
            assertThat(letters).hasSize(how.equals("ended") ? 0 : 1);
            assertThat(bench.session.budget().own()).isZero();
        }

        // §6.5-1
        @Test
        void itemsOfOtherStreamsGoBetweenTheParts() {
            accept(Map.of());
            StreamEnd other = accept2();
            bench.room = 2;
            bench.give(end, new byte[3 * PART]);
            assertThat(letters()).hasSize(2);
            bench.room = 0;
            bench.give(other, 1, 2, 3);
            bench.room = 3;
            bench.write();
            assertThat(letters())
                    .extracting(Letter::target)
                    .containsExactly("part", null, null, null, "part");
        }

        private StreamEnd accept2() {
            bench.read(Letter.stream(Letter.id(401), "known", 1));
            return bench.accepted.get(1);
        }

        // §11.3-2: what finds no room among the payloads stays where it waits.
        @Test
        void anItemIsSentThoughOtherPayloadsTakeAllTheRoom() {
            accept(Map.of());
            assertThat(bench.session.budget().tryReserveOwnPayload(12 << 20)).isTrue();
            bench.room = 1;
            bench.give(end, new byte[100_000], 5);
            assertThat(end.given).hasSize(2);
            bench.room = 100;
            bench.write();
            assertThat(end.given).isEmpty();
            assertThat(letters()).hasSize(4);
            bench.session.budget().releaseOwnPayload(12 << 20);
        }
    }

    @Nested
    class ItemsRead {

        private StreamEnd end;

        private StreamEnd accept(long asked) {
            end = bench.accept(ID);
            if (asked > 0) {
                bench.request(end, asked);
            }
            bench.letters();
            return end;
        }

        // §6.2-6 §6.3-1 §10.10-2
        @ParameterizedTest
        @ValueSource(longs = {0, 1, 2, 1000, Long.MAX_VALUE})
        void anItemIsHandedOverWithItsLastPart(long asked) {
            accept(asked);
            bench.read(item(5000));
            assertThat(theirs()).isEqualTo(5000 + item(5000).bytes().length);
            bench.read(Letter.part(3, ID, Arrays.copyOf(ITEM, 4000)));
            assertThat(end.told).isEmpty();
            bench.read(Letter.part(3, ID, Arrays.copyOfRange(ITEM, 4000, 5000)));
            if (asked == 0) {
                assertThat(end.told).isEmpty();
                assertThat(theirs()).isGreaterThan(5000);
                bench.request(end, 1);
            }
            assertThat((byte[]) end.items.get(0)).isEqualTo(Bytes.content(ITEM));
            assertThat(theirs()).isZero();
            bench.read(Letter.item(ID, 6));
            bench.request(end, 5);
            assertThat(end.items).hasSize(2).last().isEqualTo(6);
            assertThat(theirs()).isZero();
        }

        // §10.10-2 §10.10-5
        @Test
        void theOrderIsThatOfTheAnnouncements() {
            accept(0);
            bench.read(
                    Letter.item(ID, 1),
                    item(5000),
                    Letter.part(3, ID, ITEM),
                    Letter.item(ID, 2),
                    item(3),
                    Letter.part(3, ID, new byte[] {0x42, 1, 2}),
                    Letter.verb(ID, "end"));
            assertThat(end.told).isEmpty();
            bench.request(end, 2);
            assertThat(end.items).hasSize(2);
            bench.request(end, 9);
            assertThat(end.items).hasSize(4);
            assertThat(end.told).last().isEqualTo("ended");
        }

        // §6.4-2 §10.12-6
        @ParameterizedTest
        @ValueSource(longs = {0, 5})
        void anAbandonedItemIsNotHandedOverAndKeepsItsPlaceInTheCredit(long asked) {
            bench =
                    StreamsBench.withParts(
                            Limits.DEFAULT.withCredit(new Credit(3, 100_000)), Map.of());
            accept(asked);
            bench.read(item(5000), Letter.part(3, ID, new byte[10]), Letter.part(3, ID, null));
            assertThat(theirs()).isZero();
            bench.read(Letter.item(ID, 1));
            bench.request(end, 5);
            assertThat(end.told).containsExactly("item 1");
            bench.read(Letter.part(3, ID, null));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
        }

        // §10.12-7 §10.12-5
        @Test
        void anAnnouncedItemBeyondTheCreditEndsTheStream() {
            bench =
                    StreamsBench.withParts(
                            Limits.DEFAULT.withCredit(new Credit(9, 4000)), Map.of());
            accept(0);
            bench.read(item(5000), Letter.part(3, ID, ITEM));
            assertThat(letters()).isEmpty();
            bench.read(Letter.item(ID, 1));
            assertThat(letters()).extracting(Letter::code).containsExactly(308);
        }

        // §6.3-3
        @Test
        void anItemThatAnnouncesTooMuchIsAViolation() {
            accept(1);
            bench.read(item((16 << 20) + 1));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "16777217", "16777216");
        }

        // §3.2-2 §3.2-3
        @Test
        void aWrongSizeIsAViolation() {
            accept(1);
            bench.read(Letter.item(ID, null).withMeta("size", "x"));
            requireViolation(ErrorCode.MALFORMED, "'size'");
            bench = StreamsBench.withParts(Limits.DEFAULT, Map.of());
            accept(1);
            bench.read(item(0));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "'size' is 0");
        }

        // §6.3-6
        @Test
        void anItemThatThereIsNoRoomForEndsTheStream() {
            accept(1);
            assertThat(bench.session.budget().tryReservePayload(16 << 20)).isTrue();
            bench.read(item(5000), Letter.part(3, ID, ITEM));
            List<Letter> letters = letters();
            assertThat(letters).extracting(Letter::code).containsExactly(401);
            assertThat(letters.get(0).target()).isEqualTo("end");
            assertThat(end.told).last().isEqualTo("completed OVERLOADED, UNKNOWN");
            bench.session.budget().releasePayload(16 << 20);
        }

        // §6.1-5
        @ParameterizedTest
        @ValueSource(strings = {"item", "announced", "end"})
        void nothingElseOfThatDirectionGoesAmongTheParts(String what) {
            accept(5);
            bench.read(item(5000), Letter.part(3, ID, new byte[10]));
            bench.read(Letter.verb(ID, "pause"), Letter.verb(ID, "resume"));
            assertThat(letters()).isEmpty();
            bench.read(
                    switch (what) {
                        case "item" -> Letter.item(ID, 1);
                        case "announced" -> item(10);
                        default -> Letter.verb(ID, "end");
                    });
            requireViolation(ErrorCode.PROTOCOL_ERROR, "among the parts");
            assertThat(theirs()).isZero();
        }

        // §6.2-5
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aPartOfNoItemIsAViolation(boolean ended) {
            accept(5);
            if (ended) {
                bench.read(Letter.verb(ID, "end"));
            }
            bench.read(Letter.part(3, ID, ITEM));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
        }

        // §6.2-5 §10.11-2
        @Test
        void whatIsReadAfterACancelIsDropped() {
            accept(5);
            bench.read(item(5000), Letter.part(3, ID, new byte[10]));
            bench.cancel(end);
            assertThat(theirs()).isZero();
            bench.read(
                    Letter.part(3, ID, new byte[10]),
                    Letter.item(ID, null).withMeta("size", "x"),
                    Letter.part(3, ID, null),
                    Letter.part(3, ID, new byte[0]),
                    Letter.item(ID, 1));
            assertThat(letters()).extracting(Letter::target).containsExactly("cancel");
            bench.read(Letter.end(ID, 304, "cancelled"));
            assertThat(bench.exchanges.live()).isZero();
        }

        // §6.4-2 §10.14 §10.15
        @ParameterizedTest
        @ValueSource(strings = {"cancel", "end", "session"})
        void anItemIsForgottenWithItsStream(String how) {
            accept(0);
            bench.read(Letter.item(ID, 1), item(5000), Letter.part(3, ID, new byte[10]));
            switch (how) {
                case "cancel" -> bench.read(Letter.verb(ID, "cancel"));
                case "end" -> bench.read(Letter.end(ID, 305, "x"));
                default -> bench.session.abort();
            }
            // What was here as a whole is still to be had. §10.10-5
            assertThat(end.completed).isFalse();
            bench.request(end, 9);
            assertThat(end.items).containsExactly(1);
            assertThat(end.completed).isTrue();
            assertThat(theirs()).isZero();
        }

        // §10.11-6 §6.2-5
        @Test
        void whoWantsNoMoreReadsPastTheParts() {
            accept(0);
            bench.read(item(5000), Letter.part(3, ID, new byte[10]));
            end.inbound().enough();
            assertThat(theirs()).isZero();
            bench.read(Letter.part(3, ID, new byte[4990]), item(10));
            bench.read(Letter.part(3, ID, new byte[4]), Letter.part(3, ID, null));
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
            bench.read(item(10), Letter.part(3, ID, new byte[11]));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "11 bytes");
        }

        // §10.12-12
        @Test
        void whoAsksForManyIsSentManyLargeOnes() {
            bench = StreamsBench.withParts(Limits.DEFAULT.withCredit(new Credit(1, 1)), Map.of());
            accept(20);
            long items = 1;
            long bytes = 1;
            long readBytes = 0;
            for (int i = 0; i < 20; i++) {
                assertThat(items).as("items at " + i).isGreaterThan(i);
                assertThat(bytes).as("bytes at " + i).isGreaterThan(readBytes);
                bench.read(item(5000));
                readBytes += item(5000).bytes().length + 5000;
                bench.read(Letter.part(3, ID, ITEM));
                for (Letter letter : bench.letters()) {
                    List<?> credit = (List<?>) letter.payload();
                    items = ((Number) credit.get(0)).longValue();
                    bytes = ((Number) credit.get(1)).longValue();
                }
            }
            assertThat(end.items).hasSize(20);
        }

        // §10.12-13: who asks for nothing is not sent one large item after the other.
        @Test
        void whoAsksForNothingGetsNoMoreThanTheWindow() {
            accept(0);
            bench.read(item(3 << 20));
            bench.read(Bytes.parts(3, ID, Bytes.item(3 << 20), PART));
            assertThat(bench.letters()).isEmpty();
            bench.pass(1000);
            assertThat(bench.letters()).isEmpty();
            bench.request(end, 1);
            assertThat(end.items).hasSize(1);
            assertThat(bench.letters()).extracting(Letter::target).containsExactly("resume");
        }

        // §11.3-2: no more than what is reserved, in any order.
        @Test
        void aThousandStreamsAnnounceMoreThanThereIsRoomFor() {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String id = Letter.id(1000 + i);
                ids.add(id);
                bench.read(Letter.stream(id, "known", 1));
                bench.read(Letter.item(id, null).announcing(200_000));
                assertThat(bench.session.budget().theirs())
                        .isLessThanOrEqualTo(bench.session.budget().share());
            }
            long refused = bench.letters().stream().filter(letter -> letter.code() == 401).count();
            assertThat(refused).isBetween(930L, 945L);
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        }
    }

    // §6.2-5
    @Test
    void aPartOfNothingThatTheOpenerReadsIsAViolation() {
        opened();
        bench.read(Letter.part(3, id, ITEM));
        requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
    }

    // §6.2-6
    @Test
    void theOpenerReadsAnnouncedItemsToo() {
        StreamEnd end = opened();
        bench.request(end, 5);
        bench.letters();
        bench.read(Letter.item(id, null).announcing(5000), Letter.part(3, id, ITEM));
        assertThat((byte[]) end.items.get(0)).isEqualTo(Bytes.content(ITEM));
        bench.read(Letter.item(id, null).announcing(5000), Letter.end(id, 305, "x"));
        assertThat(end.told).last().isEqualTo("completed CONFLICT, UNKNOWN");
        assertThat(bench.session.budget().used()).isZero();
    }

    static Stream<Arguments> everyPointOfAnItem() {
        return Stream.of(0, 1, 2, 3)
                .flatMap(
                        n ->
                                Stream.of("cancel", "fail", "cancelled", "ended")
                                        .map(how -> Arguments.of(n, how)));
    }
}
