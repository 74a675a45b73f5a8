package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.OutboundStream;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionState;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimLink;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.tests.sim.Splitting;
import dev.fluxar.tests.sim.VirtualLoop;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a schedule on two real sides and holds what their applications are told against a model:
 * each direction is a queue, of which the other side gets a prefix, in order, each item once.
 */
final class StreamSchedule implements AutoCloseable {

    private static final int FAILURE = 4711;
    private static final int MESSAGE = 4096;

    private final SimNetwork network;
    private final VirtualLoop loop;
    private final SimLink link;
    private final Side near;
    private final Side far;
    private final List<Pair> pairs = new ArrayList<>();
    private final boolean ample;
    private boolean drained;

    /** One side of the session. */
    private final class Side {
        final FlowModel model;
        @Nullable StreamsPeer peer;

        Side(Credit theirs) {
            model = new FlowModel(theirs);
        }

        StreamsPeer peer() {
            if (peer == null) {
                throw new AssertionError("not connected");
            }
            return peer;
        }

        ConnectionAcceptor acceptor(Role role, Limits limits, boolean batch) {
            return connection -> {
                StreamsPeer made =
                        new StreamsPeer(
                                connection, role, limits, batch, model, StreamSchedule.this::find);
                peer = made;
                if (role == Role.INITIATOR) {
                    loop.execute(() -> made.turn(made.session::onTransportReady));
                } else {
                    made.turn(made.session::onTransportReady);
                }
                return made;
            };
        }
    }

    /** One application of a stream, and what it has done. */
    private static final class App {
        final StreamEnd end = new StreamEnd();
        final List<Object> given = new ArrayList<>();
        boolean cancelled;
        boolean failed;
        boolean unreadable;
        boolean enough;
        boolean tooLong;
        boolean handlerEnded;

        boolean touched() {
            return cancelled || failed || unreadable || enough || tooLong;
        }
    }

    /** A stream. */
    private static final class Pair {
        final int number;
        final boolean fromNear;
        final long deadline;
        final App opener = new App();
        @Nullable App acceptor;

        Pair(int number, boolean fromNear, long deadline) {
            this.number = number;
            this.fromNear = fromNear;
            this.deadline = deadline;
        }

        String name() {
            return (number % 9 == 8 ? "unknown" : "s") + number;
        }
    }

    StreamSchedule(long seed) {
        Random random = new Random(seed);
        Limits nearLimits = limits(random);
        Limits farLimits = limits(random);
        ample = Math.min(nearLimits.budget(), farLimits.budget()) > 1 << 20;
        network = new SimNetwork(random.nextInt(5) == 0);
        loop = network.loop();
        network.splitAll(
                switch (random.nextInt(3)) {
                    case 0 -> Splitting.WHOLE;
                    case 1 -> Splitting.EVERY_BYTE;
                    default -> Splitting.random(random);
                });
        near = new Side(farLimits.credit());
        far = new Side(nearLimits.credit());
        boolean batch = random.nextInt(4) > 0;
        Endpoint endpoint =
                new Endpoint(network.uri(), 1 << 24, Duration.ofSeconds(10), () -> loop);
        new SimTransport().bind(endpoint, far.acceptor(Role.RESPONDER, farLimits, batch));
        new SimTransport().connect(endpoint, near.acceptor(Role.INITIATOR, nearLimits, batch));
        loop.run();
        link = network.link();
        link.readCompletes(() -> random.nextInt(3) > 0);
        assertThat(near.peer().session.state()).isEqualTo(SessionState.ESTABLISHED);
    }

    private static Limits limits(Random random) {
        Limits limits =
                Limits.DEFAULT
                        .withMessage(MESSAGE)
                        .withExchanges(1 + random.nextInt(5))
                        .withWaiting(random.nextInt(6));
        long budget =
                switch (random.nextInt(3)) {
                    case 0 -> 2L * MESSAGE;
                    case 1 -> 16L * MESSAGE;
                    default -> 32L << 20;
                };
        return limits.withBudget(budget).withCredit(credit(random));
    }

