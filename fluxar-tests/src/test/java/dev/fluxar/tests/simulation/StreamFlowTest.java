package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flow control of streams (spec §10.12 and §10.13), to the item and to the byte. */
class StreamFlowTest {

    private static final String ID = Letter.id(300);

    private static Map<String, Object> credit(long items, long bytes) {
        return Map.of("credit", List.of(items, bytes));
    }

    private static List<Object> payloads(StreamsBench bench) {
        return bench.letters().stream().map(Letter::payload).toList();
    }

    // §10.12-1 §10.12-3 §10.12-4
    @Test
    void itemsAreWrittenAsCreditAllows() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(3, 10_000));
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        assertThat(end.demandItems).isEqualTo(3);
        bench.give(end, 1, 2, 3, 4, 5, 6, 7);
        assertThat(payloads(bench)).containsExactly(1, 2, 3);
        bench.read(Letter.resume(id, 5, 100));
        assertThat(payloads(bench)).containsExactly(4, 5);
        assertThat(end.demandItems).isEqualTo(2);
        bench.read(Letter.resume(id, 4, 20_000)); // Never less.
        assertThat(payloads(bench)).isEmpty();
        assertThat(end.demandItems).isZero();
        bench.read(Letter.resume(id, 6, 1));
        assertThat(payloads(bench)).containsExactly(6);
        // The greatest numbers are fine too.
        bench.read(
                new Letter(
                        3,
                        null,
                        id,
                        "resume",
                        null,
                        List.of(new java.math.BigInteger("18446744073709551615"), Long.MAX_VALUE),
                        null));
        assertThat(payloads(bench)).containsExactly(7);
        assertThat(end.demandItems).isEqualTo(Long.MAX_VALUE);
    }

    // §10.12-4 §10.12-5
    @Test
    void bytesAreTheLengthsOfEnvelopesAndTheLastItemMayExceedThem() {
        // 42 takes 2 bytes: 25 in all.
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(1000, 75));
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.give(end, 42, 42, 42, 42);
        assertThat(payloads(bench)).hasSize(3); // Exactly used up.
        bench.read(Letter.resume(id, 0, 76));
        List<Letter> one = bench.letters();
        assertThat(one).hasSize(1);
        assertThat(one.get(0).bytes()).hasSize(25);
        bench.give(end, "x".repeat(3000));
        assertThat(bench.letters()).isEmpty(); // 100 written.
        bench.read(Letter.resume(id, 0, 101));
        assertThat(bench.letters()).hasSize(1);
        bench.give(end, 42);
        bench.read(Letter.resume(id, 0, 3125));
        assertThat(bench.letters()).isEmpty(); // 100 + 3026 are written.
        bench.read(Letter.resume(id, 0, 3127));
        assertThat(bench.letters()).hasSize(1);
    }

    // §10.12-7 §10.12-4 §10.12-6
    @Test
    void whatComesBeyondTheCreditEndsOnlyItsStream() {
        Limits limits = StreamsBench.ROOMY.withCredit(new Credit(2, 10_000));
        StreamsBench bench = StreamsBench.established(limits, Map.of());
        StreamEnd end = bench.accept(ID);
        StreamEnd other = bench.accept(Letter.id(301));
        bench.read(Letter.item(ID, 1), Letter.item(ID, 2));
        assertThat(bench.letters()).isEmpty();
        bench.read(Letter.item(ID, 3));
        Letter letter = bench.letter();
        assertThat(letter.ref()).isEqualTo(ID);
        assertThat(letter.code()).isEqualTo(308);
        assertThat(end.told).containsExactly("stopped FLOW_VIOLATION, UNKNOWN");
        end.stream().request(9);
        assertThat(end.items).containsExactly(1, 2);
        assertThat(end.failure.errorCode()).contains(ErrorCode.FLOW_VIOLATION);
        bench.read(Letter.item(ID, 4)); // Dropped.
        assertThat(bench.letters()).isEmpty();
        bench.request(other, 1);
        bench.read(Letter.item(Letter.id(301), 1));
        assertThat(other.items).containsExactly(1);
    }

    // §10.12-7 §10.12-4
    @Test
    void bytesAreHeldToToo() {
        Limits limits = StreamsBench.ROOMY.withCredit(new Credit(100, 50));
        StreamsBench bench = StreamsBench.established(limits, Map.of());
        StreamEnd end = bench.accept(ID);
        bench.read(Letter.item(ID, 42), Letter.item(ID, 7)); // 25 + 24
        bench.read(Letter.item(ID, "x".repeat(1000))); // One byte was left.
        assertThat(bench.letters()).isEmpty();
        bench.read(Letter.item(ID, 1));
        assertThat(bench.letter().code()).isEqualTo(308);
        assertThat(end.told).hasSize(1);
    }

    // §10.12-7: what is granted counts from when it is written
    @Test
    void onlyWhatWasWrittenIsGranted() {
        Limits limits = StreamsBench.ROOMY.withCredit(new Credit(1, 10_000));
        StreamsBench bench = StreamsBench.established(limits, Map.of());
        StreamEnd end = bench.accept(ID);
        bench.writable = false;
        end.stream().request(100);
        bench.read(Letter.item(ID, 1), Letter.item(ID, 2));
        assertThat(end.told).containsSequence("item 1", "stopped FLOW_VIOLATION, UNKNOWN");
    }

    // §10.12-8 §10.12-9
    @Test
    void aPauseHoldsItemsBackUntilAnyResume() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(100, 100_000));
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.read(Letter.verb(id, "pause"));
        assertThat(end.demandItems).isZero();
        bench.give(end, 1, 2);
        assertThat(bench.letters()).isEmpty();
        bench.read(Letter.verb(id, "resume"));
        assertThat(payloads(bench)).containsExactly(1, 2);
        assertThat(end.demandItems).isEqualTo(100);
        bench.read(Letter.verb(id, "resume")); // Nothing else.
        bench.read(Letter.verb(id, "pause"));
        bench.give(end, 3);
        bench.read(Letter.resume(id, 0, 0));
        assertThat(payloads(bench)).containsExactly(3);
    }

    // §10.12-14 §10.12-8
    @Test
    void theEndWaitsBehindItemsThatAPauseHoldsBackAndOtherVerbsDoNot() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(1, 100_000));
        StreamEnd end = bench.open("x");
        StreamEnd other = bench.open("y");
        String id = bench.letters().get(0).id();
        bench.give(end, 1, 2);
        bench.end(end);
        bench.give(other, "other");
        assertThat(payloads(bench)).containsExactly(1, "other");
        bench.request(end, 1000);
        assertThat(bench.letter().target()).isEqualTo("resume");
        bench.read(Letter.verb(id, "pause"), Letter.ping(Letter.id(77)));
        assertThat(bench.letter().type()).isOne();
        bench.cancel(end);
        assertThat(bench.letter().target()).isEqualTo("cancel");
    }

    // §10.12-14
    @Test
    void anEndWithoutItemsNeedsNoCredit() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(0, 0));
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.read(Letter.verb(id, "pause"));
        bench.end(end);
        assertThat(bench.letter().target()).isEqualTo("end");
    }

    // §10.12-10
    @Test
    void itemsWithinTheCreditAreTakenWhateverWasUnderWay() {
        StreamsBench bench = StreamsBench.established();
        StreamEnd end = bench.accept(ID);
        for (int i = 0; i < 256; i++) {
            bench.read(Letter.item(ID, i));
        }
        assertThat(bench.letters()).isEmpty();
        bench.request(end, 1000);
        assertThat(end.items).hasSize(256);
    }

    static List<Object> noCredits() {
        return List.of(
                4,
                "much",
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                List.of(1, -1),
                List.of(1, "2"),
                List.of(1.5, 2),
                Map.of("items", 1),
                false);
    }

    // §10.12-11
    @ParameterizedTest
    @MethodSource("noCredits")
    void aResumeWithAnotherPayloadIsMalformed(Object payload) {
        StreamsBench bench = StreamsBench.established();
        StreamEnd end = bench.accept(ID);
        bench.read(new Letter(3, null, ID, "resume", null, payload, null));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(end.told).last().isEqualTo("completed UNAVAILABLE, UNKNOWN");
    }

    // §10.12-12
    @Test
    void whoAsksForAnItemIsGrantedOne() {
        Limits none = StreamsBench.ROOMY.withCredit(new Credit(0, 0));
        StreamsBench bench = StreamsBench.established(none, Map.of());
        StreamEnd end = bench.accept(ID);
        assertThat(bench.letters()).isEmpty();
        for (int i = 1; i <= 20; i++) {
            bench.request(end, 1);
            List<Letter> resumes = bench.letters();
            List<?> granted = (List<?>) resumes.get(resumes.size() - 1).payload();
            assertThat((Integer) granted.get(0)).isEqualTo(i + 1); // One ahead.
            assertThat((Integer) granted.get(1)).isGreaterThan(24 * (i - 1));
            bench.read(Letter.item(ID, i));
            assertThat(end.items).hasSize(i);
        }
        assertThat(end.items).hasSize(20);
    }

    // §10.12-12: in steps
    @Test
    void aFastReaderIsGrantedHalfAWindowAtATime() {
        StreamsBench bench = StreamsBench.established();
        StreamEnd end = bench.accept(ID);
        end.onItem = item -> end.stream().request(1);
        bench.request(end, 16);
        for (int i = 0; i < 1280; i++) {
            bench.read(Letter.item(ID, i));
        }
        List<Letter> resumes = bench.letters();
        assertThat(resumes).hasSize(10);
        assertThat(resumes).allMatch(letter -> "resume".equals(letter.target()));
        assertThat(end.items).hasSize(1280);
    }

    // §10.13-1 §10.13-2
    @Test
    void aPeerWithoutCreditIsSentWhatTheConnectionTakes() {
        StreamsBench bench = StreamsBench.established();
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        assertThat(end.demandItems).isEqualTo(Long.MAX_VALUE);
        bench.writable = false;
        bench.give(end, Collections.nCopies(10_000, 1).toArray());
        assertThat(end.given).hasSize(10_000); // Where the application waits, not in here.
        assertThat(bench.session.budget().own()).isZero();
        bench.writable = true;
        bench.write();
        assertThat(bench.letters()).hasSize(10_000);
        bench.read(Letter.resume(id, 1, 1)); // Never a bound where there was none. §10.12-3
        bench.give(end, 1, 2, 3);
        assertThat(bench.letters()).hasSize(3);
        bench.read(Letter.verb(id, "pause"));
        bench.give(end, 4);
        assertThat(bench.letters()).isEmpty();
        bench.read(Letter.verb(id, "resume"));
        assertThat(bench.letters()).hasSize(1);
    }

    // §6.5-1 §10.12-14
    @Test
    void aLongStreamDelaysNobody() {
        StreamsBench bench = StreamsBench.established();
        StreamEnd bulk = bench.open("bulk");
        StreamEnd small = bench.open("small");
        bench.letters();
        bulk.give(Collections.nCopies(200, "x".repeat(1000)).toArray());
        bulk.stream().ready();
        small.give("little");
        small.stream().ready();
        bench.read(Letter.ping(Letter.id(77)));
        List<Letter> letters = new ArrayList<>(bench.letters());
        assertThat(letters).hasSize(202);
        assertThat(letters.get(0).type()).isOne(); // The ping's answer.
        int at = -1;
        for (int i = 0; i < letters.size(); i++) {
            at = "little".equals(letters.get(i).payload()) ? i : at;
        }
        assertThat(at).isLessThan(20); // Behind one turn of 16 KiB.
    }

    // §10.12-14
    @Test
    void aReaderThatDoesNotReadDelaysNeitherOtherStreamsNorCalls() {
        StreamsBench bench = StreamsBench.established(StreamsBench.ROOMY, credit(2, 10_000));
        StreamEnd slow = bench.open("slow");
        StreamEnd quick = bench.open("quick");
        List<Letter> opens = bench.letters();
        bench.give(slow, 1, 2, 3, 4, 5);
        bench.letters();
        for (int i = 0; i < 100; i++) {
            bench.read(Letter.resume(opens.get(1).id(), 10 + i, 1 << 20));
            bench.give(quick, i);
            assertThat(bench.letter().payload()).isEqualTo(i);
        }
        assertThat(slow.given).hasSize(3);
        // And the other way: what this side does not take.
        StreamEnd held = bench.accept(ID);
        for (int i = 0; i < 200; i++) {
            bench.read(Letter.item(ID, i));
        }
        bench.request(quick, 1);
        bench.read(Letter.item(opens.get(1).id(), "through"), Letter.ping(Letter.id(78)));
        assertThat(quick.items).containsExactly("through");
        assertThat(bench.letter().type()).isOne();
        assertThat(held.told).isEmpty();
    }
}
