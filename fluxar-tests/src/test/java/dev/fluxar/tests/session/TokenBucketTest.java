package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Rate;
import dev.fluxar.session.rate.SecondCount;
import dev.fluxar.session.rate.TokenBucket;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is counted with the time: tokens, §11.5, and how often within a second, §11.7. */
class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private static BigInteger big(long number) {
        return BigInteger.valueOf(number);
    }

    /**
     * With numbers of any length, and the definition: nothing is lost, however often it is asked.
     */
    @Property(tries = 300)
    void itHoldsWhatTheDefinitionSays(@ForAll long seed) {
        Random random = new Random(seed);
        long perSecond = 1 + random.nextInt(random.nextBoolean() ? 5 : Rate.MOST);
        long burst = 1 + random.nextInt(random.nextBoolean() ? 5 : Rate.MOST);
        long now = random.nextLong();
        TokenBucket bucket = new TokenBucket(perSecond, burst, now);
        assertThat(bucket.capacity()).isEqualTo(burst);
        BigInteger token = big(SECOND);
        BigInteger full = big(burst).multiply(token);
        BigInteger level = full;
        for (int step = 0; step < 300; step++) {
            long passed = elapsed(random);
            now += passed; // It may go beyond the greatest number, as the JDK's does.
            level = level.add(big(passed).multiply(big(perSecond))).min(full);
            if (random.nextInt(3) > 0) {
                bucket.take(now);
                level = level.subtract(token);
            }
            BigInteger whole = level.subtract(level.mod(token)).divide(token);
            assertThat(bucket.tokens(now)).isEqualTo(whole.longValueExact());
            long wanted = 1 + random.nextInt((int) Math.min(burst, 1000));
            long until = bucket.nanosUntil(wanted, now);
            BigInteger then = level.add(big(until).multiply(big(perSecond)));
            assertThat(then).isGreaterThanOrEqualTo(big(wanted).multiply(token));
            if (until > 0) {
                assertThat(then.subtract(big(perSecond))).isLessThan(big(wanted).multiply(token));
            }
        }
    }

    private static long elapsed(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000);
            case 2 -> random.nextInt(1_000_000_000);
            case 3 -> random.nextLong(Long.MAX_VALUE);
            default -> random.nextInt(100_000_000);
        };
    }

    @Test
    void aMillionLooksLoseNothing() {
        TokenBucket bucket = new TokenBucket(3, 10_000_000, 0);
        for (int i = 0; i < 3000; i++) {
            bucket.take(0);
        }
        long missing = bucket.tokens(0);
        for (long now = 0; now <= 1000 * SECOND; now += 1_000_001) {
            bucket.tokens(now);
        }
        assertThat(bucket.tokens(1000 * SECOND)).isEqualTo(missing + 3000);
    }

    @Test
    void timeThatStandsStillGainsNothing() {
        TokenBucket bucket = new TokenBucket(1000, 1, 5);
        bucket.take(5);
        assertThat(bucket.tokens(5)).isZero();
        assertThat(bucket.tokens(4)).isZero();
        assertThat(bucket.tokens(999_999)).isZero();
        assertThat(bucket.tokens(1_000_005)).isEqualTo(1);
    }

    @Property(tries = 300)
    void anySecondHoldsNoMoreThanThereMayBe(@ForAll long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(140);
        SecondCount count = new SecondCount(most);
        ArrayDeque<Long> times = new ArrayDeque<>();
        long now = random.nextLong();
        for (int step = 0; step < 1000; step++) {
            now +=
                    random.nextInt(20) == 0
                            ? random.nextInt(1_500_000_000)
                            : random.nextInt(9) << 20;
            while (!times.isEmpty() && now - times.peek() >= SECOND) {
                times.remove();
            }
            boolean fits = times.size() < most;
            assertThat(count.fits(now)).isEqualTo(fits);
            if (!fits) {
                assertThat(count.nextAt()).isEqualTo(times.peek() + SECOND);
            }
            assertThat(count.add(now)).isEqualTo(fits);
            if (fits) {
                times.add(now);
            }
        }
    }

    @Test
    void aRateOutOfItsRangeIsToldWithTheRange() {
        assertThatThrownBy(() -> new Rate(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate per second is 0, expected 1 to 100000000");
        assertThatThrownBy(() -> new Rate(1, Rate.MOST + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate burst is 100000001");
        assertThat(Rate.upTo(Long.MAX_VALUE, 7)).isEqualTo(new Rate(Rate.MOST, 7));
    }
}
