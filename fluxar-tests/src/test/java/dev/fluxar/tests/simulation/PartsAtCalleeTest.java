package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.SessionState;
import java.util.Arrays;
import java.util.Collections;
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

/** Chapter 6 at the callee: announced opens of a hand-written caller, and announced replies. */
class PartsAtCalleeTest {

    private static final String ID = Letter.id(400);
    private static final byte[] ITEM = Bytes.item(5000);
    private static final int PART = 65_536;

    private CallsBench bench = CallsBench.withParts();

    @AfterEach
    void nothingIsHeld() {
        bench.room = Integer.MAX_VALUE;
        bench.session.abort();
        for (CallsBench.Running running : List.copyOf(bench.running)) {
            bench.reply(running);
        }
        assertThat(bench.session.budget().used()).isZero();
        assertThat(bench.exchanges.live()).isZero();
    }

    private static Letter open(String id, long size) {
        return Letter.call(id, "known", null).announcing(size);
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
        assertThat(bench.running).allSatisfy(call -> assertThat(call.givenUp).isOne());
    }

    @Nested
    class Opens {

        // §6.2-3 §6.2-6 §6.3-1
        @ParameterizedTest
        @ValueSource(ints = {1, 7, 1000, 2500, 4999, 5000})
        void theHandlerStartsWithTheLastPart(int length) {
            Letter open = open(ID, 5000);
            bench.read(open);
            assertThat(theirs()).isEqualTo(5000 + open.bytes().length);
            Letter[] parts = Bytes.parts(2, ID, ITEM, length);
            bench.read(Arrays.copyOf(parts, parts.length - 1));
            assertThat(bench.running).isEmpty();
            bench.read(parts[parts.length - 1]);
            assertThat(bench.running).hasSize(1);
            assertThat(bench.running.get(0).payload).isEqualTo(ITEM);
            // As long as the handler runs.
            assertThat(theirs()).isEqualTo(5000 + open.bytes().length);
            bench.reply(bench.running.remove(0));
            assertThat(bench.letter().ref()).isEqualTo(ID);
            assertThat(theirs()).isZero();
        }

        // §6.2-6 §10.2-2
        @Test
        void handlersStartInTheOrderOfTheLastParts() {
            String second = Letter.id(401);
            bench.read(
                    open(ID, 5000),
                    open(second, 5000),
                    Letter.part(2, ID, Arrays.copyOf(ITEM, 4999)),
                    Letter.part(2, second, ITEM),
                    Letter.call(Letter.id(402), "knownToo", 1),
                    Letter.part(2, ID, new byte[] {ITEM[4999]}));
            assertThat(bench.running)
                    .extracting(call -> call.payload.length)
                    .containsExactly(5000, 1, 5000);
        }

        // §6.1-3
        @Test
        void whereNothingIsAnnouncedSizeHasNoEffect() {
            bench.read(
                    Letter.call(ID, "known", 1).withMeta("size", "any"),
                    Letter.call(Letter.id(401), "known", null).withMeta("size", null),
                    Letter.call(Letter.id(402), "known", null).withMeta("syze", 12));
            assertThat(bench.running).hasSize(3);
            new Letter(2, null, ID, "cancel", Map.of("size", "any"), null, null).bytes();
            bench.read(new Letter(2, null, ID, "cancel", Map.of("size", "any"), null, null));
            assertThat(bench.running.get(0).givenUp).isOne();
        }

        // §6.1-3 §8.4-3
        @Test
        void wherePartsAreNotInForceNothingIsAnnounced() {
            bench = CallsBench.established();
            bench.read(open(ID, 5000), open(Letter.id(401), 0));
            assertThat(bench.running).hasSize(2);
            bench.reply(bench.running.remove(0), new byte[100_000]);
            Letter reply = bench.letter();
            assertThat((byte[]) reply.payload()).hasSize(100_000);
            assertThat(reply.meta()).isNull();
        }

