package dev.fluxar.tests.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.patterns.Deadlines;
import dev.fluxar.patterns.Timed;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The heap of deadlines, against the JDK's. §10.5-1 */
class DeadlinesTest {

    /** Something that is told. */
    private static final class Entry implements Timed {
        private final long deadline;
        private final Runnable told;
        private int heapIndex = -1;

        Entry(long deadline, Runnable told) {
            this.deadline = deadline;
            this.told = told;
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public void onDeadline() {
            assertThat(heapIndex).isNegative();
            told.run();
        }

        @Override
        public int heapIndex() {
            return heapIndex;
        }

        @Override
        public void heapIndex(int index) {
            heapIndex = index;
        }
    }

    @Property(tries = 300)
    void itIsAPriorityQueueThatEntriesCanLeave(@ForAll long seed) {
        Random random = new Random(seed);
        int range = 1 + random.nextInt(200);
        Deadlines deadlines = new Deadlines();
        PriorityQueue<Entry> oracle = new PriorityQueue<>(Comparator.comparing(Entry::deadline));
        List<Entry> all = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        long now = -100;
        for (int i = 0; i < 500; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long at = now + 1 + random.nextInt(range);
                    Entry entry = new Entry(at, () -> told.add(at));
                    deadlines.add(entry);
                    oracle.add(entry);
                    all.add(entry);
                }
                case 2 -> {
                    if (!all.isEmpty()) {
                        Entry entry = all.get(random.nextInt(all.size()));
                        // Also of entries that have left already.
                        deadlines.remove(entry);
                        oracle.remove(entry);
                        assertThat(entry.heapIndex).isNegative();
                    }
                }
                default -> {
                    now += random.nextInt(range);
                    told.clear();
                    deadlines.expire(now);
                    List<Long> expected = new ArrayList<>();
                    while (!oracle.isEmpty() && oracle.peek().deadline <= now) {
                        expected.add(oracle.remove().deadline);
                    }
                    assertThat(told).isEqualTo(expected);
                }
            }
            assertThat(deadlines.earliest())
                    .isEqualTo(oracle.isEmpty() ? Session.NEVER : oracle.peek().deadline);
        }
        deadlines.expire(Long.MAX_VALUE - 1);
        assertThat(deadlines.earliest()).isEqualTo(Session.NEVER);
        assertThat(all).allMatch(entry -> entry.heapIndex < 0);
    }

    // What is told may remove others that are due, and add new ones.
    @Test
    void entriesMayComeAndGoWhileOthersAreTold() {
        Deadlines deadlines = new Deadlines();
        List<String> told = new ArrayList<>();
        Entry removed = new Entry(2, () -> told.add("removed"));
        Entry added = new Entry(3, () -> told.add("added"));
        Entry late = new Entry(9, () -> told.add("late"));
        Entry first =
                new Entry(
                        1,
                        () -> {
                            told.add("first");
                            deadlines.remove(removed);
                            deadlines.add(added);
                            deadlines.add(late);
                        });
        deadlines.add(removed);
        deadlines.add(first);
        deadlines.expire(5);
        assertThat(told).containsExactly("first", "added");
        assertThat(deadlines.earliest()).isEqualTo(9);
    }
}
