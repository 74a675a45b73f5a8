package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Call;
import dev.fluxar.CallHandler;
import dev.fluxar.CallSpec;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.Splitting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs a schedule on two runtimes and holds what comes of every call against what the model allows:
 * which outcomes there may be, given what has happened so far.
 */
final class Schedule implements AutoCloseable {

    private static final int FAILURE = 4711;
    private static final String[] TARGETS = {
        "now", "later", "blocking", "throws", "fails", "nobody", "null"
    };

    private final TwoPeers peers;
    private final Side near = new Side("near");
    private final Side far = new Side("far");

    /** What happened, each kind at each side by itself. */
    final Map<String, List<String>> trace = new HashMap<>();

    /** What contradicts the model: seen where an application is called, told at the end. */
    private final List<Throwable> faults = new ArrayList<>();

    private boolean drained;

    /** One side: what it has called, and what its handlers do. */
    private static final class Side {
        final String name;
        final List<Called> calls = new ArrayList<>();
        final List<Running> running = new ArrayList<>();
        final Queue<Runnable> blocking = new ArrayDeque<>();
        final Map<Integer, Integer> started = new HashMap<>();
        int lastStarted = -1;
        boolean sentOneway;

        Side(String name) {
            this.name = name;
        }
    }

    /** A call at its caller. */
    private static final class Called {
        final int number;
        final String target;
        final boolean oneway;
        final long deadline;
        CompletableFuture<?> result = new CompletableFuture<>();
        boolean cancelled;

        Called(int number, String target, boolean oneway, long deadline) {
            this.number = number;
            this.target = target;
            this.oneway = oneway;
            this.deadline = deadline;
        }
    }

    /** A call at its callee whose handler has not ended. */
    private record Running(int number, Call call, CompletableFuture<Object> answer) {}

    /**
     * Connects.
     *
     * @param seed of everything that is drawn
     */
    Schedule(long seed) {
        Random random = new Random(seed);
        Limits limits =
                Limits.DEFAULT.withExchanges(1 + random.nextInt(4)).withWaiting(random.nextInt(6));
        boolean batch = random.nextInt(4) > 0;
        SimNetwork network = new SimNetwork(random.nextInt(5) == 0);
        network.splitAll(
                switch (random.nextInt(3)) {
                    case 0 -> Splitting.WHOLE;
                    case 1 -> Splitting.EVERY_BYTE;
                    default -> Splitting.random(random);
                });
        PeerOptions options = PeerOptions.DEFAULT.withLimits(limits).withBatch(batch);
        peers =
                TwoPeers.connect(
                        network,
                        i -> offer(i.options(options.withBlocking(near.blocking::add)), near, far),
                        r -> offer(r.options(options.withBlocking(far.blocking::add)), far, near));
        peers.link.readCompletes(() -> random.nextInt(3) > 0);
    }

    private void offer(Handlers<?> to, Side here, Side there) {
        to.onCall("now", Integer.class, (q, c) -> answer(start(here, there, q, c), q * 10));
        to.onCall("null", Integer.class, (q, c) -> answer(start(here, there, q, c), null));
        to.onCall(
                "later",
                Integer.class,
                (q, c) -> {
                    start(here, there, q, c);
                    Running later = new Running(q, c, new CompletableFuture<>());
                    here.running.add(later);
                    return later.answer;
                });
        to.onCall(
                "blocking",
                Integer.class,
                CallHandler.blocking(
                        (q, c) -> {
                            start(here, there, q, c);
                            return q * 10;
                        }));
        to.onCall(
                "throws",
                Integer.class,
                (q, c) -> {
                    start(here, there, q, c);
                    throw new IllegalStateException("thrown");
                });
        to.onCall(
                "fails",
                Integer.class,
                (q, c) -> {
                    start(here, there, q, c);
                    return CompletableFuture.failedFuture(
                            new FluxarException(FAILURE, "failed", null));
                });
    }

    private static CompletionStage<?> answer(boolean started, @Nullable Object value) {
        assertThat(started).isTrue();
        return CompletableFuture.completedFuture(value);
    }

    /** A handler begins: once per call, in the order of the opens. */
    private boolean start(Side here, Side there, int number, Call call) {
        guarded(() -> checkStart(here, there, number, call));
        return true;
    }

