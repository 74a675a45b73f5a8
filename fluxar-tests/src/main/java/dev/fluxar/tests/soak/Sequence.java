package dev.fluxar.tests.soak;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Numbers from 0 that must come in once each and in order. Sent by one thread, read by one. */
final class Sequence {

    private final String name;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile @Nullable String fault;

    Sequence(String name) {
        this.name = name;
    }

    /** The next number to be sent. */
    long next() {
        return sent.get();
    }

    /** It was sent. */
    void sent() {
        sent.getAndIncrement();
    }

    /** A number has come in. */
    void came(long number) {
        long expected = seen.getAndIncrement();
        if (number != expected && fault == null) {
            fault = name + ": expected " + expected + ", got " + number;
        }
    }

    /** What was sent has been answered. */
    void answered() {
        answered.getAndIncrement();
    }

    /** How many have come in. */
    long seen() {
        return seen.get();
    }

    /** How many were sent and are not answered. */
    long unanswered() {
        return sent.get() - answered.get();
    }

    /** Whether all that was sent has come in. */
    boolean complete() {
        return seen.get() == sent.get();
    }

    /** What was wrong first, or null. */
    @Nullable String fault() {
        return fault;
    }

    @Override
    public String toString() {
        return name + " " + seen + " of " + sent;
    }
}
