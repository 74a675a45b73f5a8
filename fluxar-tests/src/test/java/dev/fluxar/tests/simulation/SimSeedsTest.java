package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Peer;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTest;
import dev.fluxar.tests.sim.SimTrace;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.tests.sim.Splitting;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With the same seed the same happens, and bytes are lost only where that is asked for. */
class SimSeedsTest {

    /** Several peers call, over delayed, split and shuffled connections, one of which breaks. */
    private static String talk(long seed) {
        try (Sim sim = new Sim(seed)) {
            sim.latency(Duration.ofMillis(2))
                    .jitter(Duration.ofMillis(9))
                    .splitAtRandom()
                    .shuffle(true)
                    .prepare(link -> link.near().cutAfter(200 + 9000L * sim.random().nextInt(4)));
            sim.await(
                    sim.listen("echo")
                            .onCall(
                                    "echo",
                                    byte[].class,
                                    (q, call) ->
                                            sim.after(Duration.ofMillis(sim.random().nextInt(20)))
                                                    .thenApply(nothing -> q))
                            .start());
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(
                        sim.connect("echo")
                                .start()
                                .thenAccept(peer -> all.addAll(call(sim, peer))));
            }
            sim.advance(Duration.ofSeconds(10));
            assertThat(all).hasSizeGreaterThan(5).allMatch(CompletableFuture::isDone);
            SimTrace trace = sim.network().trace();
            return trace + "\n" + trace.count() + " " + trace.digest();
        }
    }

    private static List<CompletableFuture<?>> call(Sim sim, Peer peer) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] payload = new byte[sim.random().nextInt(2000)];
            calls.add(peer.call("echo").with(payload).send(byte[].class));
        }
        return calls;
    }

    @Test
    void theSameSeedHasTheSameTrace() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(talk(seed)).isEqualTo(talk(seed));
        }
    }

    @Test
    void anotherSeedHasAnother() {
        assertThat(talk(1)).isNotEqualTo(talk(2));
    }

    @SimTest
    void theTraceIsBounded(Sim sim) {
        sim.await(sim.listen("echo").start());
        Peer peer = sim.await(sim.connect("echo").start());
        for (int i = 0; i < SimTrace.KEPT; i++) {
            sim.await(peer.ping());
        }
        assertThat(sim.network().trace().count()).isGreaterThan(4 * SimTrace.KEPT);
        assertThat(sim.network().trace().last(Integer.MAX_VALUE)).hasSize(SimTrace.KEPT);
        assertThat(sim.network().trace().last(1))
                .singleElement()
                .asString()
                .endsWith("sim:echo#1 near reads 28");
    }

    @Test
    void connectionsThatAreOverAreForgotten() {
        try (Sim sim = new Sim(1)) {
            sim.await(sim.listen("a").start());
            for (int i = 0; i < 100; i++) {
                sim.await(sim.await(sim.connect("a").start()).drain(Duration.ZERO));
                sim.run();
            }
            assertThat(sim.network().links()).isEmpty();
        }
    }

    /** One end: what was written into it, what came out of it, whether it has heard of an end. */
    private static final class Pipe implements ConnectionHandler {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean closed;
        boolean broken;

        ConnectionHandler accept(Connection connection) {
            return this;
        }

        @Override
        public void onBytes(byte[] source, int offset, int length) {
            read.write(source, offset, length);
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(@Nullable Throwable cause) {
            assertThat(closed).isFalse();
            closed = true;
            broken = cause != null;
        }
    }

    private static final class Line {
        final Pipe near = new Pipe();
        final Pipe far = new Pipe();

        @SuppressWarnings("NullAway.Init")
        SimLink link;

        /** How many bytes from the near end, and from the far one, arrive at most. */
        long nearArrives = Long.MAX_VALUE;

        long farArrives = Long.MAX_VALUE;
    }

    @Test
    void nothingIsLostDuplicatedOrReorderedButByTheFaultAskedFor() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            try (SimNetwork network = new SimNetwork()) {
                check(network, random, "seed " + seed);
            }
        }
    }

    private static void check(SimNetwork network, Random random, String seed) {
        if (random.nextBoolean()) {
            network.shuffle(random);
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lines.add(open(network, random, i));
        }
        for (int i = 0; i < 60; i++) {
            Line line = lines.get(random.nextInt(lines.size()));
            boolean fromNear = random.nextBoolean();
            SimConnection from = fromNear ? line.link.near() : line.link.far();
            Pipe pipe = fromNear ? line.near : line.far;
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            network.loop().run(() -> write(from, pipe, bytes));
            if (random.nextInt(4) == 0) {
                network.loop().advance(random.nextInt(5));
            }
        }
        network.loop().advance(Duration.ofSeconds(10));
        for (Line line : lines) {
            boolean whole = line.nearArrives == Long.MAX_VALUE && line.farArrives == Long.MAX_VALUE;
            check(line.near, line.far, line.nearArrives, whole, seed);
            check(line.far, line.near, line.farArrives, whole, seed);
        }
    }

    private static void write(SimConnection from, Pipe pipe, byte[] bytes) {
        if (from.isOpen()) {
            WriteBuffer out = new WriteBuffer(16);
            out.write(bytes, 0, bytes.length);
            from.write(out);
            from.flush();
            pipe.sent.writeBytes(bytes);
        }
    }

    private static Line open(SimNetwork network, Random random, int number) {
        Line line = new Line();
        SimTransport transport = new SimTransport();
        Endpoint endpoint =
                new Endpoint(
                        network.uri("" + number), 1 << 20, Duration.ofSeconds(1), network::loop);
        transport.bind(endpoint, line.far::accept);
        transport.connect(endpoint, line.near::accept);
        network.loop().run();
        line.link = network.link();
        line.link.latency(Duration.ofMillis(random.nextInt(3)));
        line.link.jitter(Duration.ofMillis(random.nextInt(20)), random);
        line.link.split(random.nextBoolean() ? Splitting.random(random) : Splitting.EVERY_BYTE);
        int most = random.nextInt(3000);
        switch (random.nextInt(5)) {
            case 0 -> {
                line.link.near().cutAfter(most);
                line.nearArrives = most;
            }
            case 1 -> {
                line.link.far().cutAfter(most);
                line.farArrives = most;
            }
            case 2 -> {
                line.link.near().vanish();
                line.nearArrives = 0;
            }
            default -> {}
        }
        return line;
    }

    /** A prefix has come; all of it where the connection has no fault. */
    private static void check(Pipe from, Pipe to, long arrives, boolean whole, String seed) {
        byte[] sent = from.sent.toByteArray();
        byte[] read = to.read.toByteArray();
        assertThat(read.length).as(seed).isLessThanOrEqualTo((int) Math.min(sent.length, arrives));
        assertThat(read).as(seed).isEqualTo(Arrays.copyOf(sent, read.length));
        if (whole) {
            assertThat(read).as(seed).hasSameSizeAs(sent);
            assertThat(from.closed || to.closed).as(seed).isFalse();
        } else if (sent.length > arrives && arrives > 0) {
            assertThat(from.broken && to.broken).as(seed).isTrue();
        }
    }
}
