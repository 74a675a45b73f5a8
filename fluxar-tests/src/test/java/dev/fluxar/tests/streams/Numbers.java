package dev.fluxar.tests.streams;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers from 0 on, given on whichever thread asks for them. */
final class Numbers implements Flow.Publisher<Integer> {

    /** How many were given in all. */
    final AtomicLong given = new AtomicLong();

    /** How many were asked for in all. */
    final AtomicLong requested = new AtomicLong();

    /** Whether nobody wants any more. */
    final AtomicBoolean cancelled = new AtomicBoolean();

    private final long most;

    private Numbers(long most) {
        this.most = most;
    }

    static Numbers upTo(long most) {
        return new Numbers(most);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    private final AtomicLong demand = new AtomicLong();
                    private long next;

                    @Override
                    public void request(long n) {
                        requested.addAndGet(n);
                        if (demand.getAndAdd(n) != 0) {
                            return; // Whoever gives sees it.
                        }
                        long left = n;
                        while (left > 0) {
                            for (long i = 0; i < left && !cancelled.get(); i++) {
                                if (next == most) {
                                    cancelled.set(true);
                                    subscriber.onComplete();
                                    return;
                                }
                                given.incrementAndGet();
                                subscriber.onNext((int) next++);
                            }
                            left = demand.addAndGet(-left);
                        }
                    }

                    @Override
                    public void cancel() {
                        cancelled.set(true);
                    }
                });
    }
}
