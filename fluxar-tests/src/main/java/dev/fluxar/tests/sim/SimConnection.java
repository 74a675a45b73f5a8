package dev.fluxar.tests.sim;

import dev.fluxar.tests.sim.SimTrace.Happening;
import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One end of a {@link SimLink}: a stream of bytes, or of messages where boundaries are kept. */
public final class SimConnection implements Connection {

    private static final int HIGH_WATER = 256 * 1024;
    private static final int LOW_WATER = 128 * 1024;

    /** What a handler that keeps the array will find in it. */
    private static final byte SCRIBBLE = (byte) 0xee;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    private final SimLink link;
    private final VirtualLoop loop;
    private final Lanes lanes;
    private final boolean near;

    @SuppressWarnings("NullAway.Init") // joined before either end opens
    private SimConnection other;

    private State state = State.NEW;
    private long openedAt;
    private @Nullable ConnectionHandler handler;

    // On the way from here.
    private final List<byte[]> unflushed = new ArrayList<>();

    /** Bytes written here that the other end has not been given. */
    private int unread;

    private boolean overHighWater;
    private boolean lingers;
    private boolean full;
    private long lastArrival = Long.MIN_VALUE;
    private int underWay;
    private long written;

    /** How many more bytes leave here before the link breaks. */
    private long leftBeforeCut = Long.MAX_VALUE;

    private boolean vanishes;

    // On the way to here.
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private boolean ending;
    private @Nullable Throwable endCause;
    private boolean held;
    private boolean stopped;
    private boolean delivering;

    SimConnection(SimLink link, Lanes lanes, boolean near) {
        this.link = link;
        this.loop = lanes.loop();
        this.lanes = lanes;
        this.near = near;
    }

    void join(SimConnection otherEnd) {
        other = otherEnd;
    }

    void open(ConnectionAcceptor acceptor, CompletableFuture<Void> opened) {
        state = State.OPEN;
        openedAt = loop.nanoTime();
        link.note(near, Happening.OPENED, 0);
        handler = acceptor.accept(this);
        opened.complete(null);
        deliverSoon();
    }

    // Scripted

    /**
     * Says that the connection takes no more, or takes it again.
     *
     * @param isFull what {@link #writable} is made to say
     */
    public void full(boolean isFull) {
        boolean before = writable();
        full = isFull;
        tellWritable(before);
    }

    /**
     * Keeps what arrives here from being read, or lets it be read again.
     *
     * @param isHeld whether this end reads nothing
     */
    public void hold(boolean isHeld) {
        held = isHeld;
        deliverSoon();
    }

