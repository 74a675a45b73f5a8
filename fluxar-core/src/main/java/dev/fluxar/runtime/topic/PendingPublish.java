package dev.fluxar.runtime.topic;

import dev.fluxar.FluxarException;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.patterns.publish.PublishOutcome;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The future of a publish, and the publish's way onto the session's loop. */
final class PendingPublish extends CompletableFuture<Void> implements PublishOutcome, Submission {

    private final RuntimeTopics topics;

    /** Set before it is submitted, never changed. */
    private @Nullable OutboundPublish publish;

    PendingPublish(RuntimeTopics topics) {
        this.topics = topics;
    }

    void submit(OutboundPublish outbound) {
        publish = outbound;
        topics.loop().submit(this);
    }

    @Override
    public void run() {
        // Cancelled before its turn came: the cancellation behind it finds nothing to do.
        if (!isDone()) {
            topics.topics().publishes().publish(Objects.requireNonNull(publish));
        }
    }

    @Override
    public void refuse(FluxarException why) {
        super.completeExceptionally(why);
    }

    @Override
    @SuppressWarnings("NullAway") // the one value of Void
    public void accepted() {
        super.complete(null);
    }

    @Override
    public void failed(FluxarException failure) {
        super.completeExceptionally(failure);
    }

    // Completed from outside: nobody wants to know what becomes of it.

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return giveUpIf(super.cancel(mayInterruptIfRunning));
    }

    @Override
    @SuppressWarnings("NullAway") // the one value of Void
    public boolean complete(Void value) {
        return giveUpIf(super.complete(null));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return giveUpIf(super.completeExceptionally(failure));
    }

    private boolean giveUpIf(boolean completed) {
        OutboundPublish outbound = publish;
        if (completed && outbound != null) {
            // One per publish, and those are limited.
            topics.loop().submit(new Task(() -> topics.topics().publishes().cancel(outbound)));
        }
        return completed;
    }
}
