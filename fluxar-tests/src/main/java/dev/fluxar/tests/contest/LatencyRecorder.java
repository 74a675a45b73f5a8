package dev.fluxar.tests.contest;

/** Latencies since they were last taken. Recorded by any thread, taken by one. */
public final class LatencyRecorder {

    private volatile LatencyHistogram current = new LatencyHistogram();
    private LatencyHistogram spare = new LatencyHistogram();

    /** Counts one latency. */
    public void record(long nanos) {
        current.record(nanos);
    }

    /** What was recorded since the last time; valid until the next time. */
    public LatencyHistogram take() {
        LatencyHistogram taken = current;
        spare.reset();
        current = spare;
        spare = taken;
        return taken;
    }
}