    /**
     * Breaks the link once so many more bytes have left here; they still arrive.
     *
     * @param bytes 0 or more
     */
    public void cutAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cut after " + bytes + " bytes, expected 0 or more");
        }
        leftBeforeCut = bytes;
    }

    /**
     * Loses everything that leaves here from now on, the end of the connection too, and tells
     * nobody: what TCP calls half-open. What is under way still arrives. There is no way back,
     * since bytes would be missing.
     */
    public void vanish() {
        vanishes = true;
    }

    /**
     * Keeps this end reading although it was closed here, as a transport may for a while that waits
     * for the other side to close.
     */
    public void keepOpen() {
        lingers = true;
    }

    /**
     * How many bytes were handed over for sending.
     *
     * @return since it was opened
     */
    public long written() {
        return written;
    }

    /**
     * Whether this end is neither closed nor broken.
     *
     * @return false from the moment that it was closed here, or the end has arrived
     */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * How many bytes wait to be read at the other end.
     *
     * @return 0 when everything has arrived
     */
    public int unread() {
        return unread;
    }

    // The transport's interface

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public long openedAt() {
        return openedAt;
    }

    @Override
    public void maxFrame(int bytes) {
        // The session checks what it is given.
    }

    @Override
    public boolean keepsBoundaries() {
        return link.keepsBoundaries();
    }

    @Override
    public ChannelClass channelClass() {
        return link.channelClass();
    }

    @Override
    public String remote() {
        return link.name();
    }

    @Override
    public void reading(boolean on) {
        requireLoop();
        stopped = !on;
        deliverSoon();
    }

    @Override
    public void write(WriteBuffer bytes) {
        requireLoop();
        if (state == State.OPEN && (bytes.length() > 0 || keepsBoundaries())) {
            unflushed.add(bytes.toByteArray());
            written += bytes.length();
            unread += bytes.length();
            overHighWater |= unread > HIGH_WATER;
        }
    }

    @Override
    public void flush() {
        requireLoop();
        if (state != State.OPEN) {
            return;
        }
        for (byte[] piece : unflushed) {
            if (piece.length >= leftBeforeCut) {
                byte[] last = Arrays.copyOf(piece, (int) leftBeforeCut);
                unflushed.clear();
                send(() -> other.arrived(last), last.length);
                breakOff(new TransportException("the link was cut", null));
                return;
            }
            leftBeforeCut -= piece.length;
            send(() -> other.arrived(piece), piece.length);
        }
        unflushed.clear();
    }

    @Override
    public boolean writable() {
        return state == State.OPEN && !full && !overHighWater;
    }

    @Override
    public void close() {
        requireLoop();
        if (state == State.OPEN) {
            flush();
            if (!lingers) {
                end(null, null);
            }
        }
    }

    @Override
    public void closeAtFault() {
        close();
    }

    @Override
    public void abort() {
        requireLoop();
        end(null, new TransportException("the other side aborted", null));
    }

    private void requireLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("a connection was used off its loop");
        }
    }

    // What happens

    private void breakOff(TransportException cause) {
        end(cause, cause);
    }

    /** Breaks this end now; what is under way to it is lost. */
    void broken(TransportException cause) {
        if (state == State.OPEN) {
            closeSoon(cause);
        }
    }

    private void end(@Nullable Throwable here, @Nullable Throwable there) {
        if (state == State.OPEN) {
            send(() -> other.endArrived(there), 0);
            closeSoon(here);
        }
    }

    private void closeSoon(@Nullable Throwable cause) {
        state = State.CLOSED;
        unflushed.clear();
        inbound.clear();
        loop.execute(() -> closed(cause));
    }

    private void closed(@Nullable Throwable cause) {
        link.note(near, cause == null ? Happening.CLOSED : Happening.BROKEN, 0);
        ConnectionHandler told = handler;
        handler = null;
        if (told != null) {
            told.onClosed(cause);
        }
    }

    /** In order: nothing overtakes what was sent before, whatever the latency was then. */
    private void send(Runnable arrival, int bytes) {
        if (bytes > 0) {
            link.note(near, vanishes ? Happening.LOST : Happening.SENT, bytes);
        }
        if (vanishes) {
            return;
        }
        lastArrival = Math.max(lastArrival, loop.nanoTime() + link.delay());
        if (lastArrival == loop.nanoTime() && underWay == 0) {
            arrival.run();
        } else {
            underWay++;
            loop.schedule(
                    () -> {
                        underWay--;
                        arrival.run();
                    },
                    lastArrival - loop.nanoTime());
        }
    }

    private void arrived(byte[] bytes) {
        if (bytes.length > 0 || keepsBoundaries()) {
            inbound.add(bytes);
            deliverSoon();
        }
    }

    private void endArrived(@Nullable Throwable cause) {
        ending = true;
        endCause = cause;
        deliverSoon();
    }

    private void deliverSoon() {
        if (!delivering
                && !held
                && !stopped
                && state == State.OPEN
                && (ending || !inbound.isEmpty())) {
            delivering = true;
            lanes.add(this);
        }
    }

    /** Hands the next piece over. */
    void deliver() {
        delivering = false;
        ConnectionHandler to = handler;
        if (state != State.OPEN || held || stopped || to == null) {
            return;
        }
        if (inbound.isEmpty()) {
            state = State.CLOSED;
            unflushed.clear();
            closed(endCause);
            return;
        }
        byte[] piece = keepsBoundaries() ? inbound.remove() : nextPiece();
        boolean before = other.writable();
        other.unread -= piece.length;
        if (other.unread <= LOW_WATER) {
            other.overHighWater = false;
        }
        other.tellWritable(before);
        link.note(near, Happening.ARRIVED, piece.length);
        // Within a larger array, whose content is gone as soon as the call returns.
        byte[] around = new byte[piece.length + 7];
        Arrays.fill(around, SCRIBBLE);
        System.arraycopy(piece, 0, around, 3, piece.length);
        to.onBytes(around, 3, piece.length);
        Arrays.fill(around, SCRIBBLE);
        if (inbound.isEmpty() || link.readCompletes()) {
            to.onReadComplete();
        }
        deliverSoon();
    }

    private byte[] nextPiece() {
        int available = inbound.stream().mapToInt(bytes -> bytes.length).sum();
        byte[] piece = new byte[available == 0 ? 0 : link.splitting().next(available)];
        for (int at = 0; at < piece.length; ) {
            byte[] first = inbound.remove();
            int taken = Math.min(first.length, piece.length - at);
            System.arraycopy(first, 0, piece, at, taken);
            at += taken;
            if (taken < first.length) {
                inbound.addFirst(Arrays.copyOfRange(first, taken, first.length));
            }
        }
        return piece;
    }

    private void tellWritable(boolean before) {
        if (!before && writable()) {
            loop.execute(
                    () -> {
                        if (handler != null && writable()) {
                            handler.onWritable();
                        }
                    });
        }
    }
}
