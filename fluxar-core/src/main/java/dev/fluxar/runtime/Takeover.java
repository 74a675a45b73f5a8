package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.Survival;
import dev.fluxar.session.auth.CarriedAuth;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.resume.KnownSession;
import dev.fluxar.session.resume.RefusalReason;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.session.resume.ResumeJudge;
import dev.fluxar.transport.Connection;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a session takes over the connection that another one began with (spec §9.12): that one hands
 * it on, over to the loop where the first one lives.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private Takeover() {}

    /**
     * Hands a connection on; the session that it began with is over by that. On that one's loop,
     * within a turn.
     *
     * @param longestFrame that either session accepts, once the handshake is done
     * @param then called on the loop of the session that takes it over
     * @return false when that loop has shut down, and the connection is given up
     */
    static boolean handOn(
            SessionDriver from, SessionDriver to, int longestFrame, Consumer<Link> then) {
        Link present = from.release();
        if (present == null) {
            throw new IllegalStateException("handed on without a connection, expected one");
        }
        Connection connection = present.connection;
        if (to.loop() == from.loop()) {
            Link next = to.link(connection);
            present.handOn(next);
            then.accept(next);
            return true;
        }
        // What the session is sent may be read before its loop could say so. §5.2-6
        connection.maxFrame(longestFrame);
        RelayedConnection relayed = new RelayedConnection(connection, to.loop());
        present.handOn(relayed.far());
        try {
            to.loop()
                    .execute(
                            () -> {
                                Link next = to.link(relayed);
                                relayed.handler(next);
                                then.accept(next);
                            });
            return true;
        } catch (RejectedExecutionException gone) {
            connection.abort();
            return false;
        }
    }

    /** A hello whose proof is right resumes a session, or is refused. On its loop. §9.12-1 */
    static void resume(
            SessionDriver home, Link next, ResumeHello hello, ResumableSessions.Admitted admitted) {
        home.inTurn(() -> judge(home, next, hello, admitted));
    }

    private static void judge(
            SessionDriver home, Link next, ResumeHello hello, ResumableSessions.Admitted admitted) {
        Session session = home.session();
        Survival survival = survivalOf(session);
        boolean over = session.state() == SessionState.CLOSED;
        KnownSession.State state = over ? KnownSession.State.ENDED : KnownSession.State.KEPT;
        ErrorInfo refusal =
                ResumeJudge.behindTheProof(
                        hello.asked().content(),
                        survival.known(state, home.channelClass().number()),
                        home.classOf(next.connection).number());
        if (refusal == null) {
            refusal = admitted.ruling().refusal(); // Row 8.
        }
        if (refusal == null && !home.auth().isPrincipal(admitted.auth().principal())) {
            refusal = RefusalReason.PRINCIPAL.refusal("another principal than the session's", 0);
        }
        if (refusal != null) {
            next.release();
            Link.refuse(next.connection, hello.refusal(refusal));
            if (RefusalReason.RECEIVED.isOf(refusal)) {
                survival.lose(refusal, null); // §9.18-2
                survival.refuse(refusal);
            }
            return;
        }
        // What comes over the old connection reaches nobody from here on. §9.12-3
        ErrorInfo why = ErrorInfo.of(ErrorCode.UNAVAILABLE, "resumed over another connection");
        home.takeOver(() -> survival.lose(why, null));
        if (session.state() != SessionState.DETACHED) {
            // Its application has closed it at that.
            next.release();
            Link.refuse(
                    next.connection,
                    hello.refusal(RefusalReason.ENDED.refusal("the session has ended", 0)));
            return;
        }
        home.attach(next);
        home.auth().carry(admitted.auth());
        survival.resume(hello, admitted.ruling(), admitted.auth().inForce(), home.proofs());
    }

    /** An attempt was accepted. On the session's loop. */
    static void resumed(SessionDriver home, Link next, ResumeAnswer answer, CarriedAuth auth) {
        home.inTurn(
                () -> {
                    Session session = home.session();
                    if (session.state() == SessionState.RESUMING) {
                        home.attach(next);
                        home.auth().carry(auth);
                        survivalOf(session).resumed(answer);
                    } else {
                        next.release();
                        next.connection.abort(); // Nobody waits for it any more.
                    }
                });
    }

    /** Gives the connection up; the initiator seeks another. On the session's loop, in a turn. */
    static void reconnect(SessionDriver driver) {
        Survival known = driver.session().survival();
        if (driver.role() == Role.INITIATOR && known != null) {
            known.lose(ErrorInfo.of(ErrorCode.UNAVAILABLE, "another connection is wanted"), null);
            driver.owner().reconnect();
        }
    }

    /** There are too many like this one: it ends, if it still has no connection. Any thread. */
    static void evict(SessionDriver driver) {
        try {
            driver.loop().execute(() -> driver.inTurn(survivalOf(driver.session())::evict));
        } catch (RejectedExecutionException gone) {
            LOG.debug("the loop of {} has shut down", driver.peer().remote());
        }
    }

    private static Survival survivalOf(Session session) {
        Survival known = session.survival();
        if (known == null) {
            throw new IllegalStateException("resumed without resume, expected it in force");
        }
        return known;
    }
}
