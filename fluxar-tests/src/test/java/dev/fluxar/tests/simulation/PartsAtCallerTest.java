package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.SessionState;
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

/** Chapter 6 at the caller: announced opens, and announced replies of a hand-written callee. */
class PartsAtCallerTest {

    private static final int PART = 65_536;
    private static final byte[] ITEM = Bytes.item(5000);

    private CallsBench bench = CallsBench.withParts();

    @AfterEach
    void nothingIsHeld() {
        bench.session.abort();
        assertThat(bench.session.budget().used()).isZero();
        assertThat(bench.exchanges.live()).isZero();
    }

    private long own() {
        return bench.session.budget().own();
    }

    private long theirs() {
        return bench.session.budget().theirs();
    }

    private void requireViolation(ErrorCode code, String... words) {
        Letter bye = bench.letter();
        assertThat(bye.isFatalBye()).isTrue();
        assertThat(bye.code()).isEqualTo(code.code());
        assertThat(bye.message()).contains(words);
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
    }

    private CallsBench.Result open(byte[] payload) {
        return bench.open("x", 1000, false, payload);
    }

    @Nested
    class Opens {

        // §6.1-1 §6.2-2 §6.2-3 §10.1-1
        @ParameterizedTest
        @ValueSource(ints = {PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 1, 1 << 24})
        void anOpenLongerThanAPartIsAnnounced(int size) {
            byte[] item = Bytes.item(size);
            CallsBench.Result call = open(Bytes.content(item));
            List<Letter> letters = bench.letters();
            Letter first = letters.get(0);
            assertThat(first.target()).isEqualTo("x");
            assertThat(first.meta()).containsEntry("timeout", 1000);
            if (size <= PART) {
                assertThat(letters).hasSize(1);
                assertThat((byte[]) first.payload()).isEqualTo(Bytes.content(item));
                assertThat(first.meta()).doesNotContainKey("size");
            } else {
                assertThat(first.payload()).isNull();
                assertThat(first.meta()).containsEntry("size", size);
                List<Letter> parts = letters.subList(1, letters.size());
                assertThat(parts)
                        .allSatisfy(part -> assertThat(part.ref()).isEqualTo(first.id()))
                        .allSatisfy(
                                part ->
                                        assertThat(part.bytes())
                                                .isEqualTo(
                                                        Letter.part(
                                                                        2,
                                                                        first.id(),
                                                                        (byte[]) part.payload())
                                                                .bytes()))
                        .allSatisfy(
                                part ->
                                        assertThat(((byte[]) part.payload()).length)
                                                .isBetween(1, PART));
                assertThat(Bytes.joined(parts)).isEqualTo(item);
            }
            assertThat(own()).isZero();
            assertThat(call.told).isNull();
            bench.read(Letter.reply(first.id(), 1));
            assertThat(call.told).isEqualTo("reply");
        }

        // §6.1-1
        @Test
        void anOpenWhoseEnvelopeWouldBeTooLongIsAnnounced() {
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("message", 1024));
            byte[] item = Bytes.item(3000);
            open(Bytes.content(item));
            List<Letter> letters = bench.letters();
            assertThat(letters.get(0).meta()).containsEntry("size", 3000);
            assertThat(letters)
                    .allSatisfy(letter -> assertThat(letter.bytes().length <= 1024).isTrue());
            assertThat(Bytes.joined(letters.subList(1, letters.size()))).isEqualTo(item);
        }