    private static Credit credit(Random random) {
        return random.nextBoolean()
                ? new Credit(256, 1 << 18)
                : new Credit(random.nextInt(12), random.nextInt(6000));
    }

    private @Nullable InboundStream find(StreamsPeer peer, EnvelopeView open) {
        if (open.target().startsWith("unknown")) {
            return null;
        }
        Pair pair = pairs.get(Integer.parseInt(open.target().substring(1)));
        assertThat(pair.acceptor).as("a handler is started once").isNull();
        App app = new App();
        pair.acceptor = app;
        InboundStream stream = new InboundStream(peer.streams, open, app.end, app.end);
        app.end.bind(stream);
        return stream;
    }

    private boolean over() {
        return near.peer().session.state() == SessionState.CLOSED
                || far.peer().session.state() == SessionState.CLOSED;
    }

    void run(StreamStep step) {
        Side here = step.near() ? near : far;
        SimConnection end = step.near() ? link.near() : link.far();
        int with = step.with();
        switch (step.kind()) {
            case OPEN -> open(here, step.near(), with, -1);
            case OPEN_TIMED -> open(here, step.near(), with, with * 7L % 50);
            case GIVE -> act(step, app -> give(app, with % 7, with * 31 % 900));
            case GIVE_LONG -> act(step, app -> give(app, 1, MESSAGE - 60 + with));
            case END -> act(step, StreamSchedule::end);
            case REQUEST -> act(step, app -> app.end.stream().request(1 + with % 9));
            case REQUEST_ALL -> act(step, app -> app.end.stream().request(Long.MAX_VALUE));
            case CANCEL -> act(step, StreamSchedule::cancel);
            case FAIL -> act(step, StreamSchedule::fail);
            case UNREADABLE -> act(step, app -> failsToRead(app, with));
            case ENOUGH -> act(step, StreamSchedule::enough);
            case HANDLER_ENDS -> act(step, StreamSchedule::handlerEnds);
            case PAUSE -> verb(step, "pause");
            case RESUME -> verb(step, "resume");
            case PASS -> loop.advance(with % 20 == 0 ? with * 100L : with);
            case FULL -> loop.run(() -> end.full(true));
            case WRITABLE -> loop.run(() -> end.full(false));
            case HOLD -> loop.run(() -> end.hold(true));
            case READ -> loop.run(() -> end.hold(false));
            case LATENCY -> link.latency(Duration.ofMillis(with % 30));
            case SPLIT ->
                    link.split(
                            with % 2 == 0
                                    ? Splitting.EVERY_BYTE
                                    : Splitting.random(new Random(with)));
            case DRAIN -> {
                drained = true;
                turn(here, () -> here.peer().session.drain(0, with * 10L, null));
            }
            case CUT -> loop.run(link::cut);
        }
        if (with % 4 != 0) {
            loop.run();
        }
    }

    private void turn(Side here, Runnable action) {
        loop.execute(() -> here.peer().turn(action));
        loop.run(() -> {});
    }

    private void open(Side here, boolean fromNear, int with, long millis) {
        StreamsPeer peer = here.peer();
        long deadline = millis < 0 ? Session.NEVER : loop.nanoTime() + millis * 1_000_000;
        Pair pair = new Pair(pairs.size(), fromNear, deadline);
        pairs.add(pair);
        StreamEnd end = pair.opener.end;
        Credit window = credit(new Random(with));
        end.bind(
                new OutboundStream(
                        peer.streams,
                        pair.name().getBytes(UTF_8),
                        with % 3 == 0 ? Map.of("k", "v") : Map.of(),
                        Payload.item(Letter.encode(pair.number)),
                        deadline,
                        new Credit(Math.max(1, window.items()), Math.max(1, window.bytes())),
                        end,
                        end));
        turn(
                here,
                () -> {
                    if (with % 2 == 0) {
                        end.stream().request(1 + with);
                    }
                    peer.streams.open(end.outbound());
                });
    }

    /** The application of a stream at that side does something. */
    private void act(StreamStep step, Consumer<App> action) {
        if (pairs.isEmpty()) {
            return;
        }
        Pair pair = pairs.get(step.with() % pairs.size());
        App app = pair.fromNear == step.near() ? pair.opener : pair.acceptor;
        if (app != null) {
            turn(step.near() ? near : far, () -> action.accept(app));
        }
    }

