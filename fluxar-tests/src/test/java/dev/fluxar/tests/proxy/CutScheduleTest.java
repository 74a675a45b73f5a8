package dev.fluxar.tests.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CutScheduleTest {

    private static final Duration EVERY = Duration.ofSeconds(2);

    @Test
    void theSameSeedGivesTheSameAges() {
        assertThat(ages(7, EVERY)).isEqualTo(ages(7, EVERY)).isNotEqualTo(ages(8, EVERY));
    }

    @Test
    void agesLieBetweenHalfAndOneAndAHalfOfTheDuration() {
        long[] ages = ages(7, EVERY);
        assertThat(Arrays.stream(ages).min().orElseThrow())
                .isBetween(1_000_000_000L, 1_100_000_000L);
        assertThat(Arrays.stream(ages).max().orElseThrow())
                .isBetween(2_900_000_000L, 3_000_000_000L);
    }

    @Test
    void withoutADurationNothingIsCut() {
        assertThat(ages(7, null)).containsOnly(CutSchedule.NEVER);
    }

    private static long[] ages(long seed, Duration every) {
        CutSchedule schedule = new CutSchedule(seed, every);
        return LongStream.generate(schedule::next).limit(1000).toArray();
    }
}
