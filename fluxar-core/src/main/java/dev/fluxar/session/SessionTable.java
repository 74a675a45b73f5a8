package dev.fluxar.session;

import static dev.fluxar.session.SessionEvent.ABORTED;
import static dev.fluxar.session.SessionEvent.ANSWER_ACCEPTED;
import static dev.fluxar.session.SessionEvent.ATTEMPT_BEGUN;
import static dev.fluxar.session.SessionEvent.ATTEMPT_OVER;
import static dev.fluxar.session.SessionEvent.AUTH_ACCEPTED;
import static dev.fluxar.session.SessionEvent.AUTH_AWAITED;
import static dev.fluxar.session.SessionEvent.AUTH_NEXT;
import static dev.fluxar.session.SessionEvent.AUTH_REFUSED;
import static dev.fluxar.session.SessionEvent.BOUND_EXCEEDED;
import static dev.fluxar.session.SessionEvent.BYE_READ;
import static dev.fluxar.session.SessionEvent.BYE_SENT;
import static dev.fluxar.session.SessionEvent.DRAINED;
import static dev.fluxar.session.SessionEvent.FATAL_BYE_READ;
import static dev.fluxar.session.SessionEvent.GRACE_OVER;
import static dev.fluxar.session.SessionEvent.HANDED_OVER;
import static dev.fluxar.session.SessionEvent.HANDSHAKE_EXPIRED;
import static dev.fluxar.session.SessionEvent.HELLO_ACCEPTED;
import static dev.fluxar.session.SessionEvent.HELLO_REFUSED;
import static dev.fluxar.session.SessionEvent.LOST;
import static dev.fluxar.session.SessionEvent.REFUSAL_READ;
import static dev.fluxar.session.SessionEvent.RESUMED;
import static dev.fluxar.session.SessionEvent.RESUMED_DRAINING;
import static dev.fluxar.session.SessionEvent.RESUME_REFUSED;
import static dev.fluxar.session.SessionEvent.SILENCE;
import static dev.fluxar.session.SessionEvent.STRANGER_SEEN;
import static dev.fluxar.session.SessionEvent.TRANSPORT_ENDED;
import static dev.fluxar.session.SessionEvent.TRANSPORT_READY;
import static dev.fluxar.session.SessionEvent.VIOLATION;
import static dev.fluxar.session.SessionEvent.WINDOW_OVER;
import static dev.fluxar.session.SessionState.AUTHENTICATING;
import static dev.fluxar.session.SessionState.CLOSED;
import static dev.fluxar.session.SessionState.CONNECTING;
import static dev.fluxar.session.SessionState.DETACHED;
import static dev.fluxar.session.SessionState.DRAINING;
import static dev.fluxar.session.SessionState.ESTABLISHED;
import static dev.fluxar.session.SessionState.HANDSHAKING;
import static dev.fluxar.session.SessionState.RESUMING;

/** The transitions of a session as data. §9.5-1 §9.5-2 §9.5-3 §9.18-1 §9.18-2 §9.18-3 */
public final class SessionTable {

    /** A cell that is absent has no effect. */
    public static final StateTable<SessionState, SessionEvent> TABLE =
            StateTable.of(SessionState.class, SessionEvent.class)
                    .from(CONNECTING, HANDSHAKING, TRANSPORT_READY)
                    .from(CONNECTING, CLOSED, HANDSHAKE_EXPIRED, ABORTED, TRANSPORT_ENDED)
                    .from(HANDSHAKING, ESTABLISHED, HELLO_ACCEPTED, ANSWER_ACCEPTED)
                    .from(HANDSHAKING, AUTHENTICATING, AUTH_AWAITED, AUTH_NEXT)
                    .from(HANDSHAKING, CLOSED, STRANGER_SEEN, HELLO_REFUSED, REFUSAL_READ)
                    .from(HANDSHAKING, CLOSED, HANDSHAKE_EXPIRED, ABORTED, FATAL_BYE_READ)
                    .from(HANDSHAKING, CLOSED, VIOLATION, TRANSPORT_ENDED, HANDED_OVER)
                    .from(AUTHENTICATING, ESTABLISHED, AUTH_ACCEPTED)
                    .from(AUTHENTICATING, CLOSED, AUTH_REFUSED, HANDSHAKE_EXPIRED, ABORTED)
                    .from(AUTHENTICATING, CLOSED, FATAL_BYE_READ, VIOLATION, SILENCE)
                    .from(AUTHENTICATING, CLOSED, TRANSPORT_ENDED)
                    .from(ESTABLISHED, DRAINING, BYE_SENT, BYE_READ)
                    .from(ESTABLISHED, DETACHED, LOST)
                    .from(ESTABLISHED, CLOSED, ABORTED, FATAL_BYE_READ, VIOLATION)
                    .from(ESTABLISHED, CLOSED, SILENCE, TRANSPORT_ENDED, BOUND_EXCEEDED)
                    .from(DETACHED, RESUMING, ATTEMPT_BEGUN)
                    .from(DETACHED, ESTABLISHED, RESUMED)
                    .from(DETACHED, DRAINING, RESUMED_DRAINING)
                    .from(DETACHED, CLOSED, ABORTED, GRACE_OVER, WINDOW_OVER)
                    .from(DETACHED, CLOSED, BOUND_EXCEEDED, RESUME_REFUSED)
                    .from(RESUMING, DETACHED, ATTEMPT_OVER)
                    .from(RESUMING, ESTABLISHED, RESUMED)
                    .from(RESUMING, DRAINING, RESUMED_DRAINING)
                    .from(RESUMING, CLOSED, ABORTED, GRACE_OVER, WINDOW_OVER)
                    .from(RESUMING, CLOSED, BOUND_EXCEEDED, RESUME_REFUSED)
                    .from(DRAINING, DRAINING, BYE_SENT, BYE_READ)
                    .from(DRAINING, DETACHED, LOST)
                    .from(DRAINING, CLOSED, DRAINED, GRACE_OVER)
                    .from(DRAINING, CLOSED, ABORTED, FATAL_BYE_READ, VIOLATION)
                    .from(DRAINING, CLOSED, SILENCE, TRANSPORT_ENDED, BOUND_EXCEEDED)
                    .build();

    private SessionTable() {}
}
