package dev.fluxar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.tests.sim.VirtualLoop;
import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What is under way between two loops, step by step. */
class RelayedConnectionTest {

    private static final int PIECE = 1000;

    private final VirtualLoop nearLoop = new VirtualLoop();
    private final VirtualLoop farLoop = new VirtualLoop();
    private final Wire wire = new Wire();
    private final Heard heard = new Heard();
    private final RelayedConnection relayed = relay(wire, nearLoop);

    private RelayedConnection relay(Wire to, Loop near) {
        RelayedConnection made = new RelayedConnection(to, near);
        made.handler(heard);
        return made;
    }

    /** The connection on its own loop. */
    private final class Wire implements Connection {

        final List<String> events = new ArrayList<>();
        final List<byte[]> written = new ArrayList<>();
        boolean writable = true;
        Loop loop = farLoop;

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean keepsBoundaries() {
            return true;
        }

        @Override
        public long openedAt() {
            return 7;
        }

        @Override
        public ChannelClass channelClass() {
            return ChannelClass.SEALED;
        }

        @Override
        public String remote() {
            return "wire";
        }

        @Override
        public void maxFrame(int bytes) {
            events.add("maxFrame " + bytes);
        }

        @Override
        public void reading(boolean on) {
            events.add("reading " + on);
        }

        @Override
        public void write(WriteBuffer bytes) {
            written.add(bytes.toByteArray());
        }

        @Override
        public void flush() {
            events.add("flush");
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void close() {
            events.add("close");
        }

        @Override
        public void closeAtFault() {
            events.add("closeAtFault");
        }

        @Override
        public void abort() {
            events.add("abort");
        }
    }

    /** What the near side is told. */
    private static final class Heard implements ConnectionHandler {

        final List<String> events = new ArrayList<>();
        int bytes;
        Throwable cause;

        @Override
        public void onBytes(byte[] source, int offset, int length) {
            events.add("bytes " + source[offset] + " " + length);
            bytes += length;
        }

        @Override
        public void onReadComplete() {
            events.add("complete");
        }

        @Override
        public void onWritable() {
            events.add("writable");
        }

        @Override
        public void onClosed(Throwable told) {
            cause = told;
            events.add("closed");
        }
    }

    private static WriteBuffer frame(int first, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        WriteBuffer buffer = new WriteBuffer(16);
        buffer.write(bytes, 0, length);
        return buffer;
    }

    private void comesIn(int first, int length) {
        relayed.far().onBytes(frame(first, length).toByteArray(), 0, length);
        relayed.far().onReadComplete();
    }

