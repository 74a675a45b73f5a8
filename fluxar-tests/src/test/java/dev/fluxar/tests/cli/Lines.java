package dev.fluxar.tests.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Output that a test waits for, line by line. */
final class Lines extends Writer {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder unfinished = new StringBuilder();

    /** Reads a process's output until its end, on a thread of its own. */
    static Lines of(InputStream stream) {
        Lines lines = new Lines();
        Thread reader =
                new Thread(
                        () -> {
                            try (BufferedReader in =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    stream, StandardCharsets.UTF_8))) {
                                in.lines().forEach(lines.lines::add);
                            } catch (IOException | UncheckedIOException ended) {
                                // The process is gone.
                            }
                        });
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    /** The next line; fails when none comes. */
    String next() throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, SECONDS);
        if (line == null) {
            throw new AssertionError("no further line within " + PATIENCE_SECONDS + " seconds");
        }
        return line;
    }

    /** Waits for a line that begins so, passing over others. */
    String next(String prefix) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            String line =
                    lines.poll(end - System.nanoTime(), java.util.concurrent.TimeUnit.NANOSECONDS);
            if (line != null && line.startsWith(prefix)) {
                return line;
            }
            passed.add(line);
        }
        throw new AssertionError("no line begins with '" + prefix + "': " + passed);
    }

    @Override
    public synchronized void write(char[] source, int offset, int length) {
        unfinished.append(source, offset, length);
        int end;
        while ((end = unfinished.indexOf("\n")) >= 0) {
            lines.add(unfinished.substring(0, end).stripTrailing());
            unfinished.delete(0, end + 1);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