    private static void give(App app, int count, int size) {
        if (app.end.endGiven || app.end.stopped != null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            Object item = List.of(app.given.size(), "x".repeat(size));
            app.given.add(item);
            app.end.give(item);
            app.tooLong |= Letter.encode(item).length + 23 > MESSAGE;
        }
        app.end.stream().ready();
    }

    private static void end(App app) {
        app.end.endGiven = true;
        app.end.stream().ready();
    }

    private static void cancel(App app) {
        app.cancelled = true;
        app.end.stream().cancel();
    }

    private static void fail(App app) {
        app.failed = true;
        app.end.stream().fail(ErrorInfo.of(new FluxarException(FAILURE, "failed", null)));
    }

    private static void failsToRead(App app, int with) {
        app.end.onItem =
                item -> {
                    if (with % 2 == 0) {
                        app.unreadable = true;
                        app.end.stream().unreadable("no such thing");
                    } else {
                        cancel(app);
                    }
                };
    }

    private static void enough(App app) {
        if (app.end.stream() instanceof InboundStream stream) {
            app.enough = true;
            stream.enough();
        }
    }

    private static void handlerEnds(App app) {
        if (app.end.stream() instanceof InboundStream stream) {
            app.handlerEnded = true;
            stream.handlerEnded();
        }
    }

    /** Written by hand: this library's own streams pause nobody. */
    private void verb(StreamStep step, String verb) {
        if (pairs.isEmpty()) {
            return;
        }
        Pair pair = pairs.get(step.with() % pairs.size());
        String id = (pair.fromNear ? near : far).model.id(pair.name());
        App app = pair.fromNear == step.near() ? pair.opener : pair.acceptor;
        if (id == null || app == null || app.end.completed) {
            return;
        }
        Side here = step.near() ? near : far;
        turn(here, () -> here.peer().session.sendUrgent(verb(id, verb)));
    }

    private static Envelope verb(String id, String verb) {
        long high = Long.parseUnsignedLong(id.substring(0, 16), 16);
        long low = Long.parseUnsignedLong(id.substring(16), 16);
        return new Envelope(
                MessageType.STREAM, 0, 0, high, low, verb.getBytes(UTF_8), null, null, null);
    }

