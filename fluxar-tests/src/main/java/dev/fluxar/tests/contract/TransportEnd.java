package dev.fluxar.tests.contract;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection under test. It remembers what it is told, and as a fault whatever it
 * should not have been told: on another thread, inside a call of its own, or after the end.
 */
final class TransportEnd implements ConnectionAcceptor, ConnectionHandler {

    static final Duration LIMIT = Duration.ofSeconds(20);

    // Guarded by this.
    private @Nullable Connection connection;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Integer> messages = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private boolean readCompleteDue;
    private boolean closed;
    private @Nullable Throwable cause;

    // Confined to the loop.
    private boolean calling;

    private volatile Consumer<Connection> accepting = ignored -> {};
    private volatile Consumer<byte[]> reading = ignored -> {};
    private volatile Runnable readCompleting = () -> {};
    private volatile Runnable writing = () -> {};

    /** What to do besides when the connection opens. */
    TransportEnd onAccept(Consumer<Connection> action) {
        accepting = action;
        return this;
    }

    /** What to do besides with bytes that come in. */
    TransportEnd onBytes(Consumer<byte[]> action) {
        reading = action;
        return this;
    }

    /** What to do besides when a batch of bytes is over. */
    TransportEnd onReadComplete(Runnable action) {
        readCompleting = action;
        return this;
    }

    /** What to do besides when writing may go on. */
    TransportEnd onWritable(Runnable action) {
        writing = action;
        return this;
    }

    @Override
    public ConnectionHandler accept(Connection opened) {
        synchronized (this) {
            if (connection != null) {
                faults.add("accepted twice");
            }
            connection = opened;
            check("accept", opened);
            notifyAll();
        }
        accepting.accept(opened);
        return this;
    }

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        byte[] bytes = new byte[length];
        System.arraycopy(source, offset, bytes, 0, length);
        synchronized (this) {
            check("onBytes", connection);
            content.write(bytes, 0, length);
            messages.add(length);
            readCompleteDue = true;
            notifyAll();
        }
        reading.accept(bytes);
    }

    @Override
    public void onReadComplete() {
        synchronized (this) {
            check("onReadComplete", connection);
            readCompleteDue = false;
            notifyAll();
        }
        readCompleting.run();
    }

    @Override
    public void onWritable() {
        synchronized (this) {
            check("onWritable", connection);
            if (connection != null && !connection.writable()) {
                faults.add("onWritable while not writable");
            }
            notifyAll();
        }
        writing.run();
    }

    @Override
    public synchronized void onClosed(@Nullable Throwable reported) {
        check("onClosed", connection);
        closed = true;
        cause = reported;
        notifyAll();
    }

    private void check(String event, @Nullable Connection of) {
        if (of == null || !of.loop().inLoop()) {
            faults.add(event + " on " + Thread.currentThread() + ", not on the connection's loop");
        }
        if (closed) {
            faults.add(event + " after onClosed");
        }
        if (calling) {
            faults.add(event + " inside a call of the connection's user");
        }
    }

    /** The connection, once it is open. */
    synchronized Connection connection() {
        await("a connection", () -> connection != null);
        return java.util.Objects.requireNonNull(connection);
    }

    /** Does something on the connection's loop and waits until it is done. */
    void run(Consumer<Connection> action) {
        Connection on = connection();
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        on.loop()
                .execute(
                        () -> {
                            try {
                                calling = true;
                                action.accept(on);
                                done.complete(null);
                            } catch (Throwable failure) {
                                done.completeExceptionally(failure);
                            } finally {
                                calling = false;
                            }
                        });
        get(done);
    }

    /** Writes and flushes. */
    void send(byte[] bytes) {
        run(
                on -> {
                    on.write(buffer(bytes));
                    on.flush();
                });
    }

    /** All bytes so far, once there are so many. */
    synchronized byte[] received(int atLeast) {
        await(atLeast + " bytes", () -> content.size() >= atLeast);
        return content.toByteArray();
    }

    synchronized int receivedSoFar() {
        return content.size();
    }

    /** The lengths of all calls of onBytes so far, once there are so many. */
    synchronized List<Integer> messages(int atLeast) {
        await(atLeast + " messages", () -> messages.size() >= atLeast);
        return List.copyOf(messages);
    }

    synchronized void awaitReadComplete() {
        await("onReadComplete", () -> !readCompleteDue);
    }

    /** The cause, once the connection is closed. */
    synchronized Optional<Throwable> closed() {
        await("onClosed", () -> closed);
        return Optional.ofNullable(cause);
    }

    synchronized boolean isAccepted() {
        return connection != null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** What it should not have been told. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            "waited for "
                                    + what
                                    + "; got "
                                    + content.size()
                                    + " bytes in "
                                    + messages.size()
                                    + " calls, closed: "
                                    + closed
                                    + ", cause: "
                                    + cause);
                }
                wait(left);
            }
        } catch (InterruptedException stop) {
            throw new AssertionError("interrupted", stop);
        }
    }

    static WriteBuffer buffer(byte[] bytes) {
        WriteBuffer buffer = new WriteBuffer(64);
        buffer.write(bytes, 0, bytes.length);
        return buffer;
    }

    static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException stop) {
            throw new AssertionError("not within " + LIMIT, stop);
        }
    }
}