    private void guarded(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | Error e) {
            faults.add(e);
        }
    }

    private void checkStart(Side here, Side there, int number, Call call) {
        note(here, "handler", "start " + number);
        assertThat(here.started.merge(number, 1, Integer::sum)).isOne();
        Called called = there.calls.get(number);
        assertThat(called.target).isEqualTo(call.target());
        // One-way calls do not wait for a place, and blocking handlers begin when they are run.
        if (!called.oneway && !called.target.equals("blocking")) {
            assertThat(number).isGreaterThan(here.lastStarted);
            here.lastStarted = number;
        }
        call.onCancel(
                () -> {
                    note(here, "handler", "cancelled " + number);
                    boolean expired = called.deadline <= now();
                    guarded(() -> assertThat(called.cancelled || expired || over()).isTrue());
                });
    }

    private void note(Side side, String kind, String what) {
        trace.computeIfAbsent(side.name + " " + kind, key -> new ArrayList<>())
                .add(peers.loop.elapsed() + " " + what);
    }

    private long now() {
        return peers.loop.nanoTime();
    }

    /** Whether the session has ended at either side. */
    private boolean over() {
        return peers.nearInsides().state() == SessionState.CLOSED
                || peers.farInsides().state() == SessionState.CLOSED;
    }

    void run(Step step) {
        Side here = step.near() ? near : far;
        Peer peer = step.near() ? peers.near : peers.far;
        SimConnection end = step.near() ? peers.link.near() : peers.link.far();
        int with = step.with();
        switch (step.kind()) {
            case CALL -> call(here, peer, with, false, -1);
            case CALL_TIMED -> call(here, peer, with, false, with * 7L % 50);
            case ONEWAY -> call(here, peer, with, true, with % 3 == 0 ? with : -1);
            case CANCEL -> cancel(here, with);
            case ANSWER -> end(here, with, false);
            case FAIL -> end(here, with, true);
            case RUN_BLOCKING -> {
                Runnable task = here.blocking.poll();
                if (task != null) {
                    task.run();
                }
            }
            case PASS -> peers.loop.advance(with % 20 == 0 ? with * 100L : with);
            case FULL -> peers.loop.run(() -> end.full(true));
            case WRITABLE -> peers.loop.run(() -> end.full(false));
            case HOLD -> peers.loop.run(() -> end.hold(true));
            case READ -> peers.loop.run(() -> end.hold(false));
            case LATENCY -> peers.link.latency(Duration.ofMillis(with % 30));
            case SPLIT ->
                    peers.link.split(
                            with % 2 == 0
                                    ? Splitting.EVERY_BYTE
                                    : Splitting.random(new Random(with)));
            case PING -> {
                var unused = peer.ping();
            }
            case DRAIN -> {
                drained = true;
                peer.drain(Duration.ofMillis(with * 10L));
            }
            case CUT -> peers.loop.run(() -> peers.link.cut());
        }
        // Often several things are asked for before the loop turns.
        if (with % 4 != 0) {
            peers.loop.run();
        }
    }

    private void call(Side here, Peer peer, int with, boolean oneway, long deadlineMillis) {
        int number = here.calls.size();
        String target = TARGETS[with % TARGETS.length];
        long deadline = deadlineMillis < 0 ? Long.MAX_VALUE : now() + deadlineMillis * 1_000_000;
        Called called = new Called(number, target, oneway, deadline);
        here.calls.add(called);
        here.sentOneway |= oneway;
        CallSpec spec = peer.call(target).with(number);
        if (deadlineMillis >= 0) {
            spec.deadline(Duration.ofMillis(deadlineMillis));
        }
        called.result = oneway ? spec.oneway() : spec.send(Integer.class);
        var unused =
                called.result.whenComplete(
                        (value, thrown) -> guarded(() -> judge(here, called, value, thrown)));
    }

    private static void cancel(Side here, int with) {
        if (!here.calls.isEmpty()) {
            Called called = here.calls.get(with % here.calls.size());
            if (!called.result.isDone()) {
                called.cancelled = true;
                called.result.cancel(true);
            }
        }
    }

    private static void end(Side here, int with, boolean failing) {
        if (here.running.isEmpty()) {
            return;
        }
        Running running = here.running.remove(with % here.running.size());
        if (failing) {
            running.answer.completeExceptionally(new FluxarException(FAILURE, "failed", null));
        } else {
            running.answer.complete(running.number * 10);
        }
    }

    /** The model: what a call may have come to, now. */
    private void judge(
            Side here, Called called, @Nullable Object value, @Nullable Throwable thrown) {
        Side there = here == near ? far : near;
        String told = thrown == null ? "value " + value : thrown.toString();
        if (thrown instanceof FluxarException failure) {
            told = ErrorCode.nameOf(failure.code()) + " " + failure.outcome();
        }
        note(here, "call", called.number + " " + told);
        int started = there.started.getOrDefault(called.number, 0);
        if (thrown == null) {
            if (called.oneway) {
                assertThat(value).isNull();
            } else {
                assertThat(started).as(told).isOne();
                assertThat(value)
                        .isEqualTo(called.target.equals("null") ? null : called.number * 10);
                assertThat(called.target).isIn("now", "later", "blocking", "null");
            }
            return;
        }
        if (thrown instanceof CancellationException) {
            assertThat(called.cancelled).isTrue();
            return;
        }
        FluxarException failure = (FluxarException) thrown;
        Outcome outcome = failure.outcome();
        if (outcome == Outcome.NOT_SENT || outcome == Outcome.NOT_PROCESSED) {
            assertThat(started).as(told).isZero();
        }
        if (outcome == Outcome.PROCESSED) {
            assertThat(started).as(told).isOne();
        }
        ErrorCode code = failure.errorCode().orElse(null);
        if (code == null) {
            assertThat(failure.code()).isEqualTo(FAILURE);
            assertThat(called.target).isIn("fails", "later");
            assertThat(outcome).isEqualTo(Outcome.PROCESSED);
            return;
        }
        switch (code) {
            case INTERNAL -> assertThat(called.target).isEqualTo("throws");
            case NOT_FOUND -> {
                assertThat(called.target).isEqualTo("nobody");
                assertThat(outcome).isEqualTo(Outcome.NOT_PROCESSED);
            }
            case DEADLINE_EXCEEDED -> {
                assertThat(called.deadline).isLessThanOrEqualTo(now());
                assertThat(outcome).isIn(Outcome.NOT_SENT, Outcome.UNKNOWN);
            }
            case DRAINING -> {
                assertThat(drained).isTrue();
                assertThat(outcome).isIn(Outcome.NOT_SENT, Outcome.NOT_PROCESSED);
            }
            case UNAVAILABLE -> {
                assertThat(over()).isTrue();
                assertThat(outcome).isIn(Outcome.NOT_SENT, Outcome.UNKNOWN);
            }
            case OVERLOADED -> {
                // A caller that obeys is refused only for the places that one-way calls take.
                if (outcome != Outcome.NOT_SENT) {
                    assertThat(outcome).isEqualTo(Outcome.NOT_PROCESSED);
                    assertThat(here.sentOneway).as(told).isTrue();
                }
                assertThat(failure.retry()).isPresent();
            }
            default -> throw new AssertionError("no call may end like this: " + told);
        }
    }

    /** Lets everything come to its end, and looks for what is left. */
    void finish() {
        peers.link.latency(Duration.ZERO);
        peers.loop.run(
                () -> {
                    for (SimConnection end : List.of(peers.link.near(), peers.link.far())) {
                        end.full(false);
                        end.hold(false);
                    }
                });
        for (int round = 0; round < 50; round++) {
            for (Side side : List.of(near, far)) {
                while (!side.running.isEmpty()) {
                    end(side, 0, false);
                }
                while (!side.blocking.isEmpty()) {
                    side.blocking.remove().run();
                }
            }
            peers.loop.advance(100);
        }
        for (Side side : List.of(near, far)) {
            assertThat(side.calls).allMatch(called -> called.result.isDone(), "done");
        }
        boolean alive = !over();
        check(peers.nearInsides());
        check(peers.farInsides());
        if (alive && !drained) {
            assertThat(peers.near.isOpen() && peers.far.isOpen()).isTrue();
        }
        peers.near.drain(Duration.ofMillis(100));
        peers.loop.advance(1000);
        assertThat(peers.near.closed()).isDone();
        assertThat(peers.far.closed()).isDone();
        peers.loop.advance(100_000);
        assertThat(peers.loop.timers()).isZero();
        assertThat(faults).isEmpty();
        note(near, "link", "wrote " + peers.link.near().written());
        note(far, "link", "wrote " + peers.link.far().written());
    }

    private static void check(Insides insides) {
        assertThat(insides.live()).isZero();
        assertThat(insides.held()).isZero();
        assertThat(insides.untimed()).isTrue();
    }

    @Override
    public void close() {
        peers.close();
    }
}
