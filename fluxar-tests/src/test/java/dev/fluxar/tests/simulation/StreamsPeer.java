package dev.fluxar.tests.simulation;

import dev.fluxar.Limits;
import dev.fluxar.framing.FrameDecoder;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.StreamDispatcher;
import dev.fluxar.patterns.stream.Streams;
import dev.fluxar.session.Established;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionHandler;
import dev.fluxar.session.SessionSettings;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.SessionTap;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A session with its streams over a simulated connection: what a runtime does around them, without
 * a runtime.
 */
final class StreamsPeer implements ConnectionHandler, SessionHandler, StreamDispatcher {

    private static final long HOUR = 3_600_000;

    final Session session;
    final Exchanges exchanges;
    final Streams streams;
    final Prefetch prefetch;
    private final Connection connection;
    private final FrameWriter writer;
    private final FrameDecoder frames = new FrameDecoder(1 << 24);
    private final BiFunction<StreamsPeer, EnvelopeView, @Nullable InboundStream> handlers;
    private boolean turn;
    private boolean closing;
    private @Nullable Runnable timer;

    StreamsPeer(
            Connection connection,
            Role role,
            Limits limits,
            boolean batch,
            SessionTap tap,
            BiFunction<StreamsPeer, EnvelopeView, @Nullable InboundStream> handlers) {
        this.connection = connection;
        this.handlers = handlers;
        this.writer = new FrameWriter(connection, new WriteBuffer(64));
        this.exchanges = new Exchanges(7, limits.exchanges(), this);
        this.session =
                new Session(
                        new SessionSettings(
                                role, "me", "test", limits, HOUR, 10_000_000_000L, batch, false),
                        exchanges,
                        role == Role.INITIATOR ? new IdGenerator(1, 2) : new IdGenerator(3, 4),
                        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                        new EnvelopeDecoder(),
                        new EnvelopeView(),
                        tap,
                        connection.openedAt());
        exchanges.bind(session);
        prefetch = new Prefetch(session.budget());
        streams = new Streams(exchanges, this, limits, prefetch);
    }

    /** Does something in a turn of its own. */
    void turn(Runnable action) {
        begin();
        action.run();
        settle();
    }

    private void begin() {
        turn = true;
        session.time(connection.loop().nanoTime(), HOUR);
    }

    private void settle() {
        if (!closing) {
            exchanges.onTimer(session.now());
            do {
                session.writeTo(writer);
                writer.flush();
            } while (session.hasOutput() && connection.writable());
            if (session.state() == SessionState.CLOSED) {
                closing = true;
                connection.close();
            }
        }
        turn = false;
        cancelTimer();
        long next = Math.min(session.deadline(), exchanges.deadline());
        if (!closing && next != Session.NEVER) {
            timer = connection.loop().schedule(this::onTimer, Math.max(0, next - session.now()));
        }
    }

    private void onTimer() {
        timer = null;
        turn(
                () -> {
                    session.onTimer();
                    exchanges.onTimer(session.now());
                });
    }

    private void cancelTimer() {
        Runnable scheduled = timer;
        if (scheduled != null) {
            scheduled.run();
            timer = null;
        }
    }

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        if (!turn) {
            begin();
        }
        if (session.state() == SessionState.CLOSED) {
            return;
        }
        session.onBytes();
        if (connection.keepsBoundaries()) {
            session.onFrame(source, offset, length);
        } else {
            frames.decode(source, offset, length, session::onFrame);
        }
    }

    @Override
    public void onReadComplete() {
        settle();
    }

    @Override
    public void onWritable() {
        if (!turn) {
            turn(() -> {});
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        closing = true;
        turn(() -> session.onTransportEnded(cause, frames.buffered()));
    }

    @Override
    public @Nullable InboundStream find(EnvelopeView open) {
        return handlers.apply(this, open);
    }

    @Override
    public void start(InboundStream stream, EnvelopeView open) {}

    @Override
    public void established(Established established) {}

    @Override
    public void envelope(EnvelopeView view) {
        throw new AssertionError("envelopes are for the patterns");
    }

    @Override
    public void draining() {}

    @Override
    public int live() {
        return exchanges.live();
    }

    @Override
    public boolean isLive(long idHigh, long idLow) {
        return exchanges.isLive(idHigh, idLow);
    }

    @Override
    public void roundTrip(long roundTripNanos) {}

    @Override
    public void ended(SessionEnd end) {}
}
