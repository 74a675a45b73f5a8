package dev.fluxar.tests.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What one process has used up to now, and what its calls took since its last sample.
 *
 * @param nanos when, by this process's monotonic clock
 * @param cpuNanos CPU time of the process
 * @param allocatedBytes heap bytes allocated by all of its threads
 * @param compileMillis time spent in the just-in-time compiler
 * @param operations calls completed since the last sample; 0 at a server
 * @param p50Nanos median latency of those
 * @param p99Nanos 99th percentile of those
 */
record Sample(
        long nanos,
        long cpuNanos,
        long allocatedBytes,
        long compileMillis,
        long operations,
        long p50Nanos,
        long p99Nanos) {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private static final @Nullable CompilationMXBean COMPILER =
            ManagementFactory.getCompilationMXBean();

    static Sample now(@Nullable LatencyHistogram latencies) {
        return new Sample(
                System.nanoTime(),
                PROCESS.getProcessCpuTime(),
                allocated(),
                COMPILER == null ? 0 : COMPILER.getTotalCompilationTime(),
                latencies == null ? 0 : latencies.count(),
                latencies == null ? 0 : latencies.percentile(50),
                latencies == null ? 0 : latencies.percentile(99));
    }

    /** Threads of these systems live as long as the process: none takes its count with it. */
    private static long allocated() {
        long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
        return Arrays.stream(bytes).filter(count -> count > 0).sum();
    }

    static Sample parse(String line) {
        long[] n = Arrays.stream(line.trim().split(" ", -1)).mapToLong(Long::parseLong).toArray();
        if (n.length != 7) {
            throw new IllegalArgumentException("sample: expected 7 numbers, got " + line);
        }
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    /** The seven numbers, separated by spaces. */
    String toLine() {
        return LongStream.of(
                        nanos,
                        cpuNanos,
                        allocatedBytes,
                        compileMillis,
                        operations,
                        p50Nanos,
                        p99Nanos)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}
