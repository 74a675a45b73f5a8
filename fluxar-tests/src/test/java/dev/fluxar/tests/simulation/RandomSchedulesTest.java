package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever two peers do, and whatever happens to the bytes between them: every call completes
 * exactly once, with an outcome that is true, nothing is left behind, and the same schedule does
 * the same again. §10.3-1 §10.6-1 §10.7-1 §11.2-1 §4.3-1
 */
class RandomSchedulesTest {

    @Provide
    Arbitrary<List<Step>> schedules() {
        Arbitrary<Step.Kind> kinds =
                Arbitraries.frequency(
                        Tuple.of(30, Step.Kind.CALL),
                        Tuple.of(20, Step.Kind.CALL_TIMED),
                        Tuple.of(3, Step.Kind.ONEWAY),
                        Tuple.of(10, Step.Kind.CANCEL),
                        Tuple.of(15, Step.Kind.ANSWER),
                        Tuple.of(3, Step.Kind.FAIL),
                        Tuple.of(3, Step.Kind.RUN_BLOCKING),
                        Tuple.of(18, Step.Kind.PASS),
                        Tuple.of(3, Step.Kind.FULL),
                        Tuple.of(4, Step.Kind.WRITABLE),
                        Tuple.of(3, Step.Kind.HOLD),
                        Tuple.of(4, Step.Kind.READ),
                        Tuple.of(2, Step.Kind.LATENCY),
                        Tuple.of(2, Step.Kind.SPLIT),
                        Tuple.of(1, Step.Kind.PING),
                        Tuple.of(1, Step.Kind.DRAIN),
                        Tuple.of(1, Step.Kind.CUT));
        return Combinators.combine(
                        kinds, Arbitraries.of(true, false), Arbitraries.integers().between(0, 100))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 1500)
    void everyCallCompletesOnceWithATrueOutcomeAndNothingIsLeft(
            @ForAll("schedules") List<Step> steps, @ForAll long seed) {
        Map<String, List<String>> first = run(steps, seed);
        assertThat(run(steps, seed)).isEqualTo(first);
    }

    private static Map<String, List<String>> run(List<Step> steps, long seed) {
        try (Schedule schedule = new Schedule(seed)) {
            steps.forEach(schedule::run);
            schedule.finish();
            return schedule.trace;
        }
    }
}
