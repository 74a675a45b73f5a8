package dev.fluxar.runtime;

import dev.fluxar.PeerOptions;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.runtime.auth.RuntimeAuth;
import dev.fluxar.runtime.loop.BlockingThreads;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.session.Established;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionHandler;
import dev.fluxar.session.SessionSettings;
import dev.fluxar.session.SessionState;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins one connection, one session and its exchanges on one loop: hands bytes and time down to the
 * session, and what it wants written to the connection. Everything happens in turns: input or
 * submissions first, then {@link #settle} writes once what they have caused.
 */
final class SessionDriver implements ConnectionHandler, SessionHandler, SessionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);

    /** How often a turn writes again because the connection has taken everything at once. */
    private static final int MAX_ROUNDS = 16;

    // Valid for the connection's life.
    private final Connection connection;
    private final Loop loop;
    private final SessionOwner owner;
    private final FrameWriter writer;
    private final Session session;
    private final FrameReading input;
    private final Exchanges exchanges;
    private final Patterns patterns;
    private final Executor blocking;
    private final RuntimePeer peer;
    private final RuntimeAuth auth;
    private final Submissions submissions;

    // Confined to the loop.
    private boolean turn;
    private boolean closing;
    private boolean settleScheduled;
    private long timerAt = Session.NEVER;
    private @Nullable Runnable timer;
    private @Nullable SessionEnd end;

    SessionDriver(Connection connection, Role role, PeerOptions options, SessionOwner owner) {
        this.connection = connection;
        this.loop = connection.loop();
        this.owner = owner;
        LoopResources shared = LoopResources.of(loop);
        this.writer = new FrameWriter(connection, shared.output);
        this.exchanges = new Exchanges(Randomness.nextLong(), options.limits().exchanges(), this);
        this.auth = new RuntimeAuth(this, role, options.security(), connection);
        this.session =
                new Session(
                        settings(role, options, auth.ofSession()),
                        exchanges,
                        new IdGenerator(Randomness.nextLong(), Randomness.nextLong()),
                        role == Role.RESPONDER ? Randomness.sessionId() : new byte[0],
                        shared.decoder,
                        shared.view,
                        options.frameLog() == null ? null : new FrameLog(options.frameLog()),
                        connection.openedAt());
        this.input = new FrameReading(connection, role, session, shared.spares);
        connection.maxFrame(Session.HANDSHAKE_FRAME); // §5.4-4
        exchanges.bind(session);
        auth.bind(session);
        if (auth.guards()) {
            exchanges.guard(auth);
        }
        this.submissions = new Submissions(loop, this);
        this.peer = new RuntimePeer(this, connection.remote());
        Executor configured = options.blocking();
        this.blocking =
                configured == null
                        ? BlockingThreads.ofSession(options.limits().exchanges())
                        : configured;
        this.patterns =
                new Patterns(
                        this, exchanges, owner.offered(), options.limits(), auth::principalOrEmpty);
    }

    private static SessionSettings settings(
            Role role, PeerOptions options, @Nullable SessionAuth auth) {
        return new SessionSettings(
                role,
                options.name(),
                Agent.NAME,
                options.limits(),
                options.heartbeat().interval().toMillis(),
                options.handshakeTimeout().toNanos(),
                options.batch(),
                options.parts(),
                null,
                auth);
    }

    /** Says hello, where it is the initiator's. */
    void start() {
        beginTurn();
        session.onTransportReady();
        settle();
    }

    // For the runtime, on the loop or not

    RuntimeAuth auth() {
        return auth;
    }

    @Override
    public RuntimePeer peer() {
        return peer;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    Patterns patterns() {
        return patterns;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public void submit(Submission submission) {
        if (loop.inLoop()) {
            if (turn) {
                submissions.run(submission);
            } else {
                beginTurn();
                submissions.run(submission);
                // More of them are likely to follow: they are written together.
                turn = false;
                scheduleSettle();
            }
            return;
        }
        submissions.offer(submission);
    }

    /** Some of what other threads have submitted is run. */
    void onSubmissions() {
        beginTurn();
        submissions.run();
        settle();
        submissions.scheduleRest();
    }

    private void scheduleSettle() {
        if (!settleScheduled) {
            settleScheduled = true;
            submissions.schedule(
                    () -> {
                        settleScheduled = false;
                        beginTurn();
                        settle();
                    });
        }
    }

    // From the connection

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        if (!turn) {
            beginTurn();
        }
        if (session.state() == SessionState.CLOSED) {
            return; // §9.4-1
        }
        input.read(source, offset, length);
    }

    @Override
    public boolean keep(byte[] source, int used) {
        return input.keep(source, used);
    }

    @Override
    public void claim(ByteBuffer bytes) {
        if (input.claims(bytes)) {
            if (!turn) {
                beginTurn();
            }
            if (session.state() != SessionState.CLOSED) { // §9.4-1
                input.claim(bytes);
            }
        }
    }

    @Override
    public void onReadComplete() {
        settle();
    }

    @Override
    public void onWritable() {
        if (!turn) {
            beginTurn();
            settle();
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        closing = true;
        beginTurn();
        // All complete frames were acted on as they came. §5.5-1
        session.onTransportEnded(cause, input.buffered());
        turn = false;
        cancelTimer();
        SessionEnd why = end;
        if (why != null) {
            owner.closed(this, why);
            peer.onClosed(why);
        }
    }

    // Turns

    private void beginTurn() {
        turn = true;
        session.time(loop.nanoTime(), System.currentTimeMillis());
    }

    /** Ends a turn: writes what it has caused, and asks to be called when time matters. */
    private void settle() {
        if (!closing) {
            try {
                // What has expired is not written any more. §10.1-1
                exchanges.onTimer(session.now());
                write();
            } catch (RuntimeException | Error e) {
                abandon(e);
            }
        }
        turn = false;
        reschedule();
    }

    private void write() {
        int rounds = 0;
        do {
            session.writeTo(writer);
            writer.flush();
        } while (session.hasOutput() && connection.writable() && ++rounds < MAX_ROUNDS);
        if (session.state() == SessionState.CLOSED) {
            close();
        } else if (rounds == MAX_ROUNDS) {
            scheduleSettle();
        }
    }

    private void close() {
        closing = true;
        SessionEnd why = end;
        if (why == null || why.orderly()) {
            connection.close();
        } else if (why.event() == SessionEvent.SILENCE) {
            connection.abort(); // Nobody reads it: nothing to wait for. §9.1-3
        } else {
            connection.closeAtFault();
        }
    }

    /** Gives the connection up after a fault of our own, and only this connection. */
    private void abandon(Throwable fault) {
        LOG.error("the session with {} is given up", connection.remote(), fault);
        // What is half written is in a buffer that the loop's other sessions use too.
        writer.discard();
        closing = true;
        try {
            session.onTransportEnded(new IllegalStateException("a fault of this side", fault), 0);
        } finally {
            connection.abort();
        }
    }

    private void reschedule() {
        long next = Math.min(session.deadline(), exchanges.deadline());
        if (closing || next >= timerAt) {
            return;
        }
        cancelTimer();
        timerAt = next;
        timer = loop.schedule(this::onTimer, Math.max(0, next - session.now()));
    }

    private void onTimer() {
        timer = null;
        timerAt = Session.NEVER;
        beginTurn();
        try {
            session.onTimer();
            exchanges.onTimer(session.now());
        } catch (RuntimeException | Error e) {
            abandon(e);
        }
        settle();
    }

    private void cancelTimer() {
        Runnable scheduled = timer;
        if (scheduled != null) {
            scheduled.run();
            timer = null;
            timerAt = Session.NEVER;
        }
    }

    // From the session

    @Override
    public void established(Established established) {
        connection.maxFrame(session.frameLimit()); // §5.2-6
        peer.onEstablished(established);
        owner.established(this);
    }

    @Override
    public void envelope(EnvelopeView view) {
        throw new IllegalStateException("envelopes are for the patterns");
    }

    @Override
    public void draining() {
        peer.onDraining();
    }

    @Override
    public int live() {
        return exchanges.live();
    }

    @Override
    public boolean isLive(long idHigh, long idLow) {
        return exchanges.isLive(idHigh, idLow);
    }

    @Override
    public void roundTrip(long roundTripNanos) {
        peer.onRoundTrip(roundTripNanos);
    }

    @Override
    public void ended(SessionEnd why) {
        end = why;
        auth.ended(why);
        peer.onEnded(why);
        owner.ended(this, why);
    }
}
