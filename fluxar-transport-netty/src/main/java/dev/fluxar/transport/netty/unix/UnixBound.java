package dev.fluxar.transport.netty.unix;

import dev.fluxar.transport.BoundEndpoint;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A listener whose file goes with it: not every backend deletes it. */
final class UnixBound implements BoundEndpoint {

    private final BoundEndpoint listener;
    private final UnixAddress address;
    private final @Nullable Object identity;
    private @Nullable CompletionStage<Void> closed;

    UnixBound(BoundEndpoint listener, UnixAddress address) {
        this.listener = listener;
        this.address = address;
        this.identity = address.identity();
    }

    @Override
    public URI uri() {
        return listener.uri();
    }

    @Override
    public synchronized CompletionStage<Void> close() {
        CompletionStage<Void> closing = closed;
        if (closing == null) {
            closing = listener.close().thenRun(() -> address.deleteOwn(identity));
            closed = closing;
        }
        return closing;
    }
}
