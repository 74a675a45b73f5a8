package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Limits;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.budget.Budget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** However much is announced: what is held is bounded, and who sends nothing is in nobody's way. */
class PartsMemoryTest {

    private static final int MANY = 1000;

    private final CallsBench bench = CallsBench.withParts();
    private final Budget budget = bench.session.budget();

    private static Letter open(int id, long size) {
        return Letter.call(Letter.id(id), "known", null).announcing(size);
    }

    // §6.3-1 §6.3-4 §11.3-2
    @Test
    void aThousandAnnouncementsOfTheLargestPayloadHoldOne() {
        long before = usedHeap();
        for (int i = 0; i < MANY; i++) {
            bench.read(open(1000 + i, 16 << 20));
        }
        assertThat(usedHeap() - before).isLessThan(4 << 20);
        List<Letter> refusals = bench.letters();
        assertThat(refusals)
                .hasSize(MANY - 1)
                .allSatisfy(refusal -> assertThat(refusal.code()).isEqualTo(401));
        assertThat(bench.exchanges.live()).isOne();
        assertThat(budget.theirs()).isLessThanOrEqualTo(budget.share());
        // Nobody else is blocked by it.
        bench.read(Letter.ping(Letter.id(77)));
        assertThat(bench.letter().ref()).isEqualTo(Letter.id(77));
        bench.read(Letter.call(Letter.id(78), "known", new byte[60_000]));
        bench.reply(bench.running.remove(0), new byte[60_000]);
        assertThat((byte[]) bench.letter().payload()).hasSize(60_000);
        assertThat(bench.open("x").told).isNull();
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // §6.3-1 §11.4-5
    @Test
    void aThousandSmallAnnouncementsWithLongMetaStayWithinTheBudget() {
        String meta = "m".repeat(100_000);
        for (int i = 0; i < MANY; i++) {
            bench.read(open(1000 + i, 1).withMeta("m", meta));
            assertThat(budget.theirs()).isLessThanOrEqualTo(budget.share());
        }
        // Three quarters of the share: what is small has its place.
        assertThat(bench.exchanges.live()).isBetween(120, 126);
        assertThat(budget.fits(budget.share() / 4)).isTrue();
        for (int i = 0; i < MANY; i++) {
            bench.read(Letter.cancel(Letter.id(1000 + i)));
        }
        assertThat(budget.used()).isZero();
    }

    // §11.3-2: any order of announcements, parts, cancels, ends.
    @Test
    void whateverComesNothingIsHeldInTheEnd() {
        Random random = new Random(3);
        Map<Integer, Integer> left = new HashMap<>();
        Set<Integer> over = new HashSet<>();
        int next = 1000;
        for (int step = 0; step < 3000; step++) {
            int choice = random.nextInt(10);
            List<Integer> ids = List.copyOf(left.keySet());
            int id = ids.isEmpty() ? 0 : ids.get(random.nextInt(ids.size()));
            if (choice < 3 || ids.isEmpty()) {
                int size = 10 + random.nextInt(random.nextInt(20) == 0 ? 9 << 20 : 100_000);
                bench.read(open(next, size).withMeta("timeout", 1 + random.nextInt(5000)));
                left.put(next++, size);
            } else if (choice < 8 && !over.contains(id)) {
                int some = Math.min(left.get(id), 1 + random.nextInt(65_536));
                byte[] bytes = new byte[some];
                boolean whole = some == left.get(id);
                if (whole && bench.exchanges.isLive(high(id), low(id))) {
                    bench.read(Letter.cancel(Letter.id(id)));
                }
                bench.read(Letter.part(2, Letter.id(id), bytes));
                left.computeIfPresent(id, (any, rest) -> rest == some ? null : rest - some);
            } else if (choice == 8) {
                bench.read(Letter.cancel(Letter.id(id)));
                left.remove(id);
                over.add(id);
            } else {
                bench.pass(random.nextInt(200));
            }
            assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
            assertThat(budget.theirs()).isLessThanOrEqualTo(budget.share());
        }
        bench.pass(10_000);
        assertThat(budget.used()).isZero();
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.running).isEmpty();
    }

    private static long high(int id) {
        return Long.parseUnsignedLong(Letter.id(id).substring(0, 16), 16);
    }

    private static long low(int id) {
        return Long.parseUnsignedLong(Letter.id(id).substring(16), 16);
    }

    // §11.3-2
    @Test
    void aBudgetThatIsSmallTakesOnePayloadOfItsHalf() {
        CallsBench small =
                CallsBench.withParts(
                        Limits.DEFAULT.withMessage(4096).withBudget(200_000), Map.of());
        byte[] item = Bytes.item(100_000);
        small.read(open(1000, 100_000));
        assertThat(small.letters()).isEmpty();
        assertThat(small.session.budget().theirs()).isEqualTo(75_000);
        small.read(Bytes.parts(2, Letter.id(1000), item, 4000));
        assertThat(small.running.get(0).payload).isEqualTo(item);
        small.reply(small.running.remove(0));
        assertThat(small.session.budget().used()).isZero();
        small.reply(call(small), new byte[99_995]);
        assertThat(small.letters()).hasSizeGreaterThan(2);
    }

    private static CallsBench.Running call(CallsBench bench) {
        bench.read(Letter.call(Letter.id(5000), "known", 1));
        return bench.running.remove(0);
    }
}
