package dev.fluxar.tests.contest;

import java.time.Duration;

/** A server that is a program of its own. What it allocates is not known. */
public final class ProgramEnd implements End {

    private final ProcessHandle process;
    private final int port;
    private final String description;
    private final Runnable stop;

    /**
     * Of a program that listens already.
     *
     * @param process to measure
     * @param port where it listens
     * @param description name and version
     * @param stop ends it
     */
    public ProgramEnd(ProcessHandle process, int port, String description, Runnable stop) {
        this.process = process;
        this.port = port;
        this.description = description;
        this.stop = stop;
    }

    int port() {
        return port;
    }

    String description() {
        return description;
    }

    @Override
    public Sample sample() {
        Duration cpu =
                process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new BenchException(description + ": has ended"));
        return Sample.of(System.nanoTime(), cpu.toNanos(), 0, 0, Progress.NONE);
    }

    /** Does nothing: it was started on its cores, and sized itself for them. */
    @Override
    public void pin(String cores) {}

    @Override
    public void close() {
        stop.run();
    }
}
