package dev.fluxar.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads every connection of a loop into the loop's one buffer. Sound only where reads are
 * synchronous and the pipeline keeps no reference to what it was given.
 */
final class LoopReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Full buffers that one connection may read before others of its loop have their turn. */
    private static final int READS_IN_A_ROW = 1;

    LoopReceiveAllocator() {
        super(READS_IN_A_ROW);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface returns the deprecated type
    public Handle newHandle() {
        return new LoopHandle();
    }

    private final class LoopHandle extends MaxMessageHandle {

        private @Nullable NettyLoop loop;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            NettyLoop current = loop;
            if (current == null) {
                current = NettyLoop.current();
                loop = current;
            }
            return current.readBuffer(allocator);
        }

        @Override
        public int guess() {
            return NettyLoop.CHUNK;
        }
    }
}
