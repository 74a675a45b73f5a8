package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.message.Correlation;
import java.lang.reflect.Field;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids chosen to lie close together in the map of exchanges do not. §1.3-2 */
class HostileIdsTest {

    private static final int IDS = 4096;

    /** Odd constants that a map of this kind may multiply by, as an attacker would read them. */
    private static final long C1 = 0x9e37_79b9_7f4a_7c15L;

    private static final long C2 = 0xbf58_476d_1ce4_e5b9L;

    /** The inverse of an odd number modulo 2^64. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private static Arguments family(String name, IntToLongFunction high, IntToLongFunction low) {
        return Arguments.of(name, high, low);
    }

    static Stream<Arguments> families() {
        IntToLongFunction zero = i -> 0;
        return Stream.of(
                family("counter", i -> 7, i -> i),
                family("counter in the high half", i -> i, i -> 7),
                family("high bits of the low half", i -> 7, i -> (long) i << 52),
                family("high bits of the high half", i -> (long) i << 52, i -> 7),
                family("middle bits", i -> 7, i -> (long) i << 30),
                family("both halves alike", i -> i, i -> i),
                family("halves that cancel", i -> i, i -> -i),
                family("halves that cancel when multiplied", i -> -i * C1, i -> i),
                family("bits that cancel when multiplied", i -> -spread(i) * C1, i -> spread(i)),
                family(
                        "bits that cancel in high bits",
                        i -> -((long) i << 52) * C1,
                        i -> (long) i << 52),
                family("the other half cancels", i -> i, i -> -i * C1),
                family("multiples of an inverse", i -> i * inverse(C2), zero),
                family("multiples of the other inverse", zero, i -> i * inverse(C2)),
                family("multiples of both", i -> i * inverse(C1), i -> i * inverse(C2)),
                family(
                        "top bits and what follows of them",
                        i -> (long) i << 60,
                        i -> ((long) i << 60) ^ ((long) i << 28)));
    }

    private static long spread(int i) {
        long spread = 0;
        for (int bit = 0; bit < 12; bit++) {
            spread |= (long) (i >> bit & 1) << bit * 5;
        }
        return spread;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void theyAreFoundWithinAFewSteps(String name, IntToLongFunction high, IntToLongFunction low)
            throws ReflectiveOperationException {
        for (long seed : new long[] {0x243f_6a88_85a3_08d3L, -1, 0x1319_8a2e_0370_7344L, 42}) {
            Correlation<Integer> map = new Correlation<>(seed);
            int added = 0;
            for (int i = 0; i < IDS; i++) {
                if (map.put(high.applyAsLong(i), low.applyAsLong(i), i)) {
                    added++;
                }
            }
            assertThat(added).isGreaterThan(8);
            assertThat(longestRun(map)).as("seed " + seed).isLessThan(128);
        }
    }

    /** The longest run of slots that are taken: what a look-up may have to pass. */
    private static int longestRun(Correlation<?> map) throws ReflectiveOperationException {
        Field field = Correlation.class.getDeclaredField("values");
        field.setAccessible(true);
        Object[] values = (Object[]) field.get(map);
        int longest = 0;
        int run = 0;
        for (int i = 0; i < values.length * 2; i++) {
            run = values[i % values.length] == null ? 0 : run + 1;
            longest = Math.max(longest, Math.min(run, values.length));
        }
        return longest;
    }
}
