package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Scenario;

/** What {@code bench streams} has the server send. */
public enum StreamScenario implements Scenario {
    /** 64 bytes: what an item costs. */
    SMALL("64b", 64),
    /** 64 KiB: what a byte costs. */
    LARGE("64kib", 64 * 1024);

    private final String name;
    private final int payloadBytes;

    StreamScenario(String name, int payloadBytes) {
        this.name = name;
        this.payloadBytes = payloadBytes;
    }

    /** Length of each item's payload. */
    @Override
    public int payloadBytes() {
        return payloadBytes;
    }

    @Override
    public String title() {
        return "Items of " + payloadBytes + " bytes";
    }

    @Override
    public String words() {
        return Integer.toString(payloadBytes);
    }

    /** As written on the command line. */
    @Override
    public String toString() {
        return name;
    }
}
