package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.message.Correlation;
import dev.fluxar.message.IdGenerator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Ids and the exchanges they name, §1.3. */
class CorrelationTest {

    record Id(long high, long low) {}

    // §1.3-2, §1.3-4
    @Property(tries = 200)
    void aCorrelationIsAMapFromIds(@ForAll long seed) {
        Random random = new Random(seed);
        Correlation<Integer> correlation = new Correlation<>(random.nextLong());
        Map<Id, Integer> oracle = new HashMap<>();
        // Ids close to one another and ids that differ in one half only.
        int range = 1 << random.nextInt(10);
        for (int i = 0; i < 2000; i++) {
            Id id =
                    new Id(
                            random.nextInt(2),
                            (long) random.nextInt(range) << random.nextInt(2) * 40);
            switch (random.nextInt(3)) {
                case 0 ->
                        assertThat(correlation.put(id.high, id.low, i))
                                .isEqualTo(oracle.putIfAbsent(id, i) == null);
                case 1 ->
                        assertThat(correlation.remove(id.high, id.low))
                                .isEqualTo(oracle.remove(id));
                default -> assertThat(correlation.get(id.high, id.low)).isEqualTo(oracle.get(id));
            }
            assertThat(correlation.size()).isEqualTo(oracle.size());
        }
        assertThat(correlation.snapshot()).containsExactlyInAnyOrderElementsOf(oracle.values());
    }

    // §1.3-1
    @Test
    void idsAreUuidsOfVersion7ThatGrow() {
        IdGenerator ids = new IdGenerator(-1, -1);
        long millis = 1_793_534_400_000L;
        Set<Id> seen = new HashSet<>();
        Id last = null;
        for (long time : new long[] {millis, millis, millis + 1, millis - 1000, millis + 5}) {
            for (int i = 0; i < 1000; i++) {
                ids.next(time);
                assertThat(ids.high() >>> 12 & 0xf).isEqualTo(7);
                assertThat(ids.low() >>> 62).isEqualTo(2);
                assertThat(ids.high() >>> 16).isBetween(millis, millis + 5);
                Id id = new Id(ids.high(), ids.low());
                assertThat(seen.add(id)).isTrue();
                if (last != null) {
                    int order = Long.compareUnsigned(id.high, last.high);
                    assertThat(order > 0 || Long.compareUnsigned(id.low, last.low) > 0).isTrue();
                }
                last = id;
            }
        }
    }
}
