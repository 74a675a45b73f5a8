package dev.fluxar.tests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.tests.bench.BenchCommand;
import dev.fluxar.tests.stranger.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Small soaks hold what long ones check. */
@Timeout(120)
class SoaksTest {

    private static final int STREAMS = 20;

    private record Ran(int code, String out) {}

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        CommandLine tool = new CommandLine(new BenchCommand()).setOut(writer).setErr(writer);
        return new Ran(tool.execute(arguments), out.toString());
    }

    /** §10.12-12 §10.12-14 */
    @Test
    void slowReadersAreServedAndCallsAreAnswered() throws InterruptedException {
        try (Listener listener =
                        Peer.listen("tcp://127.0.0.1:0")
                                .options(SlowReaders.options(STREAMS))
                                .onStream(
                                        SlowReaders.TARGET,
                                        Void.class,
                                        (nothing, stream) -> new EndlessItems(65_536))
                                .onCall(
                                        CallProbe.TARGET,
                                        Integer.class,
                                        (number, call) -> CompletableFuture.completedFuture(number))
                                .await();
                SlowReaders readers = new SlowReaders(listener.uri().toString(), STREAMS, null)) {
            readers.start();
            Await.until(
                    readers::describe,
                    () -> readers.items() > 2 * STREAMS && readers.probe().done() > 50);
            assertThat(readers.sound()).as(readers.describe()).isTrue();
            for (Peer peer : listener.peers()) {
                assertThat(peer.stats().held()).isLessThanOrEqualTo(peer.stats().budget());
            }
            assertThat(readers.peer().stats().held())
                    .isLessThanOrEqualTo(readers.peer().stats().budget());
        }
    }

    /**
     * Items of a length not yet known: those that may not be sent leave room for those that may.
     */
    @Test
    void largeItemsDoNotKeepTheRoomFromReadersThatWait() throws InterruptedException {
        int streams = 100;
        try (Listener listener =
                        Peer.listen("tcp://127.0.0.1:0")
                                .onStream(
                                        SlowReaders.TARGET,
                                        Void.class,
                                        (nothing, stream) -> new EndlessItems(65_536))
                                .await();
                Peer peer = Peer.connect(listener.uri()).await()) {
            List<SlowReader> readers = new ArrayList<>();
            AtomicLong items = new AtomicLong();
            for (int i = 0; i < streams; i++) {
                SlowReader reader = new SlowReader(items, (ended, why) -> {});
                readers.add(reader);
                peer.stream(SlowReaders.TARGET).items(byte[].class).subscribe(reader);
            }
            // Each asks once: no reader needs another one's next step.
            readers.forEach(reader -> Await.until(() -> "not subscribed", reader::ask));
            Await.until(() -> items + " items", () -> items.get() == streams);
        }
    }

    /** §10.12-7 */
    @Test
    void whoHeedsNothingLosesItsStreamsOnly() throws InterruptedException, IOException {
        try (HostilePeer other = HostilePeer.listen(2 * STREAMS, 65_536);
                SlowReaders readers =
                        new SlowReaders(other.uri(), STREAMS, ErrorCode.FLOW_VIOLATION)) {
            readers.start();
            Await.until(
                    readers::describe,
                    () -> readers.expectedEndings() > 5 * STREAMS && readers.probe().done() > 50);
            assertThat(readers.sound()).as(readers.describe()).isTrue();
            assertThat(readers.peer().stats().held())
                    .isLessThanOrEqualTo(readers.peer().stats().budget());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void slowReadersAsACommand(boolean hostile) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "slow-readers",
                                "--streams=20",
                                "--minutes=0.15",
                                "--report=3",
                                "--tolerance=100"));
        if (hostile) {
            arguments.add("--hostile");
        }
        Ran ran = run(arguments.toArray(new String[0]));
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains(" 9 s: heap ", "opener holds ", "nothing failed");
        assertThat(ran.out().contains("FLOW_VIOLATION")).isEqualTo(hostile);
    }

    /** §10.22-1 §10.22-10 §10.22-14 §10.23-1 */
    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void deliveriesAreKept(Delivery delivery) throws InterruptedException {
        try (Deliveries deliveries = new Deliveries(5000, delivery)) {
            deliveries.run();
            assertThat(deliveries.failure()).isNull();
            DeliveryTally tally = deliveries.tally();
            assertThat(tally.lost()).as(tally.describeLost()).isZero();
            assertThat(tally.nacks()).isPositive();
            assertThat(tally.withheldCount()).isPositive();
            assertThat(tally.mostUnsettled()).isLessThanOrEqualTo(Deliveries.WINDOW);
            assertThat(deliveries.sendings()).isGreaterThan(5000 + tally.nacks());
            if (delivery == Delivery.EXACTLY_ONCE) {
                assertThat(deliveries.duplicates()).isZero();
                assertThat(tally.handedOver()).isEqualTo(5000 + tally.nacks());
            } else {
                assertThat(tally.whileHeld()).isPositive();
            }
            assertThat(deliveries.kept()).isTrue();
        }
    }

    @Test
    void deliveriesAsACommand() {
        Ran ran = run("deliveries", "--events=1000", "--delivery=exactly-once");
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("0 lost, 0 duplicates", ": kept");
    }

    @Test
    void anUnknownDeliveryIsRefused() {
        Ran ran = run("deliveries", "--delivery=never");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("expected at-least-once or exactly-once, got never");
    }
}