        // §6.3-2
        @Test
        void anOpenThatAnnouncesTooMuchIsRefused() {
            long most = Limits.DEFAULT.payload();
            bench.read(open(ID, most + 1));
            Letter refusal = bench.letter();
            assertThat(refusal.ref()).isEqualTo(ID);
            assertThat(refusal.code()).isEqualTo(307);
            assertThat(refusal.message()).contains("16777217", "16777216");
            bench.read(open(Letter.id(401), Long.MAX_VALUE));
            assertThat(bench.letter().code()).isEqualTo(307);
            bench.read(
                    Letter.call(Letter.id(402), "known", null)
                            .withMeta("size", new java.math.BigInteger("18446744073709551615")));
            assertThat(bench.letter().code()).isEqualTo(307);
            assertThat(bench.exchanges.live()).isZero();
            // Parts that were under way name no live exchange.
            bench.read(Letter.part(2, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            bench.read(open(Letter.id(403), most));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.exchanges.live()).isOne();
        }

        // §6.3-4
        @Test
        void anOpenThatThereIsNoRoomForIsRefused() {
            bench.read(open(ID, 10 << 20));
            bench.read(open(Letter.id(401), 3 << 20));
            Letter refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(401);
            assertThat(refusal.error()).containsEntry("retry", 100);
            assertThat(refusal.message()).contains(String.valueOf(3 << 20));
            // What is small has its place nevertheless.
            bench.read(Letter.call(Letter.id(402), "known", new byte[500_000]));
            assertThat(bench.running).hasSize(1);
            bench.reply(bench.running.remove(0), new byte[50_000]);
            assertThat(bench.letter().error()).isNull();
            // Nothing of it is left when it is given up.
            bench.read(Letter.cancel(ID));
            bench.letter();
            bench.read(open(Letter.id(403), 3 << 20));
            assertThat(bench.letters()).isEmpty();
        }

        // §3.2-1
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsAtCalleeTest#wrongSizes")
        void anOpenWithAWrongSizeIsRefused(Object size) {
            bench.read(Letter.call(ID, "known", null).withMeta("size", size));
            Letter refusal = bench.letter();
            assertThat(refusal.code()).isEqualTo(302);
            assertThat(refusal.message()).contains("'size'");
            bench.read(
                    Letter.call(Letter.id(401), "known", null)
                            .withMeta("oneway", true)
                            .withMeta("size", size));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.running).isEmpty();
        }

        // §10.2-1 §6.3-2 §6.3-4
        @Test
        void theFirstConditionThatAppliesRefuses() {
            bench = CallsBench.withParts(Limits.DEFAULT.withExchanges(1), Map.of());
            String name = "unknown";
            Letter all =
                    Letter.call(ID, name, null)
                            .withMeta("size", Long.MAX_VALUE)
                            .withMeta("oneway", 1)
                            .withMeta("timeout", 0);
            bench.read(all);
            assertThat(bench.letter().code()).isEqualTo(307);
            assertThat(bench.session.budget().tryReservePayload(16 << 20)).isTrue();
            Letter noRoom = Letter.call(ID, name, null).announcing(5000).withMeta("timeout", "x");
            bench.read(noRoom);
            assertThat(bench.letter().code()).isEqualTo(401);
            bench.session.budget().releasePayload(16 << 20);
            bench.read(noRoom);
            assertThat(bench.letter().code()).isEqualTo(302);
            bench.read(Letter.call(ID, name, null).announcing(5000).withMeta("timeout", 0));
            assertThat(bench.letter().code()).isEqualTo(303);
            bench.read(Letter.call(ID, name, null).announcing(5000));
            assertThat(bench.letter().code()).isEqualTo(301);
            assertThat(theirs()).isZero();
            bench.read(open(ID, 5000), open(Letter.id(401), 5000));
            assertThat(bench.letter().code()).isEqualTo(401); // exchanges
            bench.read(Letter.bye(Letter.id(402), 0, 9));
            bench.letter();
            bench.read(Letter.call(Letter.id(403), name, null).withMeta("size", Long.MAX_VALUE));
            assertThat(bench.letter().code()).isEqualTo(503);
            // What was announced before the bye goes on.
            bench.read(Letter.part(2, ID, ITEM));
            assertThat(bench.running).hasSize(1);
        }

