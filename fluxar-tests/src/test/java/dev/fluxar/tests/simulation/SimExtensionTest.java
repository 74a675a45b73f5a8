package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimExtension;
import dev.fluxar.tests.sim.SimTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the extension gives to tests, and what it tells of those that fail. */
class SimExtensionTest {

    /** Of the tests that are run within these. */
    private static final List<Long> SEEDS = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEDS.clear();
    }

    private static Launched run(Class<?> tests) {
        return Launched.run(tests, Map.of());
    }

    static class Seeded {
        @SimTest(seed = 7, runs = 3)
        void runs(Sim sim) {
            SEEDS.add(sim.seed());
        }
    }

    @Test
    void testsRunAsOftenAsTheyAskAndCountSeedsUp() {
        Launched launched = run(Seeded.class);
        assertThat(launched.failures).isEmpty();
        assertThat(launched.succeeded).containsExactly("seed 7", "seed 8", "seed 9");
        assertThat(SEEDS).containsExactly(7L, 8L, 9L);
    }

    @Test
    void aPropertyRepeatsOneSeedInstead() {
        Launched launched = Launched.run(Seeded.class, Map.of(SimExtension.SEED, "8"));
        assertThat(launched.succeeded).containsExactly("seed 8");
        assertThat(Launched.run(Seeded.class, Map.of(SimExtension.SEED, "x")).failures)
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure)
                                        .hasMessage(
                                                "fluxar.sim.seed is 'x', expected a whole number"));
    }

    static class Never {
        @SimTest(runs = 0)
        void runs(Sim sim) {}
    }

    @Test
    void aTestThatNeverRunsIsRefused() {
        assertThat(run(Never.class).failures)
                .singleElement()
                .satisfies(
                        failure -> assertThat(failure).hasMessage("runs is 0, expected 1 or more"));
    }

    @ExtendWith(SimExtension.class)
    static class Shared {
        @Nullable Sim before;

        @BeforeEach
        void open(Sim sim) {
            before = sim;
        }

        @Test
        void one(Sim sim) {
            assertThat(sim).isSameAs(before);
            SEEDS.add(sim.seed());
        }

        @SimTest
        void another(Sim sim) {
            assertThat(sim).isSameAs(before);
            SEEDS.add(sim.seed());
        }

        @AfterEach
        void stillOpen(Sim sim) {
            assertThat(sim).isSameAs(before);
            sim.await(sim.listen("a").start());
        }
    }

    @Test
    void aTestAndWhatRunsAroundItShareOneSimulation() {
        Launched launched = run(Shared.class);
        assertThat(launched.failures).isEmpty();
        assertThat(SEEDS).hasSize(2).doesNotHaveDuplicates();
    }

    static class Failing {
        @SimTest(seed = 42)
        void fails(Sim sim) {
            sim.await(sim.listen("a").start());
            sim.await(sim.connect("a").start());
            sim.advance(java.time.Duration.ofSeconds(3));
            throw new IllegalStateException("wrong");
        }

        @SimTest
        void failsBehindItself(Sim sim) {
            sim.network()
                    .loop()
                    .execute(
                            () -> {
                                throw new IllegalStateException("left behind");
                            });
        }

        @SimTest
        void isGivenUp(Sim sim) {
            Assumptions.abort("not today");
        }
    }

    @Test
    void theSeedOfAFailureIsToldWithTheLastThatHappened() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Launched launched;
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            launched = run(Failing.class);
        } finally {
            System.setErr(before);
        }
        String told =
                "Failing.fails failed with seed 42 after PT3S; repeat it with -Dfluxar.sim.seed=42";
        assertThat(printed.toString(UTF_8)).contains(told).contains("sim:a#1 near sends");
        assertThat(launched.failures)
                .filteredOn(failure -> "wrong".equals(failure.getMessage()))
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure.getSuppressed()[0]).hasMessageContaining(told));
        assertThat(launched.failures)
                .filteredOn(failure -> "tasks of the loop failed".equals(failure.getMessage()))
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .contains("left behind")
                                        .anyMatch(text -> text.contains("failsBehindItself")));
        assertThat(launched.failures)
                .filteredOn(failure -> "not today".equals(failure.getMessage()))
                .singleElement()
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
    }
}
