package dev.fluxar.transport.netty;

import dev.fluxar.transport.TransportException;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect, name look-up and upgrade included: it ends once, by opening, by failing
 * or because its time is over. Used on its loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail in a way that matters
public final class Opening {

    private final String address;
    private final Duration limit;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final long endsAt;
    private final Future<?> timer;
    private @Nullable Channel channel;

    Opening(String address, Duration limit, EventLoop loop) {
        this.address = address;
        this.limit = limit;
        this.endsAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit.toMillis());
        this.timer = loop.schedule(this::timeOut, limit.toMillis(), TimeUnit.MILLISECONDS);
        opened.whenComplete(
                (nothing, failure) -> {
                    if (opened.isCancelled()) {
                        loop.execute(this::giveUp);
                    }
                });
    }

    /** Nobody waits any more. */
    private void giveUp() {
        timer.cancel(false);
        if (channel != null) {
            channel.close();
        }
    }

    CompletableFuture<Void> stage() {
        return opened;
    }

    /**
     * The address being connected to.
     *
     * @return as in {@link Address#text}
     */
    public String address() {
        return address;
    }

    /**
     * Whether nobody waits any more.
     *
     * @return true once it has ended, or when the caller has cancelled the stage
     */
    public boolean over() {
        return opened.isDone();
    }

    /** How long one of several addresses may be silent before the next one is tried. */
    int shareMillis(int addresses) {
        long millis = TimeUnit.NANOSECONDS.toMillis(endsAt - System.nanoTime()) / addresses;
        return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
    }

    void dialling(Channel attempted) {
        channel = attempted;
    }

    void succeed() {
        timer.cancel(false);
        opened.complete(null);
    }

    /**
     * Ends the attempt and closes what it has opened.
     *
     * @param cause what was reported, or a {@link TransportException} that says it already
     */
    public void fail(Throwable cause) {
        timer.cancel(false);
        Throwable reported =
                cause instanceof CompletionException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        opened.completeExceptionally(Faults.connecting(address, reported));
        if (channel != null) {
            channel.close();
        }
    }

    private void timeOut() {
        if (!over()) {
            fail(
                    new TransportException(
                            "cannot connect to "
                                    + address
                                    + ": no answer within "
                                    + limit.toMillis()
                                    + " ms",
                            null));
        }
    }
}
