package dev.fluxar.transport.netty;

import dev.fluxar.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Netty event loop as a {@link Loop}, with the buffers that its connections take turns to use: an
 * idle connection holds none.
 */
public final class NettyLoop implements Loop {

    /** Size (bytes) of every buffer a loop lends. */
    static final int CHUNK = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(NettyLoop.class);

    private static final FastThreadLocal<@Nullable NettyLoop> CURRENT = new FastThreadLocal<>();

    private final EventLoop eventLoop;

    // Confined to the loop's thread.
    private final byte[] scratch = new byte[CHUNK];
    private @Nullable ByteBuf readBuffer;
    private @Nullable ByteBuf spareChunk;

    private NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /**
     * The loop of the current thread.
     *
     * @param eventLoop the event loop that the caller runs on
     * @return always the same for an event loop
     */
    public static NettyLoop of(EventLoop eventLoop) {
        NettyLoop loop = CURRENT.get();
        if (loop == null) {
            if (!eventLoop.inEventLoop()) {
                throw new IllegalStateException("expected to run on " + eventLoop);
            }
            loop = new NettyLoop(eventLoop);
            CURRENT.set(loop);
        }
        return loop;
    }

    /** The loop of the current thread, on which a connection has been made before. */
    static NettyLoop current() {
        return Objects.requireNonNull(CURRENT.get());
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        Future<?> scheduled =
                eventLoop.schedule(
                        () -> {
                            try {
                                task.run();
                            } catch (Throwable failure) {
                                log.warn("a scheduled task failed", failure);
                            }
                        },
                        delayNanos,
                        TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** An array to copy received bytes to; whoever uses it is done with it before it returns. */
    byte[] scratch() {
        return scratch;
    }

    /** An empty buffer to read into, of which the caller owns one reference. */
    ByteBuf readBuffer(ByteBufAllocator allocator) {
        ByteBuf buffer = readBuffer;
        if (buffer == null) {
            buffer = allocator.directBuffer(CHUNK, CHUNK);
            readBuffer = buffer;
        } else if (buffer.refCnt() > 1) {
            return allocator.directBuffer(CHUNK, CHUNK);
        }
        return buffer.clear().retain();
    }

    /** An empty chunk to write to, now the caller's. */
    ByteBuf takeChunk(ByteBufAllocator allocator) {
        ByteBuf chunk = spareChunk;
        if (chunk == null) {
            return allocator.directBuffer(CHUNK, CHUNK);
        }
        spareChunk = null;
        return chunk;
    }

    /** Gives up a reference; the chunk is kept for the next taker unless somebody else holds it. */
    void returnChunk(ByteBuf chunk) {
        if (spareChunk == null && chunk.refCnt() == 1) {
            spareChunk = chunk.clear();
        } else {
            chunk.release();
        }
    }
}
