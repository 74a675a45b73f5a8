package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.session.SessionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However many streams there are, and whatever the other side sends: memory is bounded. §11.3-2 */
class StreamMemoryTest {

    private static final int MANY = 1000;
    private static final String LARGE = "x".repeat(64 * 1024);
    private static final Credit ANNOUNCED = Limits.DEFAULT.firstCredit();

    /** Another side that obeys: it sends what it may. */
    private static final class Sender {
        private final StreamsBench bench;
        private final Map<String, long[]> credits = new LinkedHashMap<>();

        Sender(StreamsBench bench) {
            this.bench = bench;
        }

        /** Begins a flow with what is stated, or else announced. */
        void begin(String id, @Nullable Map<String, Object> meta) {
            long[] credit = {ANNOUNCED.items(), ANNOUNCED.bytes(), 0, 0};
            if (meta != null && meta.get("credit") instanceof List<?> stated) {
                credit[0] = ((Number) stated.get(0)).longValue();
                credit[1] = ((Number) stated.get(1)).longValue();
            }
            credits.put(id, credit);
        }

        /** Obeys what was granted, and sends all that it may. */
        int sendAll(Object payload) {
            for (Letter letter : bench.letters()) {
                if ("resume".equals(letter.target())) {
                    long[] credit = credits.get(letter.ref());
                    List<?> granted = (List<?>) letter.payload();
                    credit[0] = Math.max(credit[0], ((Number) granted.get(0)).longValue());
                    credit[1] = Math.max(credit[1], ((Number) granted.get(1)).longValue());
                } else {
                    throw new AssertionError("unexpected: " + letter.target() + letter.message());
                }
            }
            int sent = 0;
            for (Map.Entry<String, long[]> flow : credits.entrySet()) {
                long[] credit = flow.getValue();
                while (credit[2] < credit[0] && credit[3] < credit[1]) {
                    Letter item = Letter.item(flow.getKey(), payload);
                    credit[2]++;
                    credit[3] += item.bytes().length;
                    bench.read(item);
                    sent++;
                }
            }
            return sent;
        }
    }

    private static void check(StreamsBench bench) {
        assertThat(bench.session.budget().prefetch())
                .isLessThanOrEqualTo(bench.session.budget().subShare());
        assertThat(bench.session.budget().theirs())
                .isLessThanOrEqualTo(bench.session.budget().share());
    }