        // §6.2-1
        @Test
        void aPartIsAByteString() {
            bench.read(open(ID, 5000));
            bench.read(new Letter(2, null, ID, "part", null, "text", null));
            requireViolation(ErrorCode.MALFORMED, "text string", "byte string");
        }

        // §6.2-2
        @ParameterizedTest
        @ValueSource(ints = {0, 2049, 4000})
        void aPartHasAByteAtLeastAndLimitsPartAtMost(int length) {
            bench = CallsBench.withParts(Limits.DEFAULT.withPart(2048), Map.of());
            bench.read(open(ID, 5000));
            bench.read(Letter.part(2, ID, Arrays.copyOf(ITEM, 2048)));
            assertThat(bench.letters()).isEmpty();
            bench.read(Letter.part(2, ID, new byte[length]));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part of " + length, "1 to 2048");
        }

        // §6.2-4
        @Test
        void aPartBeyondTheSizeIsAViolation() {
            bench.read(open(ID, 5000));
            bench.read(Letter.part(2, ID, Arrays.copyOf(ITEM, 4999)));
            bench.read(Letter.part(2, ID, new byte[2]));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part of 2 bytes", "1 are left", "5000");
            assertThat(theirs()).isZero();
        }

        // §6.2-3
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsAtCalleeTest#noItems")
        void thePartsTogetherAreOneItem(String word, byte[] bytes) {
            bench.read(open(ID, bytes.length));
            bench.read(Bytes.parts(2, ID, bytes, 3));
            requireViolation(ErrorCode.MALFORMED, word);
            assertThat(bench.running).isEmpty();
        }

        // §6.2-3 §1.2-4
        @Test
        void thePayloadMayNestAsDeepAsOneInAnEnvelope() {
            byte[] deepest = nested(63);
            bench.read(open(ID, deepest.length));
            bench.read(Bytes.parts(2, ID, deepest, 10));
            assertThat(bench.running).hasSize(1);
        }

        // §1.2-2
        @Test
        void theByteStringMayComeInChunks() {
            bench.read(open(ID, 5));
            byte[] chunks = {0x5f, 0x42, 0x44, 1, 0x40, 0x43, 2, 3, 4, (byte) 0xff};
            bench.read(new Letter(2, null, ID, "part", null, new Letter.Item(chunks), null));
            assertThat(bench.running.get(0).payload).isEqualTo(new byte[] {0x44, 1, 2, 3, 4});
        }

        // §6.2-5
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aPartOfACallThatRunsIsAViolation(boolean cancelled) {
            bench.read(Letter.call(ID, "known", 1));
            if (cancelled) {
                bench.read(Letter.cancel(ID));
            }
            bench.read(Letter.part(2, ID, ITEM));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
        }

        // §6.2-5
        @Test
        void aPartBehindTheLastIsAViolation() {
            bench.read(open(ID, 5000), Letter.part(2, ID, ITEM));
            bench.read(Letter.part(2, ID, new byte[1]));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
        }

        // §6.4-1
        @Test
        void anOpenIsNotAbandonedByAPart() {
            bench.read(open(ID, 5000));
            bench.read(Letter.part(2, ID, null));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part without bytes");
        }

