package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Scenario;
import java.util.Locale;

/** What the client of {@code bench calls} does. */
public enum CallScenario implements Scenario {
    /** 64 bytes, 256 outstanding: throughput of small messages. */
    SMALL_256(64, 256),
    /** 64 bytes, one outstanding: latency. */
    SMALL_1(64, 1),
    /** 4 KiB, 64 outstanding: throughput of larger messages. */
    LARGE_64(4096, 64);

    private final int payloadBytes;
    private final int outstanding;

    CallScenario(int payloadBytes, int outstanding) {
        this.payloadBytes = payloadBytes;
        this.outstanding = outstanding;
    }

    /** Length of the payload of each request, and of each reply. */
    @Override
    public int payloadBytes() {
        return payloadBytes;
    }

    @Override
    public String title() {
        return payloadBytes + " bytes, " + outstanding + " outstanding";
    }

    @Override
    public String words() {
        return payloadBytes + " " + outstanding;
    }

    /** As written on the command line and in tables, for instance {@code 64b-256}. */
    @Override
    public String toString() {
        String size = payloadBytes < 1024 ? payloadBytes + "b" : payloadBytes / 1024 + "kib";
        return String.format(Locale.ROOT, "%s-%d", size, outstanding);
    }
}
