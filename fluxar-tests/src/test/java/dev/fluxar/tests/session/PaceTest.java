package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.Rate;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.rate.Pace;
import dev.fluxar.session.rate.RateGuard;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who obeys a rate, and who enforces it, each by a clock of its own. §11.5-1 §11.5-2 */
class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private static Envelope open() {
        return new Envelope(MessageType.CALL, 0, 1, 0, 0, new byte[] {'x'}, null, null, null);
    }

    private static Envelope verb(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        return new Envelope(MessageType.CALL, 0, 0, 0, 1, utf8, null, null, null);
    }

    private static RateGuard guard(Rate rate, long now) {
        return RateGuard.of(Limits.DEFAULT.withRate(rate), now);
    }

    /** A clock that starts anywhere and runs a little too fast or too slow. */
    private static final class Clock {
        private final long start;
        private final double speed;

        Clock(Random random) {
            start = random.nextLong() >> 1;
            speed = 1 + (random.nextInt(401) - 200) / 1e6;
        }

        long at(long real) {
            return start + (long) (real * speed);
        }
    }

    /**
     * However much there is to write, and however unevenly it arrives, as long as no delay is
     * longer by more than the time that a burst takes to come back.
     */
    @Property(tries = 200)
    void whoObeysIsNeverRefused(@ForAll long seed) {
        Random random = new Random(seed);
        Rate rate =
                new Rate(
                        1 + random.nextInt(random.nextBoolean() ? 10 : 5000),
                        1 + random.nextInt(random.nextBoolean() ? 10 : 5000));
        long jitter = (long) rate.burst() * SECOND / rate.perSecond();
        long latency = random.nextInt(1_000_000_000);
        Clock here = new Clock(random);
        Clock there = new Clock(random);
        Pace pace = new Pace(rate, here.at(0));
        RateGuard guard = guard(rate, there.at(0));
        long real = 0;
        long arrived = 0;
        boolean greedy = random.nextBoolean();
        for (int written = 0; written < 3000; ) {
            if (greedy || random.nextInt(4) > 0) {
                while (pace.mayOpen(here.at(real)) && written < 3000) {
                    written++;
                    pace.queued(open());
                    pace.written(open(), here.at(real));
                    long delay = latency + (long) (random.nextDouble() * jitter);
                    arrived = Math.max(arrived, real + delay); // In order.
                    guard.opened(there.at(arrived));
                    assertThat(guard.refusal(there.at(arrived))).isNull();
                }
            }
            long next = pace.opensAt(here.at(real)) - here.at(real);
            assertThat(next).isPositive();
            real += greedy ? next + 1 : 1 + random.nextLong(2 * SECOND);
        }
    }

    @Test
    void anOpenThatIsQueuedFindsItsTokenWhenItIsWritten() {
        Pace pace = new Pace(new Rate(10, 2), 0);
        pace.queued(open());
        assertThat(pace.mayOpen(0)).isTrue();
        pace.queued(open());
        assertThat(pace.mayOpen(0)).isFalse();
        assertThat(pace.takes(verb("cancel"))).isTrue();
        assertThat(pace.peek(0)).isNull();
        // Time brings nothing where a bucket is full: something has to be written first.
        assertThat(pace.opensAt(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(pace.deadline(5 * SECOND)).isEqualTo(Long.MAX_VALUE);
        pace.written(open(), 5 * SECOND);
        assertThat(pace.peek(5 * SECOND)).isNull();
        long at = pace.deadline(5 * SECOND);
        assertThat(at - 5 * SECOND).isBetween(SECOND / 10, SECOND / 9);
        assertThat(pace.peek(at)).isNotNull();
        pace.remove(at);
        assertThat(pace.mayOpen(at)).isFalse();
        pace.withdrawn(open());
        assertThat(pace.mayOpen(at)).isTrue();
        assertThat(pace.isEmpty()).isTrue();
    }

    @Test
    void verbsGoAheadOfOpensAndKeepTheirOrder() {
        Pace pace = new Pace(new Rate(1, 1), 0);
        pace.queued(open());
        pace.written(open(), 0);
        Envelope cancel = verb("cancel");
        Envelope end = new Envelope(MessageType.STREAM, 0, 0, 0, 7, null, null, null, null);
        Envelope refusal = new Envelope(MessageType.CALL, 0, 0, 0, 8, null, null, null, null);
        assertThat(pace.takes(end)).isFalse(); // It has nothing to wait for.
        assertThat(pace.takes(cancel)).isTrue();
        assertThat(pace.takes(end)).isTrue();
        assertThat(pace.takes(refusal)).isFalse();
        assertThat(pace.peek(SECOND / 2)).isNull();
        assertThat(pace.mayOpen(2 * SECOND)).isFalse();
        assertThat(pace.peek(2 * SECOND)).isSameAs(cancel);
        pace.remove(2 * SECOND);
        assertThat(pace.peek(2 * SECOND)).isSameAs(end);
        pace.remove(2 * SECOND);
        assertThat(pace.mayOpen(2 * SECOND)).isFalse();
        assertThat(pace.mayOpen(4 * SECOND)).isTrue();
    }

    /** §11.5: both buckets are full after a resume, and what is sent again takes tokens again. */
    @Test
    void aResumedSessionBeginsWithFullBuckets() {
        Pace pace = new Pace(new Rate(1, 3), 0);
        RateGuard guard = guard(new Rate(1, 3), 0);
        pace.queued(open());
        Envelope kept = verb("resume");
        pace.takes(verb("cancel"));
        pace.takes(kept);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 3; i++) {
                assertThat(pace.hasAny(0)).isTrue();
                pace.takeAgain(0);
            }
            assertThat(pace.hasAny(0)).isFalse();
            assertThat(pace.mayWrite(open(), 0)).isFalse(); // Its token went to the replay.
            assertThat(pace.anyAt(0)).isBetween(1_000_000_000L, 1_010_000_000L);
            for (int i = 0; i < 6; i++) {
                guard.opened(0);
                assertThat(guard.refusal(0)).isNull();
            }
            guard.opened(0);
            assertThat(guard.refusal(0)).isNotNull();
            pace.resumed();
            guard.resumed();
            assertThat(guard.refusal(0)).isNull();
        }
        pace.removeIf(verb -> verb != kept);
        assertThat(pace.peek(0)).isSameAs(kept);
        assertThat(pace.poll()).isSameAs(kept);
        assertThat(pace.poll()).isNull();
    }

    /** At once, or after refusals: the first of them are told, then it is over. §11.5-4 */
    @Test
    void whoDoesNotStopIsEndedAtTheDebtOfABurstAndTenSeconds() {
        Rate rate = new Rate(100, 50);
        RateGuard guard = guard(rate, 0);
        for (int i = 0; i < 2 * 50; i++) {
            guard.opened(0);
            assertThat(guard.refusal(0)).isNull();
        }
        for (int i = 0; i < 50 + 10 * 100; i++) {
            guard.opened(0);
            assertThat(guard.refusal(0).code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
            assertThat(guard.refusal(0).retryMillis()).isEqualTo(10L * (i + 2));
        }
        assertThatThrownBy(() -> guard.opened(0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(
                        "more opens and verbs than 50 at once and 100 a second, as was announced");
    }

    /** What crossed the end of an exchange is bounded by what was granted to it. §2.3-1 */
    @Test
    void whatCouldNotBeKnownToBeDroppedDoesNotCountAndNoMoreThanThat() {
        Limits limits = Limits.DEFAULT.withRate(new Rate(1, 1)).withPart(1024).withPayload(10_240);
        RateGuard guard = RateGuard.of(limits, 0);
        guard.excuse(5, 2048);
        int excused = 5 + (2048 + 10_240) / 1024 + 1;
        for (int i = 0; i < excused; i++) {
            guard.dropped(0);
        }
        for (int i = 0; i < 2 + 1 + 10; i++) {
            guard.dropped(0);
        }
        assertThatThrownBy(() -> guard.dropped(0)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void howeverMuchWasGrantedWhatIsExcusedHasABound() {
        RateGuard guard = guard(new Rate(1, 1), 0);
        for (int i = 0; i < 3; i++) {
            guard.excuse(Long.MAX_VALUE, Long.MAX_VALUE);
        }
        for (int i = 0; i < (1 << 20) + 13; i++) {
            guard.dropped(0);
        }
        assertThatThrownBy(() -> guard.dropped(0)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void withoutARateThereIsNoGuard() {
        assertThat(RateGuard.of(Limits.DEFAULT, 0)).isNull();
    }
}
