package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Whatever two applications do with their streams, and whatever happens to the bytes between them:
 * items arrive in order, each once, a prefix of what was given; nobody writes beyond credit or
 * pause; every stream completes exactly once, with an outcome that is true; nothing is left behind,
 * and the same schedule does the same again. §10.10-1 §10.10-2 §10.12-4 §10.14-1 §10.15-1 §4.3-1
 */
class RandomStreamsTest {

    @Provide
    Arbitrary<List<StreamStep>> schedules() {
        Arbitrary<StreamStep.Kind> kinds =
                Arbitraries.frequency(
                        Tuple.of(64, StreamStep.Kind.OPEN),
                        Tuple.of(16, StreamStep.Kind.OPEN_TIMED),
                        Tuple.of(160, StreamStep.Kind.GIVE),
                        Tuple.of(4, StreamStep.Kind.GIVE_LONG),
                        Tuple.of(48, StreamStep.Kind.END),
                        Tuple.of(160, StreamStep.Kind.REQUEST),
                        Tuple.of(16, StreamStep.Kind.REQUEST_ALL),
                        Tuple.of(20, StreamStep.Kind.CANCEL),
                        Tuple.of(8, StreamStep.Kind.FAIL),
                        Tuple.of(8, StreamStep.Kind.UNREADABLE),
                        Tuple.of(12, StreamStep.Kind.ENOUGH),
                        Tuple.of(40, StreamStep.Kind.HANDLER_ENDS),
                        Tuple.of(16, StreamStep.Kind.PAUSE),
                        Tuple.of(16, StreamStep.Kind.RESUME),
                        Tuple.of(48, StreamStep.Kind.PASS),
                        Tuple.of(16, StreamStep.Kind.FULL),
                        Tuple.of(20, StreamStep.Kind.WRITABLE),
                        Tuple.of(16, StreamStep.Kind.HOLD),
                        Tuple.of(20, StreamStep.Kind.READ),
                        Tuple.of(8, StreamStep.Kind.LATENCY),
                        Tuple.of(8, StreamStep.Kind.SPLIT),
                        Tuple.of(1, StreamStep.Kind.DRAIN),
                        Tuple.of(1, StreamStep.Kind.CUT));
        return Combinators.combine(
                        kinds, Arbitraries.of(true, false), Arbitraries.integers().between(0, 100))
                .as(StreamStep::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(120)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void everyStreamKeepsItsPromisesAndNothingIsLeft(
            @ForAll("schedules") List<StreamStep> steps, @ForAll long seed) {
        List<String> first = run(steps, seed);
        assertThat(run(steps, seed)).isEqualTo(first);
    }

    private static List<String> run(List<StreamStep> steps, long seed) {
        try (StreamSchedule schedule = new StreamSchedule(seed)) {
            steps.forEach(schedule::run);
            schedule.finish();
            return schedule.trace();
        }
    }
}
