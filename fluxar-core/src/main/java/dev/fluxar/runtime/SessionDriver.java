package dev.fluxar.runtime;

import dev.fluxar.PeerOptions;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.runtime.auth.RuntimeAuth;
import dev.fluxar.runtime.loop.BlockingThreads;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.platform.FrameLog;
import dev.fluxar.runtime.platform.MacProofs;
import dev.fluxar.runtime.platform.Randomness;
import dev.fluxar.session.Established;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionHandler;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.Proofs;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins one session, its exchanges and the {@link Link} that it has at the moment on one loop,
 * where it stays for its life: hands bytes and time down to the session, and what it wants written
 * to the connection. Everything happens in turns: input or submissions first, then {@link #settle}
 * writes once what they have caused.
 */
final class SessionDriver implements SessionHandler, SessionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);

    private static final Proofs PROOFS = new MacProofs();

    /** How often a turn writes again because the connection has taken everything at once. */
    private static final int MAX_ROUNDS = 16;

    // Valid for the session's life.
    private final Role role;
    private final Loop loop;
    private final SessionOwner owner;
    private final ChannelClass channelClass;
    private final Session session;
    private final SessionTimer timer;
    private final Exchanges exchanges;
    private final Patterns patterns;
    private final Executor blocking;
    private final RuntimePeer peer;
    private final RuntimeAuth auth;
    private final Submissions submissions;

    // Confined to the loop.
    private boolean turn;

    /** Null while the session has no connection. */
    private @Nullable Link link;

    /** Whether a connection is let go of for another one. */
    private boolean takingOver;

    private boolean closing;
    private boolean finished;
    private boolean settleScheduled;
    private @Nullable SessionEnd end;

    /** One that begins a session. */
    SessionDriver(Connection connection, Role role, PeerOptions options, SessionOwner owner) {
        this(connection, role, options, owner, null);
    }

    /** One that resumes another session where there is an attempt, which is all that it is for. */
    SessionDriver(
            Connection connection,
            Role role,
            PeerOptions options,
            SessionOwner owner,
            @Nullable Attempt attempt) {
        this.role = role;
        this.loop = connection.loop();
        this.timer = new SessionTimer(loop, this::onTimer);
        this.owner = owner;
        this.channelClass = classOf(connection);
        LoopResources shared = LoopResources.of(loop);
        this.exchanges = new Exchanges(Randomness.nextLong(), options.limits().exchanges(), this);
        this.auth = new RuntimeAuth(this, role, options.security(), connection, channelClass);
        this.session =
                new Session(
                        Settings.of(role, options, channelClass, auth.ofSession(), attempt),
                        exchanges,
                        new IdGenerator(Randomness.nextLong(), Randomness.nextLong()),
                        role == Role.RESPONDER ? Randomness.sessionId() : new byte[0],
                        shared.decoder,
                        shared.view,
                        options.frameLog() == null ? null : new FrameLog(options.frameLog()),
                        connection.openedAt());
        this.link = new Link(connection, role, session, this);
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

    /**
     * Says hello, where it is the initiator's.
     *
     * @return who hears of the connection
     */
    ConnectionHandler start() {
        Link first = link;
        if (first == null) {
            throw new IllegalStateException("started again, expected once");
        }
        beginTurn();
        session.onTransportReady();
        settle();
        return first;
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

    @Override
    public boolean keep(byte[] source, int used) {
        Link present = link;
        return present != null && present.keep(source, used);
    }

    // From the link

    /** Bytes came in; false where they are not to be acted on. */
    boolean beginReading() {
        if (!turn) {
            beginTurn();
        }
        return session.state() != SessionState.CLOSED; // §9.4-1
    }

    void onWritable() {
        if (!turn) {
            beginTurn();
            settle();
        }
    }

    void onClosed(Link closed, @Nullable Throwable cause) {
        link = null;
        beginTurn();
        // All complete frames were acted on as they came. §5.5-1
        session.onTransportEnded(cause, closed.buffered());
        settle();
    }

    // Turns

    private void beginTurn() {
        turn = true;
        session.time(loop.nanoTime(), System.currentTimeMillis());
    }

    /** Ends a turn: writes what it has caused, and asks to be called when time matters. */
    void settle() {
        if (!closing) {
            try {
                // What has expired is not written any more. §10.1-1
                exchanges.onTimer(session.now());
                Link present = link;
                if (present != null) {
                    write(present);
                } else {
                    session.requireBounds();
                    owner.waits(this);
                }
            } catch (RuntimeException | Error e) {
                abandon(e);
            }
        }
        turn = false;
        SessionEnd why = end;
        if (why != null && link == null) {
            finish(why);
        }
        reschedule();
    }

    private void write(Link to) {
        int rounds = 0;
        do {
            session.writeTo(to.writer);
            to.writer.flush();
        } while (session.hasOutput() && to.connection.writable() && ++rounds < MAX_ROUNDS);
        if (session.state() == SessionState.CLOSED) {
            close(to.connection);
        } else if (rounds == MAX_ROUNDS) {
            scheduleSettle();
        }
    }

    private void close(Connection connection) {
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

    /** Over, and without a connection: nothing happens any more. */
    private void finish(SessionEnd why) {
        closing = true;
        timer.cancel();
        if (!finished) {
            finished = true;
            owner.closed(this, why);
            peer.onClosed(why);
        }
    }

    /** Gives the session up after a fault of our own, and only this session. */
    void abandon(Throwable fault) {
        LOG.error("the session with {} is given up", peer.remote(), fault);
        Link present = link;
        if (present != null) {
            // What is half written is in a buffer that the loop's other sessions use too.
            present.writer.discard();
        }
        closing = true;
        try {
            session.onFault(fault);
        } finally {
            if (present != null) {
                present.connection.abort();
            }
        }
    }

    private void reschedule() {
        if (!closing) {
            long next = Math.min(session.deadline(), exchanges.deadline());
            timer.at(next, session.now());
        }
    }

    private void onTimer() {
        beginTurn();
        try {
            session.onTimer();
            exchanges.onTimer(session.now());
        } catch (RuntimeException | Error e) {
            abandon(e);
        }
        settle();
    }

    // Where the session survives

    Role role() {
        return role;
    }

    SessionOwner owner() {
        return owner;
    }

    ChannelClass channelClass() {
        return channelClass;
    }

    Proofs proofs() {
        return PROOFS;
    }

    /**
     * Lets go of the connection, because another session takes it over.
     *
     * @return null where it is gone already
     */
    @Nullable Link release() {
        Link present = link;
        link = null;
        return present;
    }

    /** Lets go of the connection for another one, which is there. §9.12-3 */
    void takeOver(Runnable lose) {
        takingOver = true;
        lose.run();
        takingOver = false;
    }

    /** Takes a connection over. */
    void attach(Link next) {
        link = next;
        auth.attach(next.connection);
        peer.remote(next.connection.remote());
    }

    /** A link of this session over a connection of its loop. */
    Link link(Connection connection) {
        return new Link(connection, role, session, this);
    }

    /** As the application has declared it, or as it is. §8.6 */
    ChannelClass classOf(Connection connection) {
        return owner.trusted() ? ChannelClass.TRUSTED : connection.channelClass();
    }

    /** Runs something in a turn of this session. On the loop. */
    void inTurn(Runnable task) {
        beginTurn();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            abandon(e);
        }
        settle();
    }

    @Override
    public void detached(SessionEnd why) {
        Link lost = link;
        link = null;
        if (lost != null) {
            lost.release();
            lost.connection.abort(); // §9.10-2
        }
        auth.detached(why);
        peer.onDetached(why);
        if (!takingOver) {
            owner.detached(this, why);
        }
    }

    @Override
    public void resumed(long replayed) {
        peer.onResumed(replayed);
        owner.resumed(this);
    }

    @Override
    public @Nullable ErrorInfo proves(ResumeHello hello) {
        return owner.proves(hello);
    }

    @Override
    public @Nullable ErrorInfo resumes(ResumeHello hello, SessionAuth.Ruling ruling) {
        return owner.resumes(this, hello, ruling);
    }

    @Override
    public void accepted(ResumeAnswer answer) {
        owner.accepted(this, answer);
    }

    // From the session

    @Override
    public void established(Established established) {
        Link present = link;
        if (present != null) {
            present.connection.maxFrame(session.frameLimit()); // §5.2-6
        }
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
        if (why.event() == SessionEvent.HANDED_OVER) {
            finish(why);
        }
    }
}
