package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.rpc.CallDispatcher;
import dev.fluxar.patterns.rpc.Calls;
import dev.fluxar.patterns.rpc.InboundCall;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.OutboundStream;
import dev.fluxar.patterns.stream.StreamDispatcher;
import dev.fluxar.patterns.stream.Streams;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.resume.ResumeSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session with its streams, without runtime or transport. Handlers are offered under every name
 * that begins with {@code known}; they do what the test makes them do. Calls are offered likewise,
 * and never answered.
 */
final class StreamsBench extends SessionBench implements StreamDispatcher {

    static final Credit WINDOW = Limits.DEFAULT.credit();

    /** With so large a budget all of {@link #WINDOW} is announced. */
    static final Limits ROOMY = Limits.DEFAULT.withBudget(1L << 30);

    final Exchanges exchanges;
    final Prefetch prefetch;
    final Streams streams;
    final Calls calls;

    /** The applications of accepted streams, in the order in which their handlers started. */
    final List<StreamEnd> accepted = new ArrayList<>();

    /** Names of handlers that were started, of calls and streams. */
    final List<String> started = new ArrayList<>();

    /** Arguments and meta of the streams. */
    final List<Object> arguments = new ArrayList<>();

    final List<Map<String, Object>> metas = new ArrayList<>();

    StreamsBench(Limits limits) {
        this(limits, null);
    }

    StreamsBench(Limits limits, @Nullable ResumeSettings resume) {
        super(
                Role.RESPONDER,
                limits,
                3_600_000,
                true,
                true,
                above -> new Exchanges(7, limits.exchanges(), above),
                resume);
        exchanges = (Exchanges) handler;
        exchanges.bind(session);
        prefetch = new Prefetch(session.budget());
        calls = new Calls(exchanges, new Silent(), limits);
        streams = new Streams(exchanges, this, limits, prefetch);
    }

    static StreamsBench established() {
        return established(ROOMY, Map.of());
    }

    /** With limits of its own, and limits that the other side announces. */
    static StreamsBench established(Limits limits, Map<String, Object> theirs) {
        return established(limits, theirs, false);
    }

    /** Payloads may travel in parts; those beyond 65536 bytes must. */
    static StreamsBench withParts(Limits limits, Map<String, Object> theirs) {
        return established(limits, theirs, true);
    }

    private static StreamsBench established(
            Limits limits, Map<String, Object> theirs, boolean parts) {
        StreamsBench bench = new StreamsBench(limits);
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("heartbeat", 3_600_000);
        offer.put("caps", Map.of("batch", true, "parts", parts));
        if (!theirs.isEmpty()) {
            offer.put("limits", theirs);
        }
        bench.establish(offer);
        return bench;
    }

    /** The session survives; both keep so much. */
    static StreamsBench surviving(long replay, Map<String, Object> theirs) {
        StreamsBench bench = new StreamsBench(ROOMY, keeping(replay));
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

    /** Opens a stream that asks for nothing yet. */
    StreamEnd open(String target) {
        StreamEnd end = make(target, -1, Map.of(), WINDOW);
        streams.open(end.outbound());
        write();
        return end;
    }

    StreamEnd make(String target, long deadlineMillis, Map<String, Object> meta, Credit window) {
        return make(target, deadlineMillis, meta, window, 1);
    }

    StreamEnd make(
            String target,
            long deadlineMillis,
            Map<String, Object> meta,
            Credit window,
            Object argument) {
        StreamEnd end = new StreamEnd();
        end.bind(
                new OutboundStream(
                        streams,
                        target.getBytes(UTF_8),
                        meta,
                        Payload.item(Letter.encode(argument)),
                        deadlineMillis < 0 ? Session.NEVER : now() + deadlineMillis * 1_000_000,
                        window,
                        end,
                        end));
        return end;
    }

    void request(StreamEnd end, long items) {
        end.stream().request(items);
        write();
    }

    /** The application gives items and says so. */
    void give(StreamEnd end, Object... values) {
        end.give(values);
        end.stream().ready();
        write();
    }

    void end(StreamEnd end) {
        end.endGiven = true;
        end.stream().ready();
        write();
    }

    void cancel(StreamEnd end) {
        end.stream().cancel();
        write();
    }

    /** A stream is opened by the other side, and accepted. */
    StreamEnd accept(String id) {
        read(Letter.stream(id, "known", 1));
        return accepted.get(accepted.size() - 1);
    }

    long held() {
        return session.budget().used();
    }

    @Override
    public @Nullable InboundStream find(EnvelopeView open) {
        if (!open.target().startsWith("known")) {
            return null;
        }
        StreamEnd end = new StreamEnd();
        InboundStream stream = new InboundStream(streams, open, end, end);
        end.bind(stream);
        accepted.add(end);
        return stream;
    }

    @Override
    public void start(InboundStream stream, EnvelopeView open) {
        started.add(open.target());
        arguments.add(Letter.decode(open.copyPayload()));
        var meta = open.meta();
        metas.add(meta == null ? Map.of() : meta.toMap());
    }

    /** Calls are never answered. */
    private final class Silent implements CallDispatcher {
        @Override
        public @Nullable InboundCall find(EnvelopeView open) {
            return new InboundCall(open) {
                @Override
                protected void onGivenUp() {}
            };
        }

        @Override
        public void start(InboundCall call, EnvelopeView open) {
            started.add(open.target());
        }
    }
}
