package dev.fluxar.tests.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one system did in one scenario.
 *
 * @param opsPerSecond calls completed per second
 * @param p50Micros median latency
 * @param p99Micros 99th percentile of latency
 * @param cpuMicrosPerOp CPU time per call, both processes together
 * @param allocBytesPerOp heap bytes allocated per call, both processes together
 * @param compiling share of the time that the just-in-time compilers worked, in the process where
 *     it is larger
 * @param others share of all cores that other processes used meanwhile
 */
record CallFigures(
        double opsPerSecond,
        double p50Micros,
        double p99Micros,
        double cpuMicrosPerOp,
        double allocBytesPerOp,
        double compiling,
        double others) {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /**
     * What happened between two samples of each end.
     *
     * @param load share of all cores that all processes used meanwhile
     */
    static CallFigures between(
            Sample clientFrom, Sample clientTo, Sample serverFrom, Sample serverTo, double load) {
        double calls = clientTo.operations();
        double cpuNanos =
                (clientTo.cpuNanos() - clientFrom.cpuNanos())
                        + (serverTo.cpuNanos() - serverFrom.cpuNanos());
        double allocated =
                (clientTo.allocatedBytes() - clientFrom.allocatedBytes())
                        + (serverTo.allocatedBytes() - serverFrom.allocatedBytes());
        double millis = (clientTo.nanos() - clientFrom.nanos()) / 1e6;
        double compileMillis =
                Math.max(
                        clientTo.compileMillis() - clientFrom.compileMillis(),
                        serverTo.compileMillis() - serverFrom.compileMillis());
        return new CallFigures(
                calls * 1e3 / millis,
                clientTo.p50Nanos() / 1e3,
                clientTo.p99Nanos() / 1e3,
                cpuNanos / 1e3 / calls,
                allocated / calls,
                compileMillis / millis,
                Math.max(0, load - cpuNanos / 1e6 / millis / CORES));
    }

    /** Each figure's median over the repetitions. */
    static CallFigures median(List<CallFigures> repetitions) {
        return new CallFigures(
                median(repetitions, CallFigures::opsPerSecond),
                median(repetitions, CallFigures::p50Micros),
                median(repetitions, CallFigures::p99Micros),
                median(repetitions, CallFigures::cpuMicrosPerOp),
                median(repetitions, CallFigures::allocBytesPerOp),
                median(repetitions, CallFigures::compiling),
                median(repetitions, CallFigures::others));
    }

    private static double median(
            List<CallFigures> repetitions, ToDoubleFunction<CallFigures> figure) {
        return median(repetitions.stream().mapToDouble(figure).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
