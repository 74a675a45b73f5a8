package dev.fluxar.tests.contest;

/**
 * What the work of one process has achieved since it was last asked.
 *
 * @param operations completed
 * @param latencies of some or all of them
 * @param lost what should have arrived and did not
 * @param repeated what arrived again
 */
public record Progress(long operations, LatencyHistogram latencies, long lost, long repeated) {

    /** Of a process that only answers. */
    static final Progress NONE = new Progress(0, new LatencyHistogram(), 0, 0);
}
