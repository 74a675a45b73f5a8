package dev.fluxar.transport.netty;

import dev.fluxar.transport.BoundEndpoint;
import io.netty.channel.Channel;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A server channel. */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail in a way that matters
final class NettyBoundEndpoint implements BoundEndpoint {

    private final Channel channel;
    private final URI uri;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    NettyBoundEndpoint(Channel channel, URI uri) {
        this.channel = channel;
        this.uri = uri;
        // NIO gives the address back at the loop's next select, which a scheduled task comes after.
        channel.closeFuture()
                .addListener(
                        done ->
                                channel.eventLoop()
                                        .schedule(
                                                () -> closed.complete(null),
                                                1,
                                                TimeUnit.NANOSECONDS));
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public CompletionStage<Void> close() {
        channel.close();
        return closed;
    }
}
