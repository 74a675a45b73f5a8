package dev.fluxar.tests.contest;

import java.util.Arrays;

/**
 * What one system did in one scenario, in one round.
 *
 * @param payloadBytes payload of each operation
 * @param opsPerSecond operations completed per second
 * @param p50Micros median latency
 * @param p99Micros 99th percentile of latency
 * @param serverCpuMicros CPU time per operation of the server's process
 * @param clientCpuMicros CPU time per operation of the client's process
 * @param serverBytes heap bytes that the server's process allocated per operation; 0 where unknown
 * @param clientBytes heap bytes that the client's process allocated per operation
 * @param compiling share of the time that the just-in-time compilers worked, in the process where
 *     it is larger
 * @param others share of all cores that other processes used meanwhile
 * @param lost how many did not arrive
 * @param repeated how many arrived again
 */
public record Figures(
        int payloadBytes,
        double opsPerSecond,
        double p50Micros,
        double p99Micros,
        double serverCpuMicros,
        double clientCpuMicros,
        double serverBytes,
        double clientBytes,
        double compiling,
        double others,
        long lost,
        long repeated) {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /**
     * What happened between two samples of each end.
     *
     * @param load share of all cores that all processes used meanwhile
     */
    static Figures between(
            int payloadBytes,
            Sample clientFrom,
            Sample clientTo,
            Sample serverFrom,
            Sample serverTo,
            double load) {
        double operations = clientTo.operations();
        double clientCpu = clientTo.cpuNanos() - clientFrom.cpuNanos();
        double serverCpu = serverTo.cpuNanos() - serverFrom.cpuNanos();
        double millis = (clientTo.nanos() - clientFrom.nanos()) / 1e6;
        double compileMillis =
                Math.max(
                        clientTo.compileMillis() - clientFrom.compileMillis(),
                        serverTo.compileMillis() - serverFrom.compileMillis());
        return new Figures(
                payloadBytes,
                operations * 1e3 / millis,
                clientTo.p50Nanos() / 1e3,
                clientTo.p99Nanos() / 1e3,
                serverCpu / 1e3 / operations,
                clientCpu / 1e3 / operations,
                (serverTo.allocatedBytes() - serverFrom.allocatedBytes()) / operations,
                (clientTo.allocatedBytes() - clientFrom.allocatedBytes()) / operations,
                compileMillis / millis,
                Math.max(0, load - (clientCpu + serverCpu) / 1e6 / millis / CORES),
                clientTo.lost(),
                clientTo.repeated());
    }

    /** CPU time per operation, both processes together. */
    public double cpuMicros() {
        return serverCpuMicros + clientCpuMicros;
    }

    /** Heap bytes allocated per operation, both processes together. */
    public double bytes() {
        return serverBytes + clientBytes;
    }

    /** Payload per second, in millions of bytes. */
    public double megabytesPerSecond() {
        return opsPerSecond * payloadBytes / 1e6;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
