package dev.fluxar.runtime;

import dev.fluxar.ErrorCode;
import dev.fluxar.framing.FrameDecoder;
import dev.fluxar.framing.FrameException;
import dev.fluxar.framing.FrameSink;
import dev.fluxar.framing.SpareArrays;
import dev.fluxar.framing.Stranger;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.runtime.platform.Agent;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionState;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.WriteBuffer;
import java.nio.ByteBuffer;

/** What comes in from one connection, as frames for its session. Confined to the loop. */
final class FrameReading {

    private final Connection connection;
    private final Role role;
    private final Session session;
    private final FrameDecoder frames;
    private final FrameSink sink = this::onFrame;

    FrameReading(Connection connection, Role role, Session session, SpareArrays spares) {
        this.connection = connection;
        this.role = role;
        this.session = session;
        this.frames = new FrameDecoder(session.frameLimit(), spares);
    }

    /** How many bytes of an incomplete frame are held. */
    int buffered() {
        return frames.buffered();
    }

    /** Returns how many bytes were taken: less than there are where the session wants no more. */
    int read(byte[] source, int offset, int length) {
        session.onBytes();
        if (connection.keepsBoundaries()) {
            if (checkMessage(length)) {
                session.onFrame(source, offset, length);
            }
            return length;
        }
        try {
            return frames.decode(source, offset, length, sink);
        } catch (FrameException e) {
            onBadPrefix(e);
            return length;
        }
    }

    /** Whether {@link #claim} would take any. */
    boolean claims(ByteBuffer bytes) {
        return !connection.keepsBoundaries() && frames.claims(bytes);
    }

    boolean keep(byte[] array, int used) {
        return frames.keep(array, used);
    }

    void claim(ByteBuffer bytes) {
        session.onBytes();
        try {
            frames.claim(bytes, sink);
        } catch (FrameException e) {
            bytes.position(bytes.limit()); // Nothing is read behind it.
            onBadPrefix(e);
        }
    }

    private boolean onFrame(byte[] source, int offset, int length) {
        boolean more = session.onFrame(source, offset, length);
        frames.limit(session.frameLimit());
        return more;
    }

    /** §5.2-6 for the handshake, whose limit the transport does not know. */
    private boolean checkMessage(int length) {
        int most = session.frameLimit();
        if (length > most) {
            session.onViolation(
                    ErrorInfo.of(
                            ErrorCode.PROTOCOL_ERROR,
                            "frame of "
                                    + length
                                    + " bytes announced, at most "
                                    + most
                                    + " accepted"),
                    "");
        }
        return length <= most;
    }

    private void onBadPrefix(FrameException e) {
        boolean first = session.state() == SessionState.HANDSHAKING;
        Stranger stranger = first ? Stranger.of(e.prefix()) : null;
        if (stranger != null && role == Role.RESPONDER) {
            byte[] answer = stranger.answer(Agent.transportName(connection.remote()));
            if (answer.length > 0) {
                // §5.4-1 §5.4-2
                WriteBuffer out = new WriteBuffer(answer.length);
                out.write(answer, 0, answer.length);
                connection.write(out);
                connection.flush();
                session.onStranger(stranger.description());
                return;
            }
        }
        // §5.1-3 §5.1-4 §5.4-3
        ErrorInfo error = ErrorInfo.of(ErrorCode.PROTOCOL_ERROR, String.valueOf(e.getMessage()));
        session.onViolation(error, first ? Stranger.describe(e.prefix()) : "");
    }
}
