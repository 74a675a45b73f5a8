package dev.fluxar.runtime.topic;

import dev.fluxar.Subscription;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The future of a subscription; completed from outside, nobody wants the subscription. */
final class GrantedFuture extends CompletableFuture<Subscription> {

    private final RuntimeSubscription<?> subscription;

    GrantedFuture(RuntimeSubscription<?> subscription) {
        this.subscription = subscription;
    }

    void grant() {
        super.complete(subscription);
    }

    /** It has ended; nothing happens where it was granted before. */
    void end(@Nullable Throwable failure) {
        if (failure == null) {
            super.cancel(false);
        } else {
            super.completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return giveUpIf(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(Subscription value) {
        return giveUpIf(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return giveUpIf(super.completeExceptionally(failure));
    }

    private boolean giveUpIf(boolean completed) {
        if (completed) {
            subscription.close();
        }
        return completed;
    }
}
