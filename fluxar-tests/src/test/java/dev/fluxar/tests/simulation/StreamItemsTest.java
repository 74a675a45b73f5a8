package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Items and the end of a direction (spec §10.10), at both sides. */
class StreamItemsTest {

    private static final String ID = Letter.id(300);

    private final StreamsBench bench = StreamsBench.established();

    // §10.10-1 §10.10-4
    @Test
    void itemsAreWrittenInTheOrderGivenAndTheEndBehindThem() {
        StreamEnd end = bench.accept(ID);
        List<Object> given = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            given.add("item number " + i);
        }
        end.endGiven = true;
        bench.give(end, given.toArray());
        List<Letter> letters = bench.letters();
        assertThat(letters).allMatch(letter -> ID.equals(letter.ref()));
        assertThat(letters).extracting(Letter::payload).startsWith(given.toArray());
        assertThat(letters).hasSize(3001);
        assertThat(letters.get(3000).target()).isEqualTo("end");
        assertThat(letters.get(3000).error()).isNull();
    }

    // §10.10-2 §10.10-6
    @Test
    void itemsAreHandedOverInTheOrderReadEachOnceNullAmongThem() {
        StreamEnd end = bench.accept(ID);
        bench.request(end, 2);
        for (Object item : Arrays.asList(1, null, "three", List.of(4), null)) {
            bench.read(Letter.item(ID, item));
        }
        assertThat(end.items).containsExactly(1, null);
        bench.request(end, 100);
        assertThat(end.items).containsExactly(1, null, "three", List.of(4), null);
        bench.read(Letter.item(ID, 6));
        assertThat(end.items).last().isEqualTo(6);
        assertThat(end.told).doesNotContain("ended");
    }

    @Test
    void itemsMayCarryMetaThatNobodyLooksAt() {
        StreamEnd end = bench.accept(ID);
        bench.request(end, 3);
        bench.read(
                Letter.item(ID, 1).withMeta("k", "v").withMeta("size", "without effect"),
                Letter.verb(ID, "end").withMeta("k", "v"));
        assertThat(end.told).containsExactly("item 1", "ended");
    }

    // §10.10-3
    @Test
    void nothingIsWrittenBehindTheCleanEnd() {
        StreamEnd end = bench.accept(ID);
        bench.end(end);
        assertThat(bench.letter().target()).isEqualTo("end");
        end.endGiven = false;
        bench.give(end, 1, 2);
        bench.end(end);
        bench.read(Letter.resume(ID, 1000, 1 << 20));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isOne();
    }

    // §10.10-3
    @Test
    void anItemOrAnEndAfterTheEndIsAViolationWhileActive() {
        for (Letter letter : List.of(Letter.item(ID, 1), Letter.verb(ID, "end"))) {
            StreamsBench fresh = StreamsBench.established();
            StreamEnd end = fresh.accept(ID);
            fresh.read(Letter.verb(ID, "end"));
            fresh.read(letter);
            assertThat(fresh.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(end.told)
                    .containsExactly(
                            "ended",
                            "stopped UNAVAILABLE, UNKNOWN",
                            "completed UNAVAILABLE, UNKNOWN");
        }
    }

    // §10.10-3
    @Test
    void anErrorAfterTheCleanEndIsNone() {
        StreamEnd end = bench.accept(ID);
        bench.read(Letter.verb(ID, "end"), Letter.end(ID, 501, "late"));
        assertThat(end.told).last().isEqualTo("completed INTERNAL, PROCESSED");
        assertThat(bench.endCode()).isNull();
    }

    // §10.10-5
    @Test
    void whatWasReadBeforeTheEndIsHandedOverFirst() {
        StreamEnd clean = bench.accept(ID);
        bench.read(Letter.item(ID, 1), Letter.item(ID, 2), Letter.verb(ID, "end"));
        assertThat(clean.told).isEmpty();
        clean.stream().request(1);
        assertThat(clean.told).containsExactly("item 1");
        clean.stream().request(10);
        assertThat(clean.told).containsExactly("item 1", "item 2", "ended");

        String other = Letter.id(301);
        StreamEnd failed = bench.accept(other);
        bench.read(Letter.item(other, 1), Letter.item(other, 2), Letter.end(other, 501, "x"));
        assertThat(failed.told).containsExactly("stopped INTERNAL, PROCESSED");
        failed.stream().request(1);
        assertThat(failed.told).hasSize(2).last().isEqualTo("item 1");
        failed.stream().request(1);
        assertThat(failed.told).endsWith("item 1", "item 2", "completed INTERNAL, PROCESSED");
    }

    // §10.10-5
    @Test
    void askingForMoreWithinAnItemKeepsTheOrder() {
        StreamEnd end = bench.accept(ID);
        end.onItem = item -> end.stream().request(1);
        bench.read(Letter.item(ID, 1), Letter.item(ID, 2));
        bench.request(end, 1);
        bench.read(Letter.item(ID, 3), Letter.verb(ID, "end"));
        assertThat(end.told).containsExactly("item 1", "item 2", "item 3", "ended");
    }

    @Test
    void bothDirectionsAreAlikeAndIndependent() {
        StreamEnd end = bench.open("x");
        String id = bench.letter().id();
        bench.request(end, 10);
        bench.give(end, "up 1");
        bench.read(Letter.item(id, "down 1"));
        bench.end(end);
        bench.read(Letter.item(id, "down 2"));
        assertThat(bench.letters()).extracting(Letter::payload).containsExactly("up 1", null);
        assertThat(bench.exchanges.live()).isOne();
        bench.read(Letter.verb(id, "end"));
        assertThat(end.told).containsExactly("item down 1", "item down 2", "ended", "completed");
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.held()).isZero();
        assertThat(end.stopped).isNull();
    }

    // §10.10-7 §11.1-1
    @Test
    void anItemThatIsTooLongEndsOnlyItsStream() {
        StreamsBench small =
                StreamsBench.established(Limits.DEFAULT, Map.of("message", 1024, "frame", 4096));
        StreamEnd end = small.open("x");
        String id = small.letter().id();
        small.give(end, "fits", "x".repeat(1024 - 23 - 3), "x".repeat(1024 - 23 - 2), "never");
        List<Letter> letters = small.letters();
        assertThat(letters).hasSize(3);
        assertThat(letters.get(1).bytes()).hasSize(1024);
        assertThat(letters.get(2).ref()).isEqualTo(id);
        assertThat(letters.get(2).code()).isEqualTo(501);
        assertThat(letters.get(2).message()).isEqualTo("item of 1025 bytes, at most 1024 accepted");
        assertThat(end.told).last().isEqualTo("completed TOO_LARGE, UNKNOWN");
        assertThat(end.stopped).isSameAs(end.failure);
        assertThat(small.exchanges.live()).isZero();
        assertThat(small.held()).isZero();
        StreamEnd acceptor = small.accept(ID);
        small.give(acceptor, "x".repeat(2000));
        assertThat(small.letter().code()).isEqualTo(501);
        assertThat(acceptor.told).last().isEqualTo("completed TOO_LARGE, UNKNOWN");
    }

    // §10.10-8
    @Test
    void anItemThatCannotBeReadFailsOnlyItsStream() {
        StreamEnd opener = bench.open("x");
        String id = bench.letter().id();
        opener.onItem = item -> opener.stream().unreadable("no number: " + item);
        bench.request(opener, 10);
        bench.read(Letter.item(id, "one"), Letter.item(id, "two"));
        assertThat(bench.letters()).extracting(Letter::target).containsExactly("cancel");
        assertThat(opener.told)
                .containsExactly(
                        "item one", "stopped INTERNAL, PROCESSED", "completed INTERNAL, PROCESSED");
        assertThat(opener.failure.getMessage()).isEqualTo("no number: one");
        bench.read(Letter.end(id, 304, "cancelled"));

        StreamEnd acceptor = bench.accept(ID);
        acceptor.onItem = item -> acceptor.stream().unreadable("no number: " + item);
        bench.request(acceptor, 10);
        bench.read(Letter.item(ID, "one"), Letter.item(ID, "two"));
        Letter end = bench.letter();
        assertThat(end.code()).isEqualTo(302);
        assertThat(end.message()).isEqualTo("no number: one");
        assertThat(acceptor.items).containsExactly("one");
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.held()).isZero();
        assertThat(bench.endCode()).isNull();
    }

    // §10.10-8
    @Test
    void anItemThatCannotBeReadWhenTheStreamIsOverFailsItsReader() {
        StreamEnd opener = bench.open("x");
        String id = bench.letter().id();
        bench.end(opener);
        bench.letters();
        bench.read(Letter.item(id, "one"), Letter.item(id, "two"), Letter.verb(id, "end"));
        opener.onItem = item -> opener.stream().unreadable("no number: " + item);
        bench.request(opener, 10);
        assertThat(opener.told).containsExactly("item one", "completed INTERNAL, PROCESSED");
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.held()).isZero();
    }
}
