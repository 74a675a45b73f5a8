package dev.fluxar.tests.idle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;

/**
 * What a process holds, after its garbage has been collected.
 *
 * @param heap bytes of the Java heap in use
 * @param resident bytes of the process in the machine's memory, the heap's included
 */
record Memory(long heap, long resident) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int COLLECTIONS = 2;
    private static final long PAUSE_MILLIS = 200;

    /** Of this process. */
    static Memory now() throws IOException, InterruptedException {
        giveBack(); // Before the collections: asking for it leaves garbage.
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // For what waits to be cleaned up.
        }
        Runtime runtime = Runtime.getRuntime();
        return new Memory(runtime.totalMemory() - runtime.freeMemory(), residentNow());
    }

    /** What the compilers have freed is not to be taken for what was not needed. */
    private static void giveBack() {
        try {
            Diagnosis.ask("systemTrimNativeHeap");
        } catch (JMException e) {
            // This Java cannot, so a little more is told of processes that have compiled less.
        }
    }

    private static long residentNow() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(RESIDENT)) {
                String[] words = line.substring(RESIDENT.length()).strip().split(" ", -1);
                return Long.parseLong(words[0]) * 1024;
            }
        }
        throw new IOException(STATUS + " has no line " + RESIDENT);
    }

    String toLine() {
        return heap + " " + resident;
    }

    static Memory parse(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return new Memory(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)));
    }
}
