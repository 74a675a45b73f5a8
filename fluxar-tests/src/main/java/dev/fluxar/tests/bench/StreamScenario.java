package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Scenario;

/** What {@code bench streams} has the server send. */
public enum StreamScenario implements Scenario {
    /** 64 bytes: what an item costs. */
    SMALL("64b", 64, 1024),
    /** 64 KiB: what a byte costs. */
    LARGE("64kib", 64 * 1024, 64);

    private final String name;
    private final int payloadBytes;
    private final int window;

    StreamScenario(String name, int payloadBytes, int window) {
        this.name = name;
        this.payloadBytes = payloadBytes;
        this.window = window;
    }

    /** Length of each item's payload. */
    @Override
    public int payloadBytes() {
        return payloadBytes;
    }

    @Override
    public String title() {
        return "Items of " + payloadBytes + " bytes, window of " + window;
    }

    @Override
    public String words() {
        return payloadBytes + " " + window;
    }

    /** As written on the command line. */
    @Override
    public String toString() {
        return name;
    }
}
