package dev.fluxar.runtime.stream;

import dev.fluxar.message.Payload;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.SendingRoom;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the items of a publisher: asks it for no more than may be sent, by the other side's credit
 * and this side's budget, where an item that is not there yet counts as much as the longest before
 * it. For the first one it asks alone. Its subscription is used on the loop only, never while items
 * are being written.
 */
final class Upload implements Flow.Subscriber<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    /** How many items may be asked for at once, and how many bytes they may have. */
    private static final long MOST_ITEMS = WaitingItems.MOST_ITEMS / 4;

    private static final long MOST_BYTES = WaitingItems.MOST_BYTES;

    private final RuntimeStream stream;
    private final Outgoing out;
    private final SendingRoom room;

    /** To be subscribed to once items may be sent, or null when it was already. */
    private Flow.@Nullable Publisher<?> publisher;

    // Any thread; the publisher's signals come one after the other.
    private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Submission refill = new Task(this::refill, this::onLoopGone);
    private final Runnable turn = this::takeTurn;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile boolean done;
    private volatile boolean gone;
    private volatile boolean stopped;

    /** Of the items that have come, with their envelopes; 0 before the first. */
    private volatile long longest;

    private volatile long requested;

    // Of the publisher's thread.
    private long arrived;

    // Confined to the loop.
    private boolean open;
    private long polled;
    private boolean counted;

    Upload(
            RuntimeStream stream,
            Outgoing out,
            SendingRoom room,
            Flow.@Nullable Publisher<?> later) {
        this.stream = stream;
        this.out = out;
        this.room = room;
        this.publisher = later;
    }

    // From the publisher

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (upstream.compareAndSet(null, subscription)) {
            schedule();
            if (gone) {
                cancel(subscription); // Nobody runs what was scheduled.
            }
        } else {
            subscription.cancel();
        }
    }

    @Override
    public void onNext(Object item) {
        Objects.requireNonNull(item, "item");
        if (done || stopped) {
            return;
        }
        Payload payload;
        try {
            payload = Payloads.standard().encode(item);
        } catch (RuntimeException | Error e) {
            fail("has given an item that cannot be sent", e);
            return;
        }
        arrived++;
        long bytes = WaitingItems.bytesOf(payload);
        if (bytes > longest) { // A write that others see is not free.
            longest = bytes;
        }
        if (arrived > requested || !out.put(payload)) {
            fail(
                    "has given more items than the " + requested + " that it was asked for",
                    new IllegalStateException("more items than requested"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        boolean wanted = !done && !stopped;
        done = true;
        schedule();
        if (wanted) {
            stream.failBecause("the publisher of stream '" + stream.target() + "' failed", failure);
        }
    }

    @Override
    public void onComplete() {
        done = true;
        if (!stopped) {
            out.endOfPublisher();
        }
        schedule();
    }

    /** It breaks the rules, or cannot be used: the stream fails and it is cancelled. */
    private void fail(String what, Throwable cause) {
        if (!done && !stopped) {
            stop();
            stream.failBecause("the publisher of stream '" + stream.target() + "' " + what, cause);
        }
    }

    // Any thread

    /** Subscribes at once. */
    void subscribeTo(Flow.Publisher<?> items) {
        try {
            items.subscribe(this);
        } catch (RuntimeException | Error e) {
            fail("cannot be subscribed to", e);
        }
    }

    /** Has more asked for, in a turn of its own. */
    void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            boolean executed = stream.execute(turn);
            if (!executed) {
                onLoopGone();
            }
        }
    }

    /** Nothing is wanted any more. */
    void stop() {
        stopped = true;
        schedule();
    }

    // On the loop

    private void takeTurn() {
        stream.loop.submit(refill);
    }

    void onDemand() {
        open = true;
        schedule();
    }

    void onPolled() {
        polled++;
        if (requested - polled <= ahead() / 2) {
            schedule();
        }
    }

    private long ahead() {
        long bytes = longest;
        return bytes == 0
                ? 1
                : Math.max(
                        1,
                        Math.min(MOST_ITEMS, Math.min(MOST_BYTES, room.publisherShare()) / bytes));
    }

    private void refill() {
        scheduled.set(false);
        Flow.Publisher<?> later = publisher;
        if (later != null && !stopped && open) {
            publisher = null;
            subscribeTo(later);
        }
        Flow.Subscription subscription = upstream.get();
        boolean feeding = subscription != null && !done && !stopped;
        if (feeding != counted) {
            counted = feeding;
            room.countPublisher(feeding);
        }
        if (subscription == null || done) {
            return;
        }
        if (stopped) {
            cancel(subscription);
            return;
        }
        long most = mostAhead();
        long more = most - (requested - polled);
        if (more > 0 && more >= most / 2) {
            requested = polled + most; // No other thread writes it.
            request(subscription, more);
        }
    }

    /** How many items may be asked for and not be written. */
    private long mostAhead() {
        if (out.creditItems() <= 0 || out.creditBytes() <= 0) {
            return 0; // More is told.
        }
        long free = room.free();
        if (free <= 0) {
            return isNextToFit() ? 1 : 0;
        }
        long bytes = longest;
        if (bytes == 0) {
            return 1;
        }
        long fitting = Math.max(1, Math.min(out.creditBytes(), free) / bytes);
        return Math.min(Math.min(out.creditItems(), fitting), ahead());
    }

    /** Whether one may be asked for where others hold what there is; if not, this is told later. */
    private boolean isNextToFit() {
        if (requested != polled) {
            return false; // There is one already.
        }
        if (!room.fitsNext(longest)) {
            out.standInLine();
        }
        return room.fitsNext(longest);
    }

    /** On any thread. */
    private void onLoopGone() {
        stopped = true;
        gone = true;
        Flow.Subscription subscription = upstream.get();
        if (subscription != null) {
            cancel(subscription);
        }
    }

    private void request(Flow.Subscription subscription, long more) {
        try {
            subscription.request(more);
        } catch (RuntimeException | Error e) {
            fail("cannot be asked for items", e);
        }
    }

    private void cancel(Flow.Subscription subscription) {
        if (cancelled.compareAndSet(false, true)) {
            try {
                subscription.cancel();
            } catch (RuntimeException | Error e) {
                LOG.warn("the publisher of stream '{}' cannot be cancelled", stream.target(), e);
            }
        }
    }
}
