package dev.fluxar.tests.contest;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What one process has used up to now, and what it did since its last sample.
 *
 * @param nanos when, by this process's monotonic clock
 * @param cpuNanos CPU time of the process
 * @param allocatedBytes heap bytes allocated by all of its threads
 * @param compileMillis time spent in the just-in-time compiler
 * @param operations completed since the last sample; 0 at a server
 * @param p50Nanos median latency of those
 * @param p99Nanos 99th percentile of those
 * @param lost what did not arrive since the last sample
 * @param repeated what arrived again since the last sample
 */
public record Sample(
        long nanos,
        long cpuNanos,
        long allocatedBytes,
        long compileMillis,
        long operations,
        long p50Nanos,
        long p99Nanos,
        long lost,
        long repeated) {

    private static final int NUMBERS = 9;

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private static final @Nullable CompilationMXBean COMPILER =
            ManagementFactory.getCompilationMXBean();

    /** Of this process, which does {@code work}. */
    public static Sample now(@Nullable Work work) {
        return of(
                System.nanoTime(),
                PROCESS.getProcessCpuTime(),
                allocated(),
                COMPILER == null ? 0 : COMPILER.getTotalCompilationTime(),
                work == null ? Progress.NONE : work.takeProgress());
    }

    static Sample of(
            long nanos, long cpuNanos, long allocatedBytes, long compileMillis, Progress progress) {
        LatencyHistogram latencies = progress.latencies();
        return new Sample(
                nanos,
                cpuNanos,
                allocatedBytes,
                compileMillis,
                progress.operations(),
                latencies.percentile(50),
                latencies.percentile(99),
                progress.lost(),
                progress.repeated());
    }

    /** Threads of these systems live as long as a scenario: none takes its count with it. */
    private static long allocated() {
        long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
        return Arrays.stream(bytes).filter(count -> count > 0).sum();
    }

    static Sample parse(String line) {
        long[] n = Arrays.stream(line.trim().split(" ", -1)).mapToLong(Long::parseLong).toArray();
        if (n.length != NUMBERS) {
            throw new IllegalArgumentException(
                    "sample: expected " + NUMBERS + " numbers, got " + line);
        }
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    /** Its numbers, separated by spaces. */
    public String toLine() {
        return LongStream.of(
                        nanos,
                        cpuNanos,
                        allocatedBytes,
                        compileMillis,
                        operations,
                        p50Nanos,
                        p99Nanos,
                        lost,
                        repeated)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}
