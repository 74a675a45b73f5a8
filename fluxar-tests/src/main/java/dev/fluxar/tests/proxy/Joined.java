package dev.fluxar.tests.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection and the one to the target that it is joined to; for the relay's thread.
 */
final class Joined {

    private static final String CALLER = "caller";
    private static final String TARGET = "target";

    private final int number;
    private final SelectionKey callerKey;
    private final SelectionKey targetKey;
    private final SocketChannel caller;
    private final SocketChannel target;
    private final Passage forth;
    private final Passage back;
    private final long openedAt;
    private final long cutAt;
    private final Consumer<String> lines;
    private boolean over;

    /**
     * Of two channels that are registered.
     *
     * @param now when it was opened
     * @param cutAge how old it gets, or {@link CutSchedule#NEVER}
     */
    Joined(
            int number,
            SelectionKey callerKey,
            SelectionKey targetKey,
            TimedBytes forth,
            TimedBytes back,
            long now,
            long cutAge,
            Consumer<String> lines) {
        this.number = number;
        this.callerKey = callerKey;
        this.targetKey = targetKey;
        this.caller = (SocketChannel) callerKey.channel();
        this.target = (SocketChannel) targetKey.channel();
        this.forth = new Passage(caller, target, forth);
        this.back = new Passage(target, caller, back);
        this.openedAt = now;
        this.cutAt = cutAge == CutSchedule.NEVER ? CutSchedule.NEVER : now + cutAge;
        this.lines = lines;
    }

    /** Does what the channels are ready for, and what is due. */
    void advance(ByteBuffer shared, long now) {
        if (!over && now >= cutAt) {
            cut("cut", now);
        }
        if (!over && !target.isConnected()) {
            connect(now);
        }
        if (over || !target.isConnected()) {
            return;
        }
        read(forth, callerKey, CALLER, shared, now);
        read(back, targetKey, TARGET, shared, now);
        write(forth, TARGET, now);
        write(back, CALLER, now);
        if (!over && forth.isOver() && back.isOver()) {
            end("closed", now);
        }
        if (!over) {
            callerKey.interestOps(interest(forth, back, now));
            targetKey.interestOps(interest(back, forth, now));
        }
    }

    private void connect(long now) {
        try {
            if (targetKey.isConnectable()) {
                var unused = target.finishConnect();
            }
        } catch (IOException refused) {
            cut("refused by the target (" + refused.getMessage() + ")", now);
        }
    }

    private void read(Passage way, SelectionKey from, String side, ByteBuffer shared, long now) {
        try {
            if (!over && from.isReadable()) {
                way.read(shared, now);
            }
        } catch (IOException reset) {
            cut("lost by the " + side, now);
        }
    }

    private void write(Passage way, String side, long now) {
        try {
            if (!over) {
                way.write(now);
            }
        } catch (IOException reset) {
            cut("lost by the " + side, now);
        }
    }

    private static int interest(Passage out, Passage in, long now) {
        return (out.wantsToRead() ? SelectionKey.OP_READ : 0)
                | (in.wantsToWrite(now) ? SelectionKey.OP_WRITE : 0);
    }

    /** Closes both sides hard: what is on its way is lost, and TCP tells them by a reset. */
    void cut(String how, long now) {
        reset(caller);
        reset(target);
        end(how, now);
    }

    /** Has the closing of a TCP connection reset it; a Unix socket knows no reset. */
    static void reset(SocketChannel channel) {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException gone) {
            // Closed by the other side already.
        }
    }

    private void end(String how, long now) {
        over = true;
        close(caller);
        close(target);
        lines.accept(
                "#"
                        + number
                        + " "
                        + how
                        + " after "
                        + TimeUnit.NANOSECONDS.toMillis(now - openedAt)
                        + " ms, "
                        + forth.passed()
                        + " bytes to the target, "
                        + back.passed()
                        + " back");
    }

    static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException gone) {
            // As good as closed.
        }
    }

    boolean isOver() {
        return over;
    }

    int held() {
        return over ? 0 : forth.held() + back.held();
    }

    /** When it has something to do by the clock alone. */
    long nextDue(long now) {
        return target.isConnected()
                ? Math.min(cutAt, Math.min(forth.nextDue(now), back.nextDue(now)))
                : cutAt;
    }
}