        // §6.1-2 §4.3-1
        @Test
        void anOpenLongerThanTheCalleeAcceptsIsNotSent() {
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("payload", 70_000));
            assertThat(open(new byte[69_996]).told).isEqualTo("TOO_LARGE, NOT_SENT");
            assertThat(bench.letters()).isEmpty();
            open(new byte[69_995]);
            assertThat(bench.letters()).hasSize(3);
        }

        // §11.1-1
        @Test
        void wherePartsAreNotInForceAPayloadTravelsWholeOrNotAtAll() {
            bench = CallsBench.established();
            open(new byte[1_000_000]);
            assertThat((byte[]) bench.letter().payload()).hasSize(1_000_000);
            assertThat(open(new byte[1 << 20]).told).isEqualTo("TOO_LARGE, NOT_SENT");
        }

        // §6.4-4 §6.4-7 §6.4-3 §6.5-2
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsAtCallerTest#everyPointOfAnOpen")
        void anOpenThatIsGivenUpIsCancelledAndNothingWasProcessed(int written, boolean cancelled) {
            bench.room = written;
            CallsBench.Result call = open(new byte[3 * PART]);
            List<Letter> letters = bench.letters();
            assertThat(letters).hasSize(written);
            assertThat(own()).isGreaterThan(3 * PART);
            bench.room = 100;
            if (cancelled) {
                bench.cancel(call);
            } else {
                bench.pass(1000);
            }
            String code = cancelled ? "CANCELLED, " : "DEADLINE_EXCEEDED, ";
            assertThat(own()).isZero();
            if (written == 0) {
                assertThat(call.told).isEqualTo(code + "NOT_SENT");
                assertThat(bench.letters()).isEmpty();
                assertThat(bench.exchanges.live()).isZero();
                return;
            }
            assertThat(call.told).isEqualTo(code + "NOT_PROCESSED");
            Letter cancel = bench.letter();
            String id = letters.get(0).id();
            assertThat(cancel.bytes()).isEqualTo(Letter.cancel(id).bytes());
            assertThat(bench.exchanges.live()).isOne();
            bench.read(Letter.failure(id, 304, "cancelled"));
            assertThat(bench.exchanges.live()).isZero();
        }

        // §6.4-3
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        void aRefusalEndsTheParts(int written) {
            bench.room = written;
            CallsBench.Result call = open(new byte[3 * PART]);
            String id = bench.letters().get(0).id();
            bench.room = 100;
            bench.read(Letter.failure(id, 401, "busy"));
            assertThat(call.told).isEqualTo("OVERLOADED, NOT_PROCESSED");
            assertThat(bench.letters()).isEmpty();
            assertThat(own()).isZero();
            assertThat(bench.exchanges.live()).isZero();
        }

        // §6.4-7
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 4, 5})
        void theEndOfTheSessionTellsHowFarItCame(int written) {
            bench.room = written;
            CallsBench.Result call = open(new byte[3 * PART]);
            bench.session.abort();
            assertThat(call.told)
                    .isEqualTo(
                            "UNAVAILABLE, "
                                    + (written == 0
                                            ? "NOT_SENT"
                                            : written <= 4 ? "NOT_PROCESSED" : "UNKNOWN"));
        }

        // §10.6-1
        @Test
        void onceTheLastPartIsWrittenADeadlineIsAsOfAnyCall() {
            CallsBench.Result call = open(new byte[PART]);
            String id = bench.letters().get(0).id();
            bench.pass(1000);
            assertThat(call.told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
            assertThat(bench.letters()).isEmpty();
            bench.read(Letter.failure(id, 303, "late"));
        }

        // §6.4-8 §10.8-2
        @Test
        void aOneWayCallIsWrittenWithItsLastPart() {
            bench.room = 2;
            CallsBench.Result call = bench.open("x", 1000, true, new byte[2 * PART]);
            assertThat(bench.letters()).hasSize(2);
            assertThat(call.told).isNull();
            assertThat(bench.exchanges.live()).isOne();
            bench.room = 2;
            bench.write();
            assertThat(bench.letters()).hasSize(2);
            assertThat(call.told).isEqualTo("written");
            assertThat(bench.exchanges.live()).isZero();
            bench.pass(1000);
            assertThat(bench.letters()).isEmpty();
        }

        // §6.4-4 §10.6-1
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aOneWayCallThatIsGivenUpIsForgotten(boolean cancelled) {
            bench.room = 2;
            CallsBench.Result call = bench.open("x", 1000, true, new byte[2 * PART]);
            bench.letters();
            bench.room = 100;
            if (cancelled) {
                bench.cancel(call);
            } else {
                bench.pass(1000);
            }
            assertThat(bench.letter().target()).isEqualTo("cancel");
            assertThat(call.told).endsWith("NOT_PROCESSED");
            assertThat(bench.exchanges.live()).isZero();
            assertThat(own()).isZero();
        }

        // §9.2-3
        @Test
        void aByeLetsGoOnWhatIsAnnouncedAndNothingElse() {
            bench.room = 2;
            CallsBench.Result first = open(new byte[2 * PART]);
            CallsBench.Result second = open(new byte[2 * PART]);
            String id = bench.letters().get(0).id();
            bench.room = 100;
            bench.read(Letter.bye(Letter.id(9), 0, 100_000));
            assertThat(second.told).isEqualTo("DRAINING, NOT_SENT");
            assertThat(own()).isZero();
            assertThat(bench.letters())
                    .extracting(Letter::target)
                    .containsExactly(null, "part", "part");
            bench.read(Letter.reply(id, 1));
            assertThat(first.told).isEqualTo("reply");
        }

        // §11.2-1
        @Test
        void aLargePayloadIsHeldOnceWhileItWaitsForAPlace() {
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("exchanges", 1));
            open(new byte[1]);
            String first = bench.letter().id();
            CallsBench.Result waits = open(new byte[2 * PART]);
            long held = own();
            assertThat(held).isBetween(2L * PART, 2L * PART + 300);
            CallsBench.Result cancelled = open(new byte[2 * PART]);
            bench.cancel(cancelled);
            assertThat(own()).isEqualTo(held);
            bench.room = 2;
            bench.read(Letter.reply(first, 1));
            List<Letter> letters = bench.letters();
            assertThat(letters).hasSize(2);
            assertThat(own()).isBetween(2L * PART, held);
            bench.room = 100;
            bench.write();
            bench.letters();
            bench.read(Letter.reply(letters.get(0).id(), 1));
            assertThat(waits.told).isEqualTo("reply");
            assertThat(own()).isZero();
        }

        // §11.3-2
        @Test
        void largePayloadsLeaveRoomForWhatIsSmall() {
            bench.room = 0;
            CallsBench.Result large = open(new byte[10 << 20]);
            assertThat(open(new byte[10 << 20]).told).isEqualTo("OVERLOADED, NOT_SENT");
            CallsBench.Result small = open(new byte[60_000]);
            assertThat(small.told).isNull();
            assertThat(large.told).isNull();
            bench.cancel(large);
            assertThat(own()).isLessThan(70_000);
            // One alone may be as long as the other side accepts.
            assertThat(open(new byte[(16 << 20) - 5]).told).isNull();
        }
    }

    @Nested
    class Replies {

        private CallsBench.Result call;

        private String id() {
            call = open(new byte[1]);
            return bench.letter().id();
        }

        private Letter announcement(String id, long size) {
            return Letter.reply(id, null).announcing(size);
        }

        // §6.2-6 §6.3-1 §6.4-8
        @ParameterizedTest
        @ValueSource(ints = {1, 999, 4999, 5000})
        void theReplyIsReadWithItsLastPart(int length) {
            String id = id();
            Letter announcement = announcement(id, 5000);
            bench.read(announcement);
            assertThat(theirs()).isEqualTo(5000 + announcement.bytes().length);
            Letter[] parts = Bytes.parts(2, id, ITEM, length);
            bench.read(Arrays.copyOf(parts, parts.length - 1));
            assertThat(call.told).isNull();
            assertThat(bench.exchanges.live()).isOne();
            bench.read(parts[parts.length - 1]);
            assertThat(call.told).isEqualTo("reply");
            assertThat(call.reply).isEqualTo(ITEM);
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
            assertThat(bench.letters()).isEmpty();
        }

        // §6.1-3
        @Test
        void whereNothingIsAnnouncedSizeHasNoEffect() {
            bench.read(Letter.reply(id(), 5).withMeta("size", 17));
            assertThat(call.told).isEqualTo("reply");
            bench.read(Letter.failure(id(), 305, "x").withMeta("size", "any"));
            assertThat(call.told).isEqualTo("CONFLICT, NOT_PROCESSED");
            bench.read(Letter.reply(id(), null).withMeta("size", null));
            assertThat(call.told).isEqualTo("reply");
            bench = CallsBench.established();
            bench.read(announcement(id(), 0));
            assertThat(call.told).isEqualTo("reply");
        }

        // §3.2-2
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsAtCallerTest#wrongKinds")
        void aSizeOfAnotherKindIsMalformed(Object size) {
            bench.read(Letter.reply(id(), null).withMeta("size", size));
            requireViolation(ErrorCode.MALFORMED, "'size'", "an unsigned integer");
            assertThat(call.told).isEqualTo("UNAVAILABLE, UNKNOWN");
        }

        // §3.2-2 §2.3-1
        @Test
        void aWrongSizeOfWhatIsDroppedIsNotLookedAt() {
            bench.read(Letter.reply(Letter.id(77), null).withMeta("size", "any"));
            assertThat(bench.letters()).isEmpty();
        }

        // §3.2-3
        @Test
        void aSizeOfNothingIsAViolation() {
            bench.read(announcement(id(), 0));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "'size' is 0", "at least 1");
        }

        // §6.3-3
        @ParameterizedTest
        @ValueSource(longs = {(16 << 20) + 1, Long.MAX_VALUE})
        void aReplyThatAnnouncesTooMuchIsAViolation(long size) {
            bench.read(announcement(id(), size));
            requireViolation(ErrorCode.PROTOCOL_ERROR, String.valueOf(size), "16777216");
        }

        // §6.3-5
        @Test
        void aReplyThatThereIsNoRoomForIsGivenUp() {
            bench.read(Letter.call(Letter.id(77), "known", null).announcing(10 << 20));
            String id = id();
            bench.read(announcement(id, 3 << 20));
            assertThat(call.told).isEqualTo("OVERLOADED, PROCESSED");
            assertThat(bench.letter().bytes()).isEqualTo(Letter.cancel(id).bytes());
            assertThat(bench.exchanges.live()).isEqualTo(2);
            byte[] item = Bytes.item(3 << 20);
            Letter[] parts = Bytes.parts(2, id, item, PART);
            bench.read(Arrays.copyOf(parts, parts.length - 1));
            assertThat(bench.exchanges.live()).isEqualTo(2);
            bench.read(parts[parts.length - 1]);
            assertThat(bench.exchanges.live()).isOne();
            assertThat(bench.letters()).isEmpty();
            // No deadline is left either.
            bench.pass(1000);
            assertThat(bench.letters()).isEmpty();
        }

        // §6.3-5
        @Test
        void theCalleeMayAbandonAReplyThatIsNotWanted() {
            assertThat(bench.session.budget().tryReservePayload(16 << 20)).isTrue();
            String id = id();
            bench.read(announcement(id, 5000), Letter.part(2, id, new byte[10]));
            bench.read(Letter.failure(id, 304, "cancelled"));
            assertThat(call.told).isEqualTo("OVERLOADED, PROCESSED");
            assertThat(bench.exchanges.live()).isZero();
            bench.session.budget().releasePayload(16 << 20);
        }

        // §6.4-2
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 4999})
        void anErrorAbandonsTheReply(int read) {
            String id = id();
            bench.read(announcement(id, 5000));
            if (read > 0) {
                bench.read(Letter.part(2, id, new byte[read]));
            }
            bench.read(Letter.failure(id, 501, "broken"));
            assertThat(call.told).isEqualTo("INTERNAL, PROCESSED");
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
        }

        // §6.1-5 §6.1-4
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void anotherReplyAmongThePartsIsAViolation(boolean announced) {
            String id = id();
            bench.read(announcement(id, 5000), Letter.part(2, id, new byte[1]));
            bench.read(announced ? announcement(id, 5000) : Letter.reply(id, 1));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "a reply", "parts");
            assertThat(call.told).isEqualTo("UNAVAILABLE, UNKNOWN");
        }

        // §6.2-5
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aPartOfNoReplyIsAViolation(boolean cancelled) {
            String id = id();
            if (cancelled) {
                bench.cancel(call);
                bench.letter();
            }
            bench.read(Letter.part(2, id, ITEM));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
        }

        // §6.4-1
        @Test
        void aReplyIsNotAbandonedByAPart() {
            String id = id();
            bench.read(announcement(id, 5000), Letter.part(2, id, null));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part without bytes");
        }

        // §6.2-2 §6.2-4
        @ParameterizedTest
        @ValueSource(ints = {0, 4991, PART + 1})
        void thePartsOfAReplyThatIsReadPastAreCheckedToo(int length) {
            String id = id();
            bench.cancel(call);
            bench.read(announcement(id, 5000), Letter.part(2, id, new byte[10]));
            bench.letter();
            bench.read(Letter.part(2, id, new byte[length]));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part of " + length);
        }

        // §6.2-3
        @Test
        void whatIsNoItemIsMalformed() {
            String id = id();
            bench.read(announcement(id, 2), Letter.part(2, id, new byte[] {0x42, 1}));
            requireViolation(ErrorCode.MALFORMED, "2 bytes announced, 1 left");
            assertThat(call.told).isEqualTo("UNAVAILABLE, UNKNOWN");
            assertThat(theirs()).isZero();
        }

        // §10.6-1 §10.4-1
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aReplyThatIsGivenUpInTheMiddleIsReadPast(boolean cancelled) {
            String id = id();
            bench.read(announcement(id, 5000), Letter.part(2, id, Arrays.copyOf(ITEM, 3000)));
            if (cancelled) {
                bench.cancel(call);
                assertThat(bench.letter().target()).isEqualTo("cancel");
                assertThat(call.told).isEqualTo("CANCELLED, UNKNOWN");
            } else {
                bench.pass(1000);
                assertThat(bench.letters()).isEmpty();
                assertThat(call.told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
            }
            assertThat(theirs()).isZero();
            assertThat(bench.exchanges.live()).isOne();
            bench.read(Letter.part(2, id, new byte[2000])); // No item at all, which nobody sees.
            assertThat(bench.exchanges.live()).isZero();
            assertThat(bench.letters()).isEmpty();
        }

        // §10.6-1
        @Test
        void theEndOfTheSessionEndsTheReply() {
            String id = id();
            bench.read(announcement(id, 5000), Letter.part(2, id, new byte[1]));
            bench.session.abort();
            assertThat(call.told).isEqualTo("UNAVAILABLE, UNKNOWN");
            assertThat(theirs()).isZero();
        }

        // §6.4-3
        @Test
        void aReplyBeforeTheLastPartOfTheOpenEndsTheOpen() {
            bench.room = 2;
            call = open(new byte[3 * PART]);
            String id = bench.letters().get(0).id();
            bench.room = 100;
            bench.read(announcement(id, 5000));
            assertThat(bench.letters()).isEmpty();
            bench.read(Letter.part(2, id, ITEM));
            assertThat(call.told).isEqualTo("reply");
            assertThat(own()).isZero();
        }
    }

    static Stream<Arguments> everyPointOfAnOpen() {
        return Stream.of(0, 1, 2, 3, 4)
                .flatMap(n -> Stream.of(Arguments.of(n, true), Arguments.of(n, false)));
    }

    static Stream<Object> wrongKinds() {
        return Stream.of(-1, "5", true, 5.5, new byte[] {5}, List.of(5), Map.of("a", 5));
    }
}
