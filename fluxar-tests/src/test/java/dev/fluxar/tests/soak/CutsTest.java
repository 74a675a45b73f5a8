package dev.fluxar.tests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.bench.BenchCommand;
import dev.fluxar.tests.stranger.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Sessions over real sockets that are cut again and again, under traffic. */
@Timeout(120)
class CutsTest {

    private static final int TIMES = 25;

    @TempDir private Path directory;

    private String address(String scheme, String name) {
        return switch (scheme) {
            case "unix" -> "unix:" + directory.resolve(name);
            case "ws" -> "ws://127.0.0.1:0/cuts";
            default -> "tcp://127.0.0.1:0";
        };
    }

    /** Counted down by each resume of the initiator. */
    private static CountDownLatch resumes(CutTraffic traffic, int count) {
        CountDownLatch left = new CountDownLatch(count);
        traffic.near()
                .onChange(
                        change -> {
                            if (traffic.near().isConnected()) {
                                left.countDown();
                            }
                        });
        return left;
    }

    private static void await(CountDownLatch latch, CutTraffic traffic)
            throws InterruptedException {
        assertThat(latch.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("%s; %s resumes; %s", traffic.fault(), traffic.resumes(), traffic.sequences())
                .isTrue();
    }

    private static void check(CutTraffic traffic) {
        assertThat(traffic.fault()).as(traffic.sequences().toString()).isNull();
        assertThat(traffic.sequences())
                .allSatisfy(sequence -> assertThat(sequence.seen()).isPositive());
        assertThat(traffic.replayed()).isPositive();
    }

    // §9.7-5 §9.9-1 §9.10-5 §9.12-3 §9.17-1 §9.17-2, also from another loop than the session's
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws"})
    void everythingComesOnceAndInOrder(String scheme) throws Exception {
        Set<Boolean> relayed = ConcurrentHashMap.newKeySet();
        try (CutTraffic traffic =
                new CutTraffic(
                        List.of(address(scheme, "listener")),
                        List.of(address(scheme, "relay")),
                        Duration.ofMillis(100),
                        7)) {
            CountDownLatch resumed = resumes(traffic, TIMES);
            for (var peer : List.of(traffic.near(), traffic.far())) {
                Insides insides = Insides.of(peer);
                peer.onChange(change -> relayed.add(peer.isConnected() && insides.relayed()));
            }
            traffic.start();
            await(resumed, traffic);
            traffic.finish();
            check(traffic);
            assertThat(traffic.losses()).isGreaterThanOrEqualTo(TIMES);
            assertThat(relayed).containsExactlyInAnyOrder(true, false);
        }
    }

    // §9.12-9: transport and address are anew with each connection
    @ParameterizedTest
    @CsvSource({"ws, tcp", "unix, ws", "tcp, unix"})
    void aSessionGoesOnOverAnotherTransport(String first, String second) throws Exception {
        try (CutTraffic traffic =
                new CutTraffic(
                        List.of(address(first, "l1"), address(second, "l2")),
                        List.of(address(first, "r1"), address(second, "r2")),
                        Duration.ofMillis(400),
                        11)) {
            assertThat(traffic.near().remote()).startsWith(first + ":");
            traffic.start();
            await(resumes(traffic, 2), traffic);
            traffic.closeFirstRelay();
            await(resumes(traffic, 4), traffic);
            assertThat(traffic.near().remote()).startsWith(second + ":");
            traffic.finish();
            check(traffic);
        }
    }

    private static int run(StringWriter out, String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        return new CommandLine(new BenchCommand()).setOut(writer).setErr(writer).execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void asACommand(String transport) {
        StringWriter out = new StringWriter();
        int code = run(out, "cuts", "--seconds=3", "--cut-millis=300", "--transport=" + transport);
        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString()).contains("events ", "each once and in order: kept");
    }

    @Test
    void badArgumentsAreRefused() {
        StringWriter out = new StringWriter();
        assertThat(run(out, "cuts", "--seconds=0")).isEqualTo(2);
        assertThat(run(out, "cuts", "--cut-millis=60001")).isEqualTo(2);
        assertThat(run(out, "cuts", "--transport=mem")).isEqualTo(2);
        assertThat(out.toString())
                .contains("--seconds: expected 1 to 86400, got 0")
                .contains("--cut-millis: expected 1 to 60000, got 60001")
                .contains("--transport: expected tcp, ws or unix, got mem");
    }
}
