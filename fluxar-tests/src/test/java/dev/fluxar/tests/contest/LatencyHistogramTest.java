package dev.fluxar.tests.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 129, 1_000, 45_678, 10_000_000, 59_999_999_999L})
    void aLatencyIsRememberedToWithinOnePercent(long nanos) {
        histogram.record(nanos);
        assertThat(histogram.percentile(50)).isCloseTo(nanos, Percentage.withPercentage(1));
    }

    @Test
    void percentilesFollowTheRank() {
        for (int i = 1; i <= 100; i++) {
            histogram.record(i);
        }
        assertThat(histogram.count()).isEqualTo(100);
        assertThat(histogram.percentile(50)).isEqualTo(50);
        assertThat(histogram.percentile(99)).isEqualTo(99);
        assertThat(histogram.percentile(100)).isEqualTo(100);
    }

    @Test
    void theExtremesAreKeptInRange() {
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.percentile(1)).isZero();
        long minute = TimeUnit.MINUTES.toNanos(1);
        assertThat(histogram.percentile(100)).isCloseTo(minute, within(minute / 100));
    }

    @Test
    void resetForgets() {
        histogram.record(1);
        histogram.reset();
        assertThat(histogram.count()).isZero();
        assertThat(histogram.percentile(50)).isZero();
    }
}