        // §2.3-2
        @Test
        void aPartOfAnotherTypeNamesNoLiveExchange() {
            bench.read(open(ID, 5000));
            bench.read(
                    Letter.part(3, ID, ITEM), Letter.part(6, ID, ITEM), Letter.part(7, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            bench.read(Letter.part(2, ID, ITEM));
            assertThat(bench.running).hasSize(1);
        }

        // §6.4-2
        @Test
        void aCancelledOpenIsAnsweredAndNoHandlerStarts() {
            bench.read(open(ID, 5000), Letter.part(2, ID, new byte[10]), Letter.cancel(ID));
            assertThat(bench.letter().code()).isEqualTo(304);
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
            bench.read(Letter.part(2, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.running).isEmpty();
        }

        // §6.4-6 §10.5
        @Test
        void theDeadlineCountsFromTheAnnouncement() {
            bench.read(open(ID, 5000).withMeta("timeout", 1000));
            bench.pass(999);
            bench.read(Letter.part(2, ID, new byte[10]));
            assertThat(bench.letters()).isEmpty();
            bench.pass(1);
            assertThat(bench.letter().code()).isEqualTo(303);
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
            bench.read(Letter.part(2, ID, ITEM));
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.running).isEmpty();
        }

        // §10.5-1
        @Test
        void theDeadlineOfTheHandlerIsThatOfTheAnnouncement() {
            bench.read(open(ID, 5000).withMeta("timeout", 1000));
            bench.pass(900);
            bench.read(Letter.part(2, ID, ITEM));
            bench.pass(99);
            assertThat(bench.running.get(0).givenUp).isZero();
            bench.pass(1);
            assertThat(bench.running.get(0).givenUp).isOne();
        }

        // §10.8-1
        @Test
        void aOneWayOpenIsGivenUpInSilence() {
            bench.read(open(ID, 5000).withMeta("oneway", true), Letter.cancel(ID));
            bench.read(open(ID, 5000).withMeta("oneway", true).withMeta("timeout", 5));
            bench.pass(5);
            assertThat(bench.letters()).isEmpty();
            assertThat(bench.exchanges.live()).isZero();
            bench.read(open(ID, 5000).withMeta("oneway", true), Letter.part(2, ID, ITEM));
            bench.reply(bench.running.remove(0), new byte[100_000]);
            assertThat(bench.letters()).isEmpty();
            assertThat(theirs()).isZero();
        }

        // §6.4-8 §11.2-2
        @Test
        void anAnnouncedOpenCountsFromTheAnnouncement() {
            bench = CallsBench.withParts(Limits.DEFAULT.withExchanges(1), Map.of());
            bench.read(open(ID, 5000));
            bench.read(Letter.call(Letter.id(401), "known", 1));
            assertThat(bench.letter().code()).isEqualTo(401);
            bench.read(open(ID, 5000)); // §1.3-4
            requireViolation(ErrorCode.PROTOCOL_ERROR, "live exchange");
        }

        // §9.2-5
        @Test
        void aByeWaitsForWhatWasAnnounced() {
            bench.read(open(ID, 5000));
            bench.session.drain(0, 100_000, null);
            bench.write();
            Letter bye = bench.letter();
            bench.read(Letter.answered(bye.id()));
            assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
            bench.read(Letter.part(2, ID, ITEM));
            bench.reply(bench.running.remove(0), new byte[100_000]);
            assertThat(bench.letters()).hasSize(3);
            assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        }
    }

    @Nested
    class Replies {

        private CallsBench.Running call(String id) {
            bench.read(Letter.call(id, "known", 1).withMeta("timeout", 1000));
            return bench.running.remove(bench.running.size() - 1);
        }

        // §6.1-1 §6.2-2 §6.2-3
        @ParameterizedTest
        @ValueSource(ints = {PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1, 1_000_000, 1 << 24})
        void aReplyLongerThanAPartIsAnnounced(int size) {
            byte[] item = Bytes.item(size);
            bench.reply(call(ID), Bytes.content(item));
            List<Letter> letters = bench.letters();
            Letter first = letters.get(0);
            assertThat(first.ref()).isEqualTo(ID);
            assertThat(first.id()).isNotNull(); // §1.3-5
            if (size <= PART) {
                assertThat(letters).hasSize(1);
                assertThat((byte[]) first.payload()).isEqualTo(Bytes.content(item));
                return;
            }
            assertThat(first.payload()).isNull();
            assertThat(first.meta()).isEqualTo(Map.of("size", size));
            List<Letter> parts = letters.subList(1, letters.size());
            assertThat(parts).hasSize((size + PART - 1) / PART);
            assertThat(parts)
                    .allSatisfy(
                            part -> {
                                byte[] bytes = (byte[]) part.payload();
                                assertThat(bytes.length).isBetween(1, PART);
                                assertThat(part.type()).isEqualTo(2);
                                assertThat(part.id()).isNull();
                                assertThat(part.ref()).isEqualTo(ID);
                                assertThat(part.meta()).isNull();
                                assertThat(part.error()).isNull();
                            });
            assertThat(Bytes.joined(parts)).isEqualTo(item);
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
        }

        // §6.1-1 §6.2-2 §11.1-1
        @Test
        void aReplyWhoseEnvelopeWouldBeTooLongIsAnnounced() {
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("message", 1024, "frame", 1100));
            byte[] item = Bytes.item(3000);
            bench.reply(call(ID), Bytes.content(item));
            List<Letter> letters = bench.letters();
            assertThat(letters.get(0).meta()).isEqualTo(Map.of("size", 3000));
            assertThat(letters)
                    .allSatisfy(letter -> assertThat(letter.bytes().length <= 1024).isTrue());
            assertThat(Bytes.joined(letters.subList(1, letters.size()))).isEqualTo(item);
            // Not because of its length alone.
            bench.reply(call(ID), new byte[900]);
            assertThat(bench.letter().meta()).isNull();
        }

        // §6.1-1
        @Test
        void theMetaOfAnAnnouncedReplyIsKept() {
            byte[] meta = Letter.encode(Map.of("k", "v"));
            bench.calls
                    .inbound()
                    .reply(call(ID), meta, dev.fluxar.message.Payload.bytes(new byte[100_000]));
            bench.write();
            assertThat(bench.letters().get(0).meta()).isEqualTo(Map.of("k", "v", "size", 100_005));
        }

        // §6.1-2 §10.3-4
        @Test
        void aReplyLongerThanTheCallerAcceptsIsAFailure() {
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("payload", 70_000));
            bench.reply(call(ID), new byte[69_995]);
            assertThat(bench.letters()).hasSize(3);
            bench.reply(call(ID), new byte[69_996]);
            Letter failure = bench.letter();
            assertThat(failure.code()).isEqualTo(501);
            assertThat(failure.message()).isEqualTo("reply of 70001 bytes, at most 70000 accepted");
            // Meta alone does not fit either.
            bench = CallsBench.withParts(Limits.DEFAULT, Map.of("message", 1024));
            bench.calls
                    .inbound()
                    .reply(
                            call(ID),
                            Letter.encode(Map.of("k", new byte[1000])),
                            dev.fluxar.message.Payload.bytes(new byte[100_000]));
            bench.write();
            assertThat(bench.letter().code()).isEqualTo(501);
        }

