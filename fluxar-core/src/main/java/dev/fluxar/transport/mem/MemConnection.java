package dev.fluxar.transport.mem;

import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end. What it writes becomes a task on the other end's loop, so nothing is ever delivered
 * inside a write. Confined to its loop but for {@link #unread}.
 */
final class MemConnection implements Connection {

    private static final Logger log = LoggerFactory.getLogger(MemConnection.class);

    private static final int HIGH_WATER = 256 * 1024;
    private static final int LOW_WATER = 128 * 1024;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    // Valid for the connection's life.
    private final Loop loop;
    private final String name;

    @SuppressWarnings("NullAway.Init") // joined before either end opens
    private MemConnection other;

    private long openedAt;

    /** Bytes written here that the other end has not consumed; both loops count. */
    private final AtomicInteger unread = new AtomicInteger();

    private List<byte[]> pending = new ArrayList<>(1);

    /** What has come in while nothing is read; bounded by the other end's high-water mark. */
    private @Nullable Queue<Runnable> held;

    private boolean stopped;

    private State state = State.NEW;
    private @Nullable ConnectionHandler handler;

    /** Over the high-water mark, and not yet below the low one again. */
    private boolean full;

    MemConnection(Loop loop, String name) {
        this.loop = loop;
        this.name = name;
    }

    void join(MemConnection otherEnd) {
        other = otherEnd;
    }

    void open(ConnectionAcceptor acceptor, CompletableFuture<Void> opened) {
        state = State.OPEN;
        openedAt = loop.nanoTime();
        try {
            handler = Objects.requireNonNull(acceptor.accept(this), "the acceptor returned null");
            opened.complete(null);
        } catch (Throwable failure) {
            log.warn("the acceptor failed for {}", name, failure);
            abort();
            opened.completeExceptionally(
                    new TransportException(
                            "cannot connect to " + name + ": the acceptor failed", failure));
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean keepsBoundaries() {
        return false;
    }

    @Override
    public String remote() {
        return name;
    }

    @Override
    public long openedAt() {
        return openedAt;
    }

    @Override
    public void maxFrame(int bytes) {
        // No boundaries are kept.
    }

    @Override
    public void reading(boolean on) {
        stopped = !on;
        if (stopped) {
            held = held == null ? new ArrayDeque<>(2) : held;
        } else if (held != null) {
            loop.execute(this::readHeld);
        }
    }

    /** What comes in meanwhile is held behind it. */
    private void readHeld() {
        if (stopped) {
            return;
        }
        Queue<Runnable> waiting = held;
        held = null;
        while (waiting != null && !waiting.isEmpty()) {
            waiting.poll().run();
            if (held != null) { // Stopped again.
                held.addAll(waiting);
                waiting = null;
            }
        }
    }

    @Override
    public void write(WriteBuffer bytes) {
        if (state == State.OPEN && bytes.length() > 0) {
            pending.add(bytes.toByteArray());
            if (unread.addAndGet(bytes.length()) > HIGH_WATER) {
                full = true;
                flush();
            }
        }
    }

    @Override
    public void flush() {
        if (state == State.OPEN && !pending.isEmpty()) {
            List<byte[]> written = pending;
            pending = new ArrayList<>(1);
            MemConnection to = other;
            tellOther(() -> to.received(written));
        }
    }

    @Override
    public boolean writable() {
        return state == State.OPEN && !full;
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            flush();
            end(null, null);
        }
    }

    @Override
    public void closeAtFault() {
        close();
    }

    @Override
    public void abort() {
        if (state == State.OPEN) {
            end(null, new TransportException(name + ": the other side aborted", null));
        }
    }

    /** Closes this end at once; both handlers hear of it later, on their loops. */
    private void end(@Nullable Throwable here, @Nullable Throwable there) {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSED;
        pending.clear();
        MemConnection to = other;
        tellOther(() -> to.ended(there));
        loop.execute(() -> closed(here));
    }

    /** The other end is gone, and all it wrote has been delivered. */
    private void ended(@Nullable Throwable cause) {
        if (held != null && state == State.OPEN) {
            held.add(() -> ended(cause));
            return;
        }
        if (state == State.OPEN) {
            state = State.CLOSED;
            pending.clear();
            closed(cause);
        }
    }

    private void closed(@Nullable Throwable cause) {
        ConnectionHandler told = handler;
        handler = null;
        if (told != null) {
            guarded(() -> told.onClosed(cause));
        }
    }

    private void received(List<byte[]> written) {
        if (held != null && state == State.OPEN) {
            held.add(() -> received(written));
            return;
        }
        int consumed = 0;
        ConnectionHandler to = handler;
        for (byte[] bytes : written) {
            consumed += bytes.length;
            if (state == State.OPEN && to != null) {
                guarded(() -> to.onBytes(bytes, 0, bytes.length));
            }
        }
        if (state == State.OPEN && to != null) {
            guarded(to::onReadComplete);
        }
        int left = other.unread.addAndGet(-consumed);
        if (left <= LOW_WATER && left + consumed > LOW_WATER) {
            tellOther(other::drained);
        }
    }

    private void drained() {
        ConnectionHandler to = handler;
        if (state == State.OPEN && full && unread.get() <= LOW_WATER) {
            full = false;
            if (to != null) {
                guarded(to::onWritable);
            }
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            log.warn("the handler of {} failed, its connection is aborted", name, failure);
            end(
                    new TransportException(
                            "connection to " + name + " was aborted: its handler failed", failure),
                    new TransportException(name + ": the other side aborted", null));
        }
    }

    private void tellOther(Runnable task) {
        try {
            other.loop.execute(task);
        } catch (RejectedExecutionException gone) {
            if (state == State.OPEN) {
                state = State.CLOSED;
                pending.clear();
                TransportException cause =
                        new TransportException(
                                name + ": the other side's loop has shut down", gone);
                loop.execute(() -> closed(cause));
            }
        }
    }

    @Override
    public ChannelClass channelClass() {
        return ChannelClass.TRUSTED; // §8.6-2
    }
}
