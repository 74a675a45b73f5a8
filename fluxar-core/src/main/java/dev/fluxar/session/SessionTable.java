package dev.fluxar.session;

import static dev.fluxar.session.SessionState.CLOSED;
import static dev.fluxar.session.SessionState.CONNECTING;
import static dev.fluxar.session.SessionState.DRAINING;
import static dev.fluxar.session.SessionState.ESTABLISHED;
import static dev.fluxar.session.SessionState.HANDSHAKING;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The transitions of a session as data (spec §9.5). A cell that is absent has no effect. */
public final class SessionTable {

    private static final Map<SessionState, Map<SessionEvent, SessionState>> CELLS = cells();

    private SessionTable() {}

    /**
     * Where an event leads.
     *
     * @param from the present state
     * @param event what happened
     * @return null when the event has no effect in this state
     */
    public static @Nullable SessionState next(SessionState from, SessionEvent event) {
        Map<SessionEvent, SessionState> row = CELLS.get(from);
        return row == null ? null : row.get(event);
    }

    private static Map<SessionState, Map<SessionEvent, SessionState>> cells() {
        Map<SessionState, Map<SessionEvent, SessionState>> cells =
                new EnumMap<>(SessionState.class);
        row(cells, CONNECTING)
                .with(SessionEvent.TRANSPORT_READY, HANDSHAKING)
                .with(SessionEvent.HANDSHAKE_EXPIRED, CLOSED)
                .with(SessionEvent.ABORTED, CLOSED)
                .with(SessionEvent.TRANSPORT_ENDED, CLOSED);
        row(cells, HANDSHAKING)
                .with(SessionEvent.STRANGER_SEEN, CLOSED)
                .with(SessionEvent.HELLO_ACCEPTED, ESTABLISHED)
                .with(SessionEvent.HELLO_REFUSED, CLOSED)
                .with(SessionEvent.ANSWER_ACCEPTED, ESTABLISHED)
                .with(SessionEvent.REFUSAL_READ, CLOSED)
                .with(SessionEvent.HANDSHAKE_EXPIRED, CLOSED)
                .with(SessionEvent.ABORTED, CLOSED)
                .with(SessionEvent.FATAL_BYE_READ, CLOSED)
                .with(SessionEvent.VIOLATION, CLOSED)
                .with(SessionEvent.TRANSPORT_ENDED, CLOSED);
        row(cells, ESTABLISHED)
                .with(SessionEvent.BYE_SENT, DRAINING)
                .with(SessionEvent.BYE_READ, DRAINING)
                .with(SessionEvent.ABORTED, CLOSED)
                .with(SessionEvent.FATAL_BYE_READ, CLOSED)
                .with(SessionEvent.VIOLATION, CLOSED)
                .with(SessionEvent.SILENCE, CLOSED)
                .with(SessionEvent.TRANSPORT_ENDED, CLOSED);
        row(cells, DRAINING)
                .with(SessionEvent.BYE_SENT, DRAINING)
                .with(SessionEvent.BYE_READ, DRAINING)
                .with(SessionEvent.DRAINED, CLOSED)
                .with(SessionEvent.GRACE_OVER, CLOSED)
                .with(SessionEvent.ABORTED, CLOSED)
                .with(SessionEvent.FATAL_BYE_READ, CLOSED)
                .with(SessionEvent.VIOLATION, CLOSED)
                .with(SessionEvent.SILENCE, CLOSED)
                .with(SessionEvent.TRANSPORT_ENDED, CLOSED);
        return cells;
    }

    private static Row row(
            Map<SessionState, Map<SessionEvent, SessionState>> cells, SessionState from) {
        Map<SessionEvent, SessionState> row = new EnumMap<>(SessionEvent.class);
        cells.put(from, row);
        return new Row(row);
    }

    private record Row(Map<SessionEvent, SessionState> cells) {
        Row with(SessionEvent event, SessionState next) {
            cells.put(event, next);
            return this;
        }
    }
}