        // §11.3-2
        @Test
        void aReplyThatDoesNotFitTheBudgetIsDropped() {
            bench.room = 0;
            bench.reply(call(ID), new byte[10 << 20]);
            bench.reply(call(Letter.id(401)), new byte[10 << 20]);
            bench.room = 1000;
            bench.write();
            List<Letter> letters = bench.letters();
            Letter failure =
                    letters.stream().filter(l -> l.error() != null).findAny().orElseThrow();
            assertThat(failure.ref()).isEqualTo(Letter.id(401));
            assertThat(failure.code()).isEqualTo(501);
            assertThat(theirs()).isZero();
        }

        // §6.4-5 §6.4-3
        @ParameterizedTest
        @MethodSource("dev.fluxar.tests.simulation.PartsAtCalleeTest#everyPointOfAReply")
        void aReplyThatIsNotWantedAnyMoreIsAbandoned(int written, boolean cancelled) {
            CallsBench.Running call = call(ID);
            bench.room = written;
            bench.reply(call, new byte[3 * PART]);
            assertThat(bench.letters()).hasSize(written);
            assertThat(bench.exchanges.live()).isOne();
            assertThat(theirs()).isGreaterThan(3 * PART);
            if (cancelled) {
                bench.read(Letter.cancel(ID));
            } else {
                bench.pass(1000);
            }
            assertThat(theirs()).isLessThan(1000);
            bench.room = 100;
            bench.write();
            Letter last = bench.letter();
            assertThat(last.target()).isNull();
            assertThat(last.ref()).isEqualTo(ID);
            assertThat(last.code()).isEqualTo(cancelled ? 304 : 303);
            assertThat(call.givenUp).isZero();
            assertThat(bench.exchanges.live()).isZero();
            assertThat(theirs()).isZero();
            bench.pass(1000);
            assertThat(bench.letters()).isEmpty();
        }

