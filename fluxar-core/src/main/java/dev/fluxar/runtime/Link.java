package dev.fluxar.runtime;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.wire.FrameWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the session that it carries. A session that survives changes its link: from
 * then on nothing of the old one reaches it (spec §9.10-3). A connection that resumes another
 * session than the one that it began with is handed on to that one's link. Confined to the
 * connection's loop.
 */
final class Link implements ConnectionHandler {

    final Connection connection;
    final FrameWriter writer;
    private final FrameReading input;

    /** Null when the session has let go of it. */
    private @Nullable SessionDriver driver;

    /** Who hears of the connection instead. */
    private @Nullable ConnectionHandler next;

    Link(Connection connection, Role role, Session session, SessionDriver driver) {
        LoopResources shared = LoopResources.of(connection.loop());
        this.connection = connection;
        this.writer = new FrameWriter(connection, shared.output);
        this.input = new FrameReading(connection, role, session, shared.spares);
        this.driver = driver;
        connection.maxFrame(session.frameLimit()); // §5.2-6 §5.4-4
    }

    /** The session no longer hears of it, and writes nothing more. §9.10-3 */
    void release() {
        driver = null;
    }

    /** The session lets go of it, and another one hears of it from now on. */
    void handOn(ConnectionHandler to) {
        driver = null;
        next = to;
    }

    /** Says one thing over a connection that no session has taken over, and closes it. */
    static void refuse(Connection connection, Envelope refusal) {
        FrameWriter writer =
                new FrameWriter(connection, LoopResources.of(connection.loop()).output);
        EnvelopeEncoder.encode(refusal, writer.begin(), 0);
        writer.end();
        writer.flush();
        connection.close();
    }

    /** How many bytes of an incomplete frame are held: gone with the link, uncounted. §9.17-2 */
    int buffered() {
        return input.buffered();
    }

    boolean keep(byte[] source, int used) {
        return input.keep(source, used);
    }

    // From the connection

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        SessionDriver to = driver;
        if (to != null) {
            int read = to.beginReading() ? read(to, source, offset, length) : length;
            if (read < length && next != null) {
                // Handed on meanwhile: the rest is the other session's.
                next.onBytes(source, offset + read, length - read);
            }
        } else if (next != null) {
            next.onBytes(source, offset, length);
        }
    }

    private int read(SessionDriver to, byte[] source, int offset, int length) {
        try {
            return input.read(source, offset, length);
        } catch (RuntimeException | Error fault) {
            if (to.session().survival() == null) {
                throw fault;
            }
            to.abandon(fault); // Resumed, it would be sent the same again, and fail again.
            return length;
        }
    }

    @Override
    public void claim(ByteBuffer bytes) {
        SessionDriver to = driver;
        if (to != null) {
            if (input.claims(bytes) && to.beginReading()) {
                try {
                    input.claim(bytes);
                } catch (RuntimeException | Error fault) {
                    if (to.session().survival() == null) {
                        throw fault;
                    }
                    to.abandon(fault);
                }
            }
        } else if (next != null) {
            next.claim(bytes);
        }
    }

    @Override
    public void onReadComplete() {
        SessionDriver to = driver;
        if (to != null) {
            to.settle();
        } else if (next != null) {
            next.onReadComplete();
        }
    }

    @Override
    public void onWritable() {
        SessionDriver to = driver;
        if (to != null) {
            to.onWritable();
        } else if (next != null) {
            next.onWritable();
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        SessionDriver to = driver;
        if (to != null) {
            to.onClosed(this, cause);
        } else if (next != null) {
            next.onClosed(cause);
        }
    }
}
