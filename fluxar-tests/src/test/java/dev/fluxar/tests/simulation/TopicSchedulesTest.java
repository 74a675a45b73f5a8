package dev.fluxar.tests.simulation;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever the application does with its events, however late acks come, and wherever sessions are
 * cut: at least once loses nothing, exactly once hands nothing over twice, memory stays within the
 * window, and nothing is left behind. §10.20-5 §10.21-4 §10.21-5 §10.22-1 §10.22-11 §10.22-14
 * §10.22-12 §10.22-13 §10.23-1 §10.23-2 §10.23-3 §10.23-5 §10.26-1 §10.26-5 §10.26-6 §10.36-2
 */
class TopicSchedulesTest {

    @Provide
    Arbitrary<List<TopicSchedule.Op>> schedules() {
        Arbitrary<TopicSchedule.Kind> kinds =
                Arbitraries.frequency(
                        Tuple.of(20, TopicSchedule.Kind.PUBLISH),
                        Tuple.of(20, TopicSchedule.Kind.DELIVER_NEAR),
                        Tuple.of(15, TopicSchedule.Kind.DELIVER_FAR),
                        Tuple.of(20, TopicSchedule.Kind.ACK),
                        Tuple.of(8, TopicSchedule.Kind.NACK),
                        Tuple.of(15, TopicSchedule.Kind.REQUEST),
                        Tuple.of(8, TopicSchedule.Kind.PASS),
                        Tuple.of(2, TopicSchedule.Kind.PAUSE),
                        Tuple.of(3, TopicSchedule.Kind.RESUME),
                        Tuple.of(2, TopicSchedule.Kind.FLUSH),
                        Tuple.of(2, TopicSchedule.Kind.RESUBSCRIBE),
                        Tuple.of(1, TopicSchedule.Kind.CUT));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 100))
                .as(TopicSchedule.Op::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 1500)
    void nothingIsLostAndNothingComesTwice(
            @ForAll("schedules") List<TopicSchedule.Op> ops,
            @ForAll @IntRange(min = 1, max = 2) int mode,
            @ForAll @IntRange(min = 1, max = 9) int window,
            @ForAll boolean durable,
            @ForAll boolean givesUp,
            @ForAll boolean parts) {
        TopicSchedule schedule = new TopicSchedule(mode, window, durable, givesUp ? 2 : 0, parts);
        ops.forEach(schedule::run);
        schedule.finish();
    }

    // §10.24-1 §10.24-3 §10.24-4 §10.24-5 §10.36-2
    @Property(tries = 700)
    void aGroupLosesNothingAndGivesAnEventToOneMemberAtATime(
            @ForAll("schedules") List<TopicSchedule.Op> ops,
            @ForAll @IntRange(min = 1, max = 2) int mode,
            @ForAll @IntRange(min = 1, max = 9) int window,
            @ForAll boolean parts) {
        GroupSchedule schedule = new GroupSchedule(mode, window, parts);
        ops.forEach(schedule::run);
        schedule.finish();
    }
}
