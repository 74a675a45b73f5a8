package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.tests.sim.Splitting;
import dev.fluxar.tests.sim.VirtualLoop;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.WriteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The simulation itself can be relied on. */
class VirtualTimeTest {

    @Nested
    class TheLoop {
        private final VirtualLoop loop = new VirtualLoop();
        private final List<String> ran = new ArrayList<>();

        private void note(String what) {
            ran.add(what + " at " + loop.elapsed().toMillis());
        }

        @Test
        void runsTasksInOrderAndTimersAtTheirTime() {
            loop.schedule(() -> note("late"), 20_000_000);
            loop.schedule(() -> note("early"), 10_000_000);
            loop.schedule(() -> note("early too"), 10_000_000);
            loop.execute(
                    () -> {
                        note("first");
                        loop.execute(() -> note("third"));
                    });
            loop.execute(() -> note("second"));
            assertThat(ran).isEmpty();
            loop.run();
            assertThat(ran).containsExactly("first at 0", "second at 0", "third at 0");
            ran.clear();
            loop.advance(15);
            assertThat(ran).containsExactly("early at 10", "early too at 10");
            assertThat(loop.timers()).isOne();
            loop.advance(Duration.ofMillis(5));
            assertThat(ran).last().isEqualTo("late at 20");
            assertThat(loop.elapsed()).isEqualTo(Duration.ofMillis(20));
        }

        @Test
        void takesTimersBack() {
            Runnable back = loop.schedule(() -> note("never"), 1);
            back.run();
            back.run();
            loop.advance(1000);
            assertThat(ran).isEmpty();
            assertThat(loop.timers()).isZero();
        }

        @Test
        void knowsWhetherItRuns() {
            assertThat(loop.inLoop()).isFalse();
            loop.run(() -> ran.add("in " + loop.inLoop()));
            assertThat(ran).containsExactly("in true");
            assertThatThrownBy(() -> loop.run(loop::run))
                    .hasSuppressedException(
                            new IllegalStateException(
                                    "the loop is running, expected a call from outside"));
        }

        @Test
        void tellsOfTasksThatFailBehindAllOthers() {
            loop.execute(
                    () -> {
                        throw new IllegalStateException("broken");
                    });
            loop.execute(() -> ran.add("next"));
            assertThatThrownBy(loop::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasSuppressedException(new IllegalStateException("broken"));
            assertThat(ran).containsExactly("next");
            loop.run();
        }
    }

    /** Notes what a connection hands over. */
    private static final class Ear implements ConnectionHandler {
        final List<String> heard = new ArrayList<>();
        @Nullable Connection connection;

        ConnectionHandler accept(Connection accepted) {
            connection = accepted;
            return this;
        }

        @Override
        public void onBytes(byte[] source, int offset, int length) {
            heard.add(new String(source, offset, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {
            heard.add("(writable)");
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            heard.add(cause == null ? "(closed)" : "(broken)");
        }
    }

    @Nested
    class TheNetwork {
        private final SimNetwork network = new SimNetwork();
        private final Ear near = new Ear();
        private final Ear far = new Ear();
        private final SimLink link = connect();

        private SimLink connect() {
            SimTransport transport = new SimTransport();
            Endpoint endpoint =
                    new Endpoint(network.uri(), 1 << 20, Duration.ofSeconds(1), network::loop);
            transport.bind(endpoint, far::accept);
            CompletionStage<Void> opened = transport.connect(endpoint, near::accept);
            network.loop().run();
            assertThat(opened.toCompletableFuture()).isCompleted();
            return network.link();
        }

        private void send(SimConnection from, String text) {
            network.loop()
                    .run(
                            () -> {
                                WriteBuffer out = new WriteBuffer(16);
                                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                                out.write(bytes, 0, bytes.length);
                                from.write(out);
                                from.flush();
                            });
        }

        @Test
        void carriesBytesBothWays() {
            send(link.near(), "there");
            send(link.far(), "back");
            assertThat(far.heard).containsExactly("there");
            assertThat(near.heard).containsExactly("back");
        }

        @Test
        void splitsAsItIsTold() {
            link.split(Splitting.EVERY_BYTE);
            send(link.near(), "abc");
            assertThat(far.heard).containsExactly("a", "b", "c");
            link.split(Splitting.random(new Random(1)));
            send(link.near(), "x".repeat(10_000));
            assertThat(String.join("", far.heard)).isEqualTo("abc" + "x".repeat(10_000));
        }

        @Test
        void holdsAndJoins() {
            link.far().hold(true);
            send(link.near(), "a");
            send(link.near(), "b");
            assertThat(far.heard).isEmpty();
            assertThat(link.near().unread()).isEqualTo(2);
            network.loop().run(() -> link.far().hold(false));
            assertThat(far.heard).containsExactly("ab");
        }

        @Test
        void delaysInOrderWhateverTheLatencyBecomes() {
            link.latency(Duration.ofMillis(50));
            send(link.near(), "slow");
            link.latency(Duration.ZERO);
            send(link.near(), "quick");
            assertThat(far.heard).isEmpty();
            network.loop().advance(50);
            assertThat(String.join("", far.heard)).isEqualTo("slowquick");
        }

        @Test
        void isFullWhileNobodyReads() {
            link.far().hold(true);
            for (int i = 0; link.near().writable(); i++) {
                assertThat(i).isLessThan(100);
                send(link.near(), "x".repeat(10_000));
            }
            network.loop().run(() -> link.far().hold(false));
            assertThat(near.heard).containsExactly("(writable)");
            network.loop().run(() -> link.near().full(true));
            assertThat(link.near().writable()).isFalse();
            network.loop().run(() -> link.near().full(false));
            assertThat(near.heard).containsExactly("(writable)", "(writable)");
        }

        @Test
        void closesBehindWhatWasSent() {
            link.latency(Duration.ofMillis(5));
            send(link.near(), "last words");
            network.loop().run(() -> link.near().close());
            assertThat(near.heard).containsExactly("(closed)");
            network.loop().advance(5);
            assertThat(far.heard).containsExactly("last words", "(closed)");
        }

        @Test
        void cutsAtOnceAndLosesWhatIsUnderWay() {
            link.latency(Duration.ofMillis(5));
            send(link.near(), "lost");
            network.loop().run(() -> link.cut());
            network.loop().advance(100);
            assertThat(near.heard).containsExactly("(broken)");
            assertThat(far.heard).containsExactly("(broken)");
        }

        @Test
        void cutsAfterAsManyBytesAsItIsTold() {
            link.near().cutAfter(5);
            send(link.near(), "abc");
            send(link.near(), "defg");
            assertThat(String.join("", far.heard)).isEqualTo("abcde(broken)");
            assertThat(near.heard).containsExactly("(broken)");
        }

        @Test
        void isUsedOnItsLoopOnly() {
            assertThatThrownBy(() -> link.near().flush())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("off its loop");
        }
    }
}
