package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.rpc.CallDispatcher;
import dev.fluxar.patterns.rpc.CallOutcome;
import dev.fluxar.patterns.rpc.Calls;
import dev.fluxar.patterns.rpc.InboundCall;
import dev.fluxar.patterns.rpc.OutboundCall;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.resume.ResumeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session with its calls, without runtime or transport. Handlers are offered under every name
 * that begins with {@code known}; they run until the test ends them.
 */
final class CallsBench extends SessionBench implements CallDispatcher {

    final Exchanges exchanges;
    final Calls calls;
    final List<Running> running = new ArrayList<>();

    /** What begins the names of the calls that are offered. */
    String offered = "known";

    /** A call at this callee. */
    static final class Running extends InboundCall {
        final String target;
        int givenUp;

        /** What the handler was given, encoded. */
        byte @Nullable [] payload;

        Running(EnvelopeView open) {
            super(open);
            target = open.target();
        }

        @Override
        protected void onGivenUp() {
            givenUp++;
        }
    }

    /** What comes of a call of this caller. */
    static final class Result implements CallOutcome {
        private @Nullable OutboundCall call;
        @Nullable String told;

        /** What was replied, encoded. */
        byte @Nullable [] reply;

        private void tell(String what) {
            if (told != null) {
                throw new AssertionError("told " + told + " and then " + what);
            }
            told = what;
        }

        @Override
        public void succeeded(@Nullable EnvelopeView reply) {
            tell(reply == null ? "written" : "reply");
            this.reply = reply == null ? null : reply.copyPayload().clone();
        }

        @Override
        public void failed(FluxarException failure) {
            tell(dev.fluxar.ErrorCode.nameOf(failure.code()) + ", " + failure.outcome());
        }
    }

    CallsBench(Role role, Limits limits) {
        this(role, limits, null);
    }

    CallsBench(Role role, Limits limits, @Nullable ResumeSettings resume) {
        super(
                role,
                limits,
                3_600_000,
                true,
                true,
                above -> new Exchanges(7, limits.exchanges(), above),
                resume);
        exchanges = (Exchanges) handler;
        exchanges.bind(session);
        calls = new Calls(exchanges, this, limits);
    }

    static CallsBench established() {
        return established(Map.of());
    }

    static CallsBench established(Map<String, Object> theirs) {
        CallsBench bench = new CallsBench(Role.RESPONDER, Limits.DEFAULT);
        bench.establish(
                theirs.isEmpty()
                        ? Map.of("heartbeat", 3_600_000)
                        : Map.of("heartbeat", 3_600_000, "limits", theirs));
        return bench;
    }

    /** Payloads may travel in parts; those beyond 65536 bytes must. */
    static CallsBench withParts() {
        return withParts(Limits.DEFAULT, Map.of());
    }

    static CallsBench withParts(Limits limits, Map<String, Object> theirs) {
        CallsBench bench = new CallsBench(Role.RESPONDER, limits);
        bench.establish(
                Map.of(
                        "heartbeat",
                        3_600_000,
                        "caps",
                        Map.of("batch", true, "parts", true),
                        "limits",
                        theirs));
        return bench;
    }

    /** Payloads may travel in parts, and the session survives; both keep so much. */
    static CallsBench surviving(Limits limits, long replay, Map<String, Object> theirs) {
        CallsBench bench = new CallsBench(Role.RESPONDER, limits, keeping(replay));
        bench.establish(survivingWith(replay, theirs));
        return bench;
    }

    @Override
    long deadline() {
        return Math.min(super.deadline(), exchanges.deadline());
    }

    @Override
    void onTimer() {
        super.onTimer();
        exchanges.onTimer(now());
    }

    Result open(String target) {
        return open(target, -1, false, new byte[1]);
    }

    Result open(String target, long deadlineMillis, boolean oneway, byte[] payload) {
        Result result = new Result();
        result.call =
                new OutboundCall(
                        target.getBytes(UTF_8),
                        Map.of(),
                        Payload.bytes(payload),
                        oneway,
                        deadlineMillis < 0 ? Session.NEVER : now() + deadlineMillis * 1_000_000,
                        result);
        calls.outbound().open(result.call);
        write();
        return result;
    }

    void cancel(Result result) {
        calls.outbound().cancel(result.call);
        write();
    }

    void reply(Running call) {
        reply(call, new byte[2]);
    }

    void reply(Running call, byte[] result) {
        calls.inbound().reply(call, null, Payload.bytes(result));
        write();
    }

    void fail(Running call, dev.fluxar.ErrorCode code) {
        calls.inbound().fail(call, dev.fluxar.message.ErrorInfo.of(code, "x"));
        write();
    }

    @Override
    public @Nullable InboundCall find(EnvelopeView open) {
        return open.target().startsWith(offered) ? new Running(open) : null;
    }

    @Override
    public void start(InboundCall call, EnvelopeView open) {
        ((Running) call).payload = open.copyPayload().clone();
        running.add((Running) call);
    }
}
