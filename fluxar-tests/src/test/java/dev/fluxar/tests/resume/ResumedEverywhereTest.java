package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fluxar.PeerChange;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimLink;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A session is cut after every byte of its transcript, in both directions, and its applications see
 * what they see of one that is not cut. §9.13-1 §9.13-2 §9.17-1 §9.17-2
 */
class ResumedEverywhereTest {

    private static final long SEED = 20_261_123;
    private static final Duration LATENCY = Duration.ofMillis(2);

    private static Map<String, List<Object>> uncut;
    private static int bytesOfNear;
    private static int bytesOfFar;

    /** How many connections were lost, by both sides' word. */
    private static final AtomicInteger cuts = new AtomicInteger();

    @BeforeAll
    static void playedWithoutACut() {
        try (Sim sim = new Sim(SEED)) {
            sim.latency(LATENCY);
            Scene scene = new Scene(sim);
            SimLink link = sim.link(scene.near);
            long ofNear = link.near().written();
            long ofFar = link.far().written();
            uncut = scene.play();
            bytesOfNear = (int) (link.near().written() - ofNear);
            bytesOfFar = (int) (link.far().written() - ofFar);
            assertThat(scene.idle()).isTrue();
        }
    }

    private static SimConnection end(SimLink link, boolean near) {
        return near ? link.near() : link.far();
    }

    /** Plays it with a cut after so many bytes, and, unless it is negative, another. */
    private static void play(boolean near, int first, int second) {
        try (Sim sim = new Sim(SEED)) {
            sim.latency(LATENCY);
            Scene scene = new Scene(sim);
            SimLink link = sim.link(scene.near);
            end(link, near).cutAfter(first);
            if (second >= 0) {
                sim.prepare(next -> end(next, near).cutAfter(second));
                sim.after(Duration.ofMillis(300)).thenRun(() -> sim.prepare(next -> {}));
            }
            Map<String, List<Object>> trace = scene.play();
            assertThat(trace).isEqualTo(uncut);
            assertThat(scene.idle()).isTrue();
            assertThat(scene.changes)
                    .contains(PeerChange.Kind.RESUMED)
                    .endsWith(PeerChange.Kind.RESUMED);
            cuts.addAndGet(Collections.frequency(scene.changes, PeerChange.Kind.DETACHED) / 2);
        } catch (RuntimeException | AssertionError e) {
            fail("cut after %d, %d bytes of %s: %s", first, second, near ? "near" : "far", e);
        }
    }

    @BeforeEach
    void none() {
        cuts.set(0);
    }

    @Test
    void afterEveryByteOfTheInitiator() {
        IntStream.range(0, bytesOfNear).parallel().forEach(n -> play(true, n, -1));
        assertThat(cuts).hasValue(bytesOfNear);
    }

    @Test
    void afterEveryByteOfTheResponder() {
        IntStream.range(0, bytesOfFar).parallel().forEach(n -> play(false, n, -1));
        assertThat(cuts).hasValue(bytesOfFar);
    }

    // A second loss in the handshake of the resume, or during the replay. §9.13
    @Test
    void twice() {
        IntStream.range(0, 2000)
                .parallel()
                .forEach(
                        n -> {
                            play(true, n * 37 % bytesOfNear, n);
                            play(false, n * 37 % bytesOfFar, n % 1000);
                        });
        assertThat(cuts).hasValueGreaterThan(6000);
    }
}