    @Test
    void itIsTheSameConnectionToWhoAsks() {
        assertThat(relayed.loop()).isSameAs(nearLoop);
        assertThat(relayed.keepsBoundaries()).isTrue();
        assertThat(relayed.openedAt()).isEqualTo(7);
        assertThat(relayed.channelClass()).isEqualTo(ChannelClass.SEALED);
        assertThat(relayed.remote()).isEqualTo("wire");
        relayed.maxFrame(5);
        assertThat(wire.events).isEmpty();
        farLoop.run();
        assertThat(wire.events).containsExactly("maxFrame 5");
        assertThatThrownBy(() -> relayed.reading(false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsReadBelongsToNobodyElse() {
        byte[] reused = {1, 2, 3};
        relayed.far().onBytes(reused, 1, 2);
        reused[1] = 9;
        relayed.far().onBytes(reused, 0, 1);
        relayed.far().onReadComplete();
        assertThat(heard.events).isEmpty();
        nearLoop.run();
        assertThat(heard.events).containsExactly("bytes 2 2", "bytes 1 1", "complete");
    }

    @Test
    void framesKeepTheirOrderAndBoundariesAndAreFlushedOnce() {
        relayed.write(frame(1, 10));
        relayed.write(frame(2, 5000)); // By reference in the buffer.
        relayed.write(frame(3, 20));
        farLoop.run();
        assertThat(wire.written).isEmpty();
        relayed.flush();
        relayed.flush();
        farLoop.run();
        assertThat(wire.written).extracting(frame -> (int) frame[0]).containsExactly(1, 2, 3);
        assertThat(wire.written).extracting(frame -> frame.length).containsExactly(10, 5000, 20);
        assertThat(wire.events).containsExactly("flush");
    }

    /** A reader that stands still: no more than the bound is under way, and it is let go late. */
    @Test
    void readingStopsAtItsBound() {
        int counted = PIECE + RelayedConnection.PIECE;
        int pieces = 0;
        while (!wire.events.contains("reading false")) {
            comesIn(1, PIECE);
            pieces++;
        }
        assertThat(pieces).isEqualTo(RelayedConnection.HIGH_WATER / counted + 1);
        nearLoop.run();
        farLoop.run();
        assertThat(wire.events).containsExactly("reading false", "reading true");
        assertThat(heard.bytes).isEqualTo(pieces * PIECE);
        comesIn(2, PIECE);
        nearLoop.run();
        farLoop.run();
        assertThat(wire.events).hasSize(2);
    }

    /** Many short pieces are bounded as well: each takes up room. */
    @Test
    void shortPiecesCountMoreThanTheirBytes() {
        int pieces = 0;
        while (!wire.events.contains("reading false")) {
            relayed.far().onBytes(new byte[1], 0, 0);
            relayed.far().onReadComplete();
            pieces++;
        }
        assertThat(pieces).isEqualTo(RelayedConnection.HIGH_WATER / RelayedConnection.PIECE + 1);
    }

    /** A connection that takes no more: the near side hears of it at the bound, and of its end. */
    @Test
    void writingStopsAtItsBound() {
        wire.writable = false;
        int counted = PIECE + RelayedConnection.PIECE;
        int pieces = 0;
        while (relayed.writable()) {
            relayed.write(frame(1, PIECE));
            relayed.flush();
            farLoop.run();
            pieces++;
        }
        assertThat(pieces).isEqualTo(RelayedConnection.HIGH_WATER / counted + 1);
        nearLoop.run();
        assertThat(heard.events).isEmpty();
        relayed.far().onWritable(); // Too early: it takes none.
        wire.writable = true;
        relayed.far().onWritable();
        assertThat(relayed.writable()).isFalse();
        nearLoop.run();
        assertThat(heard.events).containsExactly("writable");
        assertThat(relayed.writable()).isTrue();
    }

    /** A loop that is slow counts as a connection that takes no more. */
    @Test
    void whatTheOtherLoopHasNotTakenYetCounts() {
        while (relayed.writable()) {
            relayed.write(frame(1, PIECE));
            relayed.flush();
        }
        farLoop.run();
        nearLoop.run();
        assertThat(relayed.writable()).isTrue();
        assertThat(heard.events).containsExactly("writable");
    }

    @Test
    void aCloseComesBehindWhatWasWritten() {
        relayed.write(frame(1, 10));
        relayed.close();
        relayed.write(frame(2, 10));
        relayed.flush();
        assertThat(relayed.writable()).isFalse();
        comesIn(1, 10);
        nearLoop.run();
        farLoop.run();
        assertThat(wire.events).containsExactly("flush", "close");
        assertThat(wire.written).hasSize(1);
        relayed.far().onClosed(null);
        assertThat(heard.events).isEmpty();
        nearLoop.run();
        assertThat(heard.events).containsExactly("closed");
        assertThat(heard.cause).isNull();
    }

    @Test
    void aCloseAtFaultIsOne() {
        relayed.closeAtFault();
        farLoop.run();
        assertThat(wire.events).containsExactly("closeAtFault");
    }

    @Test
    void anAbortLosesWhatIsUnsent() {
        relayed.write(frame(1, 10));
        relayed.abort();
        farLoop.run();
        assertThat(wire.events).containsExactly("abort");
        assertThat(wire.written).isEmpty();
    }

    @Test
    void anEndComesBehindTheBytesBeforeIt() {
        relayed.far().onBytes(new byte[] {4}, 0, 1);
        Throwable broken = new TransportException("broken", null);
        relayed.far().onClosed(broken);
        nearLoop.run();
        assertThat(heard.events).containsExactly("bytes 4 1", "complete", "closed");
        assertThat(heard.cause).isSameAs(broken);
        assertThat(relayed.writable()).isFalse();
    }

    @Test
    void aHandlerThatFailsLosesItsConnection() {
        IllegalStateException bug = new IllegalStateException("deliberate");
        Heard failing = heard;
        relayed.handler(
                new ConnectionHandler() {
                    @Override
                    public void onBytes(byte[] source, int offset, int length) {
                        throw bug;
                    }

                    @Override
                    public void onReadComplete() {
                        throw bug;
                    }

                    @Override
                    public void onWritable() {
                        throw bug;
                    }

                    @Override
                    public void onClosed(Throwable cause) {
                        failing.onClosed(cause);
                    }
                });
        comesIn(1, 10);
        comesIn(2, 10);
        nearLoop.run();
        farLoop.run();
        assertThat(wire.events).containsExactly("abort");
        relayed.far().onClosed(null);
        nearLoop.run();
        assertThat(heard.cause).isInstanceOf(TransportException.class).hasCause(bug);
    }

    @Test
    void whoseOwnLoopIsGoneIsClosed() {
        wire.loop = new Gone();
        relayed.write(frame(1, 10));
        relayed.flush();
        relayed.close();
        assertThat(heard.events).isEmpty();
        nearLoop.run();
        assertThat(heard.events).containsExactly("closed");
        assertThat(heard.cause)
                .hasMessage("the loop of the connection to wire has shut down")
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whereTheSessionsLoopIsGoneTheConnectionIsAborted() {
        RelayedConnection alone = relay(wire, new Gone());
        alone.far().onBytes(new byte[] {1}, 0, 1);
        alone.far().onReadComplete();
        assertThat(wire.events).containsExactly("abort");
    }

    /** A loop that has shut down. */
    private static final class Gone implements Loop {
        @Override
        public boolean inLoop() {
            return false;
        }

        @Override
        public void execute(Runnable task) {
            throw new RejectedExecutionException("shut down");
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            throw new RejectedExecutionException("shut down");
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }
}
