package dev.fluxar.tests.rivals;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;

/**
 * The limit, with any number of connections on one thread of the client, which keep no buffers
 * while they do nothing.
 */
final class ManyLimits implements CallSystem {

    private final LimitSystem one = new LimitSystem(1, true);
    private final EventLoopGroup group = NettyLoop.best().group();

    @Override
    public String describe() {
        return one.describe();
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        return one.listen();
    }

    @Override
    public CallClient connect(int port) throws InterruptedException {
        LimitCaller caller = new LimitCaller(1);
        Channel channel = BareNetty.connect(port, caller, group);
        return new CallClient() {
            @Override
            public void call(byte[] payload, CallCompletion completion) {
                caller.call(payload, completion);
            }

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
            public void close() {
                channel.close();
            }
        };
    }
}
