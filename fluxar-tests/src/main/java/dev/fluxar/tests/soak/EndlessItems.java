package dev.fluxar.tests.soak;

import java.util.concurrent.Flow;

/** Items without end, each an array of its own, as fast as they are asked for. */
record EndlessItems(int itemBytes) implements Flow.Publisher<byte[]> {

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        subscriber.onSubscribe(new Making(itemBytes, subscriber));
    }

    /** On the thread that asks, which is the session's loop. */
    private static final class Making implements Flow.Subscription {

        private final int itemBytes;
        private final Flow.Subscriber<? super byte[]> subscriber;
        private long wanted;
        private boolean making;
        private volatile boolean cancelled;

        Making(int itemBytes, Flow.Subscriber<? super byte[]> subscriber) {
            this.itemBytes = itemBytes;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            wanted += count;
            if (making) {
                return;
            }
            making = true;
            while (wanted > 0 && !cancelled) {
                wanted--;
                subscriber.onNext(new byte[itemBytes]);
            }
            making = false;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
