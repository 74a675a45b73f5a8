package dev.fluxar.runtime;

import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is used from another loop than its own, because a session stays on the loop
 * where it began, whatever connection it is resumed over. Bytes are copied on their way between the
 * loops; either way a bounded number of them is under way. Confined to the near loop, but for
 * {@link #far}.
 */
final class RelayedConnection implements Connection {

    /** How many bytes may be on their way before their writer is held up. */
    static final int HIGH_WATER = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RelayedConnection.class);

    private static final int LOW_WATER = 128 * 1024;

    /** What each piece counts beside its bytes, so that many short ones are bounded too. */
    static final int PIECE = 64;

    // Valid for the connection's life.
    private final Connection connection;
    private final Loop near;
    private final Far far = new Far();

    /** Written here, and not yet taken by the connection. */
    private final AtomicInteger unsent = new AtomicInteger();

    /** Read there, and not yet handed over here. */
    private final AtomicInteger unread = new AtomicInteger();

    // The near loop.
    private List<byte[]> written = new ArrayList<>(1);
    private @Nullable ConnectionHandler handler;
    private boolean full;
    private boolean closing;

    /** What the handler failed with. */
    private @Nullable TransportException fault;

    RelayedConnection(Connection connection, Loop near) {
        this.connection = connection;
        this.near = near;
    }

    /** What hears of the connection, on its own loop. */
    ConnectionHandler far() {
        return far;
    }

    /** Who hears of it on the near loop; to be set there, before anything else happens. */
    void handler(ConnectionHandler to) {
        handler = to;
    }

    @Override
    public Loop loop() {
        return near;
    }

    @Override
    public boolean keepsBoundaries() {
        return connection.keepsBoundaries();
    }

    @Override
    public ChannelClass channelClass() {
        return connection.channelClass();
    }

    @Override
    public long openedAt() {
        return connection.openedAt();
    }

    @Override
    public String remote() {
        return connection.remote();
    }

    @Override
    public void maxFrame(int bytes) {
        tellFar(() -> connection.maxFrame(bytes));
    }

    @Override
    public void reading(boolean on) {
        throw new IllegalStateException("reading is this connection's own, expected no other");
    }

    @Override
    public void write(WriteBuffer bytes) {
        if (!closing && (bytes.length() > 0 || keepsBoundaries())) {
            written.add(bytes.toByteArray());
            full |= unsent.addAndGet(bytes.length() + PIECE) > HIGH_WATER;
        }
    }

    @Override
    public void flush() {
        if (!written.isEmpty()) {
            List<byte[]> frames = written;
            written = new ArrayList<>(1);
            tellFar(() -> far.write(frames));
        }
    }

    @Override
    public boolean writable() {
        return !closing && !full;
    }

    @Override
    public void close() {
        end(connection::close);
    }

    @Override
    public void closeAtFault() {
        end(connection::closeAtFault);
    }

    @Override
    public void abort() {
        written.clear();
        end(connection::abort);
    }

    private void end(Runnable how) {
        flush();
        closing = true;
        tellFar(how);
    }

    private void tellFar(Runnable task) {
        try {
            connection.loop().execute(task);
        } catch (RejectedExecutionException gone) {
            closing = true;
            near.execute(
                    () ->
                            closed(
                                    new TransportException(
                                            "the loop of the connection to "
                                                    + remote()
                                                    + " has shut down",
                                            gone)));
        }
    }

    // What the far side tells, on the near loop

    private void arrived(List<byte[]> pieces, int bytes) {
        ConnectionHandler to = handler;
        if (to != null) {
            guarded(() -> handOver(pieces, to));
        }
        int left = unread.addAndGet(-bytes);
        if (left <= LOW_WATER && left + bytes > LOW_WATER) {
            tellFar(far::readOn);
        }
    }

    private void handOver(List<byte[]> pieces, ConnectionHandler to) {
        for (byte[] piece : pieces) {
            if (!closing) {
                to.onBytes(piece, 0, piece.length);
            }
        }
        if (!closing) {
            to.onReadComplete();
        }
    }

    private void taken() {
        ConnectionHandler to = handler;
        if (full && unsent.get() <= LOW_WATER) {
            full = false;
            if (to != null && !closing) {
                guarded(to::onWritable);
            }
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            LOG.warn("the handler of {} failed, its connection is aborted", remote(), failure);
            fault =
                    new TransportException(
                            "connection to " + remote() + " was aborted: its handler failed",
                            failure);
            abort();
        }
    }

    private void closed(@Nullable Throwable cause) {
        ConnectionHandler to = handler;
        handler = null;
        closing = true;
        if (to != null) {
            to.onClosed(fault == null ? cause : fault);
        }
    }

    /** The end on the connection's own loop. */
    private final class Far implements ConnectionHandler {

        private List<byte[]> read = new ArrayList<>(1);
        private int readBytes;
        private boolean stopped;

        /** Given to the connection, which has not taken it yet. */
        private int backlog;

        void write(List<byte[]> frames) {
            for (byte[] frame : frames) {
                WriteBuffer out = new WriteBuffer(16);
                out.write(frame, 0, frame.length);
                connection.write(out);
                backlog += frame.length + PIECE;
            }
            connection.flush();
            release();
        }

        /** What a full connection was given stays counted until it takes more. */
        private void release() {
            if (backlog > 0 && connection.writable()) {
                int bytes = backlog;
                backlog = 0;
                int left = unsent.addAndGet(-bytes);
                if (left <= LOW_WATER && left + bytes > LOW_WATER) {
                    tellNear(RelayedConnection.this::taken);
                }
            }
        }

        void readOn() {
            if (stopped && unread.get() <= LOW_WATER) {
                stopped = false;
                connection.reading(true);
            }
        }

        @Override
        public void onBytes(byte[] source, int offset, int length) {
            byte[] copy = new byte[length];
            System.arraycopy(source, offset, copy, 0, length);
            read.add(copy);
            readBytes += length + PIECE;
        }

        @Override
        public void onReadComplete() {
            if (read.isEmpty()) {
                return;
            }
            List<byte[]> pieces = read;
            int bytes = readBytes;
            read = new ArrayList<>(1);
            readBytes = 0;
            if (unread.addAndGet(bytes) > HIGH_WATER && !stopped) {
                stopped = true;
                connection.reading(false);
            }
            tellNear(() -> arrived(pieces, bytes));
        }

        @Override
        public void onWritable() {
            release();
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {
            onReadComplete();
            tellNear(() -> closed(cause));
        }

        private void tellNear(Runnable task) {
            try {
                near.execute(task);
            } catch (RejectedExecutionException gone) {
                connection.abort(); // Nobody is there to read it.
            }
        }
    }
}
