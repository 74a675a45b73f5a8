package dev.fluxar.tests.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One direction of a connection: what is read at one side is written at the other in its time. */
final class Passage {

    private final SocketChannel from;
    private final SocketChannel to;
    private final TimedBytes held;
    private boolean inputOver;
    private boolean outputOver;
    private long passed;

    Passage(SocketChannel from, SocketChannel to, TimedBytes held) {
        this.from = from;
        this.to = to;
        this.held = held;
    }

    /** Reads no more than there is room for. */
    void read(ByteBuffer shared, long now) throws IOException {
        if (!wantsToRead()) {
            return;
        }
        shared.clear().limit(Math.min(shared.capacity(), held.room()));
        int length = from.read(shared);
        if (length < 0) {
            inputOver = true;
            held.end(now);
        } else if (length > 0) {
            held.add(shared.flip(), now);
        }
    }

    /** Writes what is due; behind all of it, the end of this direction alone. */
    void write(long now) throws IOException {
        passed += held.writeTo(to, now);
        if (!outputOver && held.isOver(now)) {
            to.shutdownOutput();
            outputOver = true;
        }
    }

    /** False while as much is held as may be: that stops the sender in the end. */
    boolean wantsToRead() {
        return !inputOver && held.room() > 0;
    }

    /** Whether the other side does not take what is due. */
    boolean wantsToWrite(long now) {
        return held.isDue(now);
    }

    boolean isOver() {
        return outputOver;
    }

    /** When there is something to write; what is due already waits for the other side instead. */
    long nextDue(long now) {
        return outputOver || held.isDue(now) ? TimedBytes.NEVER : held.nextDue();
    }

    long passed() {
        return passed;
    }

    int held() {
        return held.held();
    }
}