        // §6.4-8 §11.2-2
        @Test
        void anAnnouncedReplyCountsUntilItsLastPart() {
            bench = CallsBench.withParts(Limits.DEFAULT.withExchanges(1), Map.of());
            CallsBench.Running call = call(ID);
            bench.room = 4;
            bench.reply(call, new byte[4 * PART]);
            bench.room = 0;
            bench.read(Letter.call(Letter.id(401), "known", 1));
            bench.room = 1;
            bench.write();
            assertThat(bench.letters().get(4).code()).isEqualTo(401);
            bench.room = 2;
            bench.write();
            assertThat(bench.letters()).hasSize(2);
            bench.read(Letter.call(Letter.id(401), "known", 1));
            assertThat(bench.running).hasSize(1);
        }

        // §6.2-5
        @Test
        void aPartFromTheCallerBelongsToNoTransferWhileTheReplyIsUnderWay() {
            CallsBench.Running call = call(ID);
            bench.room = 2;
            bench.reply(call, new byte[3 * PART]);
            bench.letters();
            bench.room = 100;
            bench.read(Letter.part(2, ID, ITEM));
            requireViolation(ErrorCode.PROTOCOL_ERROR, "part", "announced");
            assertThat(theirs()).isZero();
        }

        // §10.7-1
        @Test
        void theEndOfTheSessionEndsTheReply() {
            CallsBench.Running call = call(ID);
            bench.room = 2;
            bench.reply(call, new byte[3 * PART]);
            bench.session.abort();
            assertThat(call.givenUp).isZero();
            assertThat(bench.session.budget().used()).isZero();
            assertThat(bench.exchanges.live()).isZero();
        }
    }

    static Stream<Arguments> everyPointOfAReply() {
        return Stream.of(0, 1, 2, 3, 4)
                .flatMap(n -> Stream.of(Arguments.of(n, true), Arguments.of(n, false)));
    }

    static Stream<Object> wrongSizes() {
        return Stream.of(0, -1, "5", true, 5.5, new byte[] {5}, List.of(5), Map.of("a", 5));
    }

    static Stream<Arguments> noItems() {
        return Stream.of(
                Arguments.of("5 bytes announced, 4 left", Letter.Item.hex("4501020304").bytes()),
                Arguments.of("1 bytes behind", Letter.Item.hex("4301020304").bytes()),
                Arguments.of("break", Letter.Item.hex("ff").bytes()),
                Arguments.of("reserved", Letter.Item.hex("1c").bytes()),
                Arguments.of("announced", Letter.Item.hex("8301").bytes()),
                Arguments.of("deeper than 64", nested(64)));
    }

    private static byte[] nested(int depth) {
        return Letter.Item.hex(String.join("", Collections.nCopies(depth, "81")) + "01").bytes();
    }
}
