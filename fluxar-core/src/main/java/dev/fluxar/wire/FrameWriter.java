package dev.fluxar.wire;

import dev.fluxar.framing.FrameEncoder;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.WriteBuffer;

/**
 * Puts clear content into frames and frames onto a connection: many frames are gathered in one
 * buffer and written at once. The buffer is shared by all sessions of a loop, so it must be {@link
 * #flush}ed before the loop turns to another one. Not thread-safe.
 */
public final class FrameWriter {

    /** Gathered bytes at which a write is worth its cost. */
    public static final int GATHERED = 64 * 1024;

    private final Connection connection;
    private final WriteBuffer buffer;
    private final boolean prefixed;
    private int prefixAt;
    private int contentFrom;
    private boolean unflushed;

    /**
     * Writes to a connection.
     *
     * @param connection is flushed by {@link #flush}
     * @param buffer of the connection's loop; empty between flushes
     */
    public FrameWriter(Connection connection, WriteBuffer buffer) {
        this.connection = connection;
        this.buffer = buffer;
        this.prefixed = !connection.keepsBoundaries();
    }

    /**
     * Whether the connection takes more.
     *
     * @return false while it is full
     */
    public boolean writable() {
        return connection.writable();
    }

    /**
     * Begins a frame.
     *
     * @return the content is appended to it
     */
    public WriteBuffer begin() {
        if (prefixed) {
            prefixAt = FrameEncoder.begin(buffer);
        }
        contentFrom = buffer.length();
        return buffer;
    }

    /**
     * The content of the frame that was begun.
     *
     * @return bytes so far
     */
    public int content() {
        return buffer.length() - contentFrom;
    }

    /** Ends the frame. */
    public void end() {
        if (prefixed) {
            FrameEncoder.end(buffer, prefixAt, content());
        }
        // Where the transport keeps boundaries, a frame is a message. §5.2-1
        if (!prefixed || buffer.length() >= GATHERED) {
            write();
        }
    }

    /** Sends everything gathered. */
    public void flush() {
        if (buffer.length() > 0) {
            write();
        }
        if (unflushed) {
            unflushed = false;
            connection.flush();
        }
    }

    /** Forgets what is gathered and not sent, a frame that was begun included. */
    public void discard() {
        buffer.clear();
    }

    private void write() {
        connection.write(buffer);
        buffer.clear();
        unflushed = true;
    }
}