    /** Lets everything come to its end, and looks for what is left. */
    void finish() {
        link.latency(Duration.ZERO);
        loop.run(
                () -> {
                    for (SimConnection end : List.of(link.near(), link.far())) {
                        end.full(false);
                        end.hold(false);
                    }
                });
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < pairs.size(); i++) {
                for (boolean side : new boolean[] {true, false}) {
                    verb(new StreamStep(StreamStep.Kind.RESUME, side, i), "resume");
                    act(
                            new StreamStep(StreamStep.Kind.END, side, i),
                            app -> {
                                end(app);
                                app.end.stream().request(Long.MAX_VALUE);
                                handlerEnds(app);
                            });
                }
            }
            loop.advance(100);
        }
        for (Pair pair : pairs) {
            judge(pair);
        }
        if (!over()) {
            turn(near, () -> near.peer().session.drain(0, 100, null));
        }
        loop.advance(1000);
        for (Side side : List.of(near, far)) {
            StreamsPeer peer = side.peer();
            assertThat(peer.session.state()).isEqualTo(SessionState.CLOSED);
            assertThat(peer.exchanges.live()).isZero();
            assertThat(peer.exchanges.deadline()).isEqualTo(Session.NEVER);
            assertThat(peer.exchanges.roomThere()).isTrue();
            assertThat(peer.prefetch.waiting()).isZero();
            assertThat(peer.session.budget().used()).isZero();
            assertThat(peer.session.budget().prefetch()).isZero();
        }
        assertThat(loop.timers()).isZero();
    }

    private void judge(Pair pair) {
        App opener = pair.opener;
        App acceptor = pair.acceptor;
        String told = pair.number + ": " + opener.end.told;
        assertThat(opener.end.completed).as(told).isTrue();
        boolean expired = pair.deadline <= loop.nanoTime();
        FluxarException failure = opener.end.failure;
        if (failure != null) {
            judge(pair, failure, told);
        }
        if (acceptor == null) {
            assertThat(opener.end.items).isEmpty();
            assertThat(failure).isNotNull();
            return;
        }
        String toldThere = told + ", acceptor: " + acceptor.end.told;
        assertThat(acceptor.end.completed).as(toldThere).isTrue();
        // In order, each once, a prefix of what was given.
        prefix(opener.end.items, acceptor.given, toldThere);
        prefix(acceptor.end.items, opener.given, toldThere);
        if (failure == null) {
            assertThat(opener.end.items).as(toldThere).isEqualTo(acceptor.given);
            assertThat(opener.end.told).contains("ended");
        }
        if (acceptor.end.failure == null && !acceptor.enough) {
            assertThat(acceptor.end.items).as(toldThere).isEqualTo(opener.given);
            assertThat(acceptor.end.told).contains("ended");
        }
        if (!opener.touched() && !acceptor.touched() && !expired && !over() && !drained) {
            if (failure == null || failure.code() != ErrorCode.OVERLOADED.code()) {
                boolean held =
                        acceptor.end.failure != null
                                && acceptor.end.failure.code() == ErrorCode.OVERLOADED.code();
                assertThat(failure == null || held).as(toldThere).isTrue();
            }
        }
        for (FluxarException either : new FluxarException[] {failure, acceptor.end.failure}) {
            if (either != null) {
                assertThat(either.code()).isNotEqualTo(ErrorCode.FLOW_VIOLATION.code());
            }
        }
    }

    private static void prefix(List<Object> got, List<Object> given, String told) {
        assertThat(got.size()).as(told).isLessThanOrEqualTo(given.size());
        assertThat(got).as(told).isEqualTo(given.subList(0, got.size()));
    }

    /** Which outcomes there may be. */
    private void judge(Pair pair, FluxarException failure, String told) {
        App opener = pair.opener;
        App acceptor = pair.acceptor;
        Outcome outcome = failure.outcome();
        if (outcome == Outcome.NOT_SENT || outcome == Outcome.NOT_PROCESSED) {
            assertThat(acceptor).as(told).isNull();
        }
        if (outcome == Outcome.PROCESSED) {
            assertThat(acceptor).as(told).isNotNull();
        }
        if (outcome == Outcome.NOT_SENT) {
            assertThat((pair.fromNear ? near : far).model.id(pair.name())).as(told).isNull();
        }
        boolean there = acceptor != null;
        if (failure.code() == FAILURE) {
            assertThat(opener.failed || there && acceptor.failed).as(told).isTrue();
            return;
        }
        ErrorCode code = failure.errorCode().orElseThrow();
        boolean allowed =
                switch (code) {
                    case CANCELLED -> opener.cancelled || there && acceptor.cancelled;
                    case DEADLINE_EXCEEDED -> pair.deadline <= loop.nanoTime();
                    case NOT_FOUND -> pair.name().startsWith("unknown");
                    case INTERNAL ->
                            opener.unreadable && outcome == Outcome.PROCESSED
                                    || there && acceptor.tooLong && outcome == Outcome.PROCESSED;
                    case TOO_LARGE -> opener.tooLong && outcome == Outcome.UNKNOWN;
                    case INVALID_ARGUMENT -> there && acceptor.unreadable;
                    case DRAINING -> drained;
                    case UNAVAILABLE -> over();
                    case OVERLOADED -> failure.retry().isPresent() && !(ample && there);
                    default -> false;
                };
        assertThat(allowed).as(told + " " + failure).isTrue();
    }

    /** What happened, to be compared with another run. */
    List<String> trace() {
        List<String> trace = new ArrayList<>(near.model.log);
        trace.addAll(far.model.log);
        for (Pair pair : pairs) {
            trace.add(pair.opener.end.told.toString());
            trace.add(pair.acceptor == null ? "" : pair.acceptor.end.told.toString());
        }
        return trace;
    }

    @Override
    public void close() {
        network.close();
    }
}
