package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.LatencyRecorder;
import dev.fluxar.tests.topicrivals.EventSink;
import java.util.concurrent.atomic.AtomicLong;

/** What one subscriber has got. */
final class EventTally implements EventSink {

    private final Publishing owner;
    private final LatencyRecorder latencies;

    /** Written by the thread that delivers; others may look. */
    private final AtomicLong arrived = new AtomicLong();

    /** The number that the next event should have; written by the thread that delivers. */
    private final AtomicLong next = new AtomicLong();

    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();

    EventTally(Publishing owner, LatencyRecorder latencies) {
        this.owner = owner;
        this.latencies = latencies;
    }

    @Override
    public void arrived(long stamp, long number) {
        long expected = next.getPlain();
        if (number < expected) {
            repeated.getAndIncrement();
            return;
        }
        if (number > expected) {
            lost.getAndAdd(number - expected);
        }
        if (stamp != 0) {
            latencies.record(System.nanoTime() - stamp);
        }
        arrived.setOpaque(arrived.getPlain() + 1);
        next.setRelease(number + 1);
        owner.advanced(number + 1);
    }

    @Override
    public void settled() {
        owner.advanced(settled.incrementAndGet());
    }

    @Override
    public void failed(Throwable cause) {
        owner.failed(cause);
    }

    /** How many different events have arrived. */
    long arrived() {
        return arrived.getOpaque();
    }

    /** Up to which number events have arrived or been lost. */
    long position() {
        return next.getAcquire();
    }

    /** How many events have been confirmed to the hub. */
    long settledCount() {
        return settled.get();
    }

    long takeLost() {
        return lost.getAndSet(0);
    }

    long takeRepeated() {
        return repeated.getAndSet(0);
    }
}