    // §10.12-12 §10.12-13
    @Test
    void aThousandStreamsOfLargeItemsStayWithinTheBudgetAndAllComeToTheirEnd() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of("exchanges", MANY));
        Sender sender = new Sender(bench);
        List<StreamEnd> ends = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ends.add(bench.open("x"));
            Letter open = bench.letter();
            sender.begin(open.id(), open.meta());
        }
        // Nobody asks for anything: the first ones have it all.
        int sent = sender.sendAll(LARGE);
        assertThat(sent).isBetween(100, 200);
        check(bench);
        // Everybody asks for one item at a time, in turns.
        for (int round = 0; round < 5; round++) {
            for (StreamEnd end : ends) {
                bench.request(end, 1);
            }
            sender.sendAll(LARGE);
            check(bench);
        }
        assertThat(ends).allMatch(end -> end.items.size() == 5);
        // Some give up, some are ended, some are taken to the end.
        List<String> ids = new ArrayList<>(sender.credits.keySet());
        for (int i = 0; i < MANY; i++) {
            StreamEnd end = ends.get(i);
            switch (i % 3) {
                case 0 -> bench.cancel(end);
                case 1 -> bench.read(Letter.end(ids.get(i), 501, "x"));
                default -> {
                    bench.end(end);
                    bench.read(Letter.verb(ids.get(i), "end"));
                }
            }
            end.stream().request(Long.MAX_VALUE);
            assertThat(end.completed).isTrue();
            bench.letters();
        }
        assertThat(bench.session.budget().theirs()).isZero();
        assertThat(bench.held()).isZero();
        assertThat(bench.prefetch.waiting()).isZero();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    // §10.12-12: whoever has nothing ahead still gets what it asks for, without waiting for others
    @Test
    void oneReaderIsNotHeldUpByAThousandThatDoNotRead() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of("exchanges", MANY));
        Sender sender = new Sender(bench);
        StreamEnd last = bench.open("x");
        Letter open = bench.letter();
        for (int i = 1; i < MANY; i++) {
            StreamEnd end = bench.make("x", -1, Map.of(), StreamsBench.WINDOW);
            bench.streams.open(end.outbound());
            bench.write();
            Letter other = bench.letter();
            sender.begin(other.id(), other.meta());
        }
        sender.sendAll(LARGE);
        check(bench);
        sender.begin(open.id(), open.meta());
        bench.request(last, 10_000);
        int sent = 0;
        while (last.items.size() < 10_000) {
            int now = sender.sendAll("small");
            assertThat(now).isPositive();
            sent += now;
            check(bench);
        }
        assertThat(sent).isGreaterThanOrEqualTo(10_000);
    }

    // §10.12-1
    @Test
    void thereIsRoomForWhatIsAnnouncedToAllUploads() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        String item = "x".repeat(1000);
        for (int i = 0; i < Limits.DEFAULT.exchanges(); i++) {
            bench.accept(Letter.id(2000 + i));
        }
        Sender sender = new Sender(bench);
        for (int i = 0; i < Limits.DEFAULT.exchanges(); i++) {
            sender.begin(Letter.id(2000 + i), null);
        }
        int sent = sender.sendAll(item); // None is ended.
        assertThat(sent).isGreaterThanOrEqualTo(8 * Limits.DEFAULT.exchanges());
        check(bench);
        // Each is read on from there, in turns.
        for (int k = 0; k < 20; k++) {
            for (StreamEnd end : bench.accepted) {
                bench.request(end, 1);
            }
            sender.sendAll(item);
            check(bench);
        }
        assertThat(bench.accepted).allMatch(end -> end.items.size() == 20);
    }

    // §10.12-13 §10.12-1
    @Test
    void largeItemsThatNobodyReadsAreEndedWhereTheyDoNotFit() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        for (int i = 0; i < MANY; i++) {
            bench.accept(Letter.id(2000 + i));
        }
        int refused = 0;
        for (int i = 0; i < MANY; i++) {
            bench.read(Letter.item(Letter.id(2000 + i), LARGE)); // More than was announced for it.
            check(bench);
            for (Letter letter : bench.letters()) {
                if ("resume".equals(letter.target())) {
                    continue; // A window, as long as there is room.
                }
                assertThat(letter.code()).isEqualTo(401);
                assertThat(letter.error()).containsKey("retry");
                refused++;
            }
        }
        // 16 MiB are 256 items of 64 KiB; half of them is reserved for windows.
        assertThat(refused).isBetween(MANY - 192, MANY - 128);
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        // What is held is given back as it is taken.
        for (StreamEnd end : bench.accepted) {
            end.stream().request(100);
        }
        long items = bench.accepted.stream().mapToInt(end -> end.items.size()).sum();
        assertThat(items).isEqualTo(MANY - refused);
        bench.session.abort();
        assertThat(bench.session.budget().theirs()).isZero();
    }

    // §10.12-13: what is handed over at once takes no room
    @Test
    void uploadsThatAreReadNeedNoRoom() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        Sender sender = new Sender(bench);
        for (int i = 0; i < 100; i++) {
            String id = Letter.id(2000 + i);
            StreamEnd end = bench.accept(id);
            end.stream().request(Long.MAX_VALUE);
            bench.write();
            sender.begin(id, null);
        }
        bench.letters();
        for (int i = 0; i < 100; i++) {
            for (int k = 0; k < 10; k++) {
                bench.read(Letter.item(Letter.id(2000 + i), LARGE));
            }
            assertThat(bench.accepted.get(i).items).hasSize(10);
        }
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.held()).isZero();
    }

    // §10.12-7 §10.12-8: only that stream ends
    @Test
    void whoIgnoresCreditAndPauseEndsItsOwnStreamOnly() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        StreamEnd hostile = bench.accept(Letter.id(300));
        StreamEnd other = bench.accept(Letter.id(301));
        bench.request(other, 1000);
        bench.letters();
        for (int i = 0; i < 5000; i++) {
            bench.read(Letter.item(Letter.id(300), LARGE));
            bench.read(Letter.item(Letter.id(301), i));
            check(bench);
            if (i > 200) {
                break;
            }
        }
        assertThat(hostile.told).containsExactly("stopped FLOW_VIOLATION, UNKNOWN");
        assertThat(other.items).hasSize(202);
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        List<Letter> ends =
                bench.letters().stream().filter(letter -> "end".equals(letter.target())).toList();
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).code()).isEqualTo(308);
    }

    // §11.3-2
    @Test
    void whoAsksForLastWordsAndDoesNotReadThemIsGivenUp() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        bench.writable = false;
        int streams = 0;
        while (bench.state() == SessionState.ESTABLISHED && streams < 2_000_000) {
            String id = Letter.id(10_000 + streams++);
            bench.read(Letter.stream(id, "known", 1), Letter.verb(id, "cancel"));
            if (!bench.accepted.isEmpty()) {
                bench.accepted.remove(0).inbound().handlerEnded();
            }
        }
        assertThat(bench.state()).isEqualTo(SessionState.CLOSED);
        assertThat(bench.endCode()).isEqualTo(dev.fluxar.ErrorCode.OVERLOADED);
        assertThat(bench.session.budget().theirs()).isLessThan(1000);
    }

    // §10.12-3: grants do not pile up where the other side does not read them
    @Test
    void oneGrantAStreamWaitsToBeWritten() {
        StreamsBench bench = StreamsBench.established(Limits.DEFAULT, Map.of());
        StreamEnd end = bench.accept(Letter.id(300));
        bench.writable = false;
        for (int i = 0; i < 1000; i++) {
            bench.request(end, 1000);
        }
        assertThat(bench.session.budget().theirs()).isLessThan(300 * 1024);
        bench.writable = true;
        bench.write();
        assertThat(bench.letters()).hasSize(2);
        bench.session.abort();
        assertThat(bench.session.budget().theirs()).isZero();
    }
}
