package dev.fluxar.tests.contest;

/** What the clients of one benchmark do; written on the command line as its {@code toString}. */
public interface Scenario {

    /** For people, above its table. */
    String title();

    /** For the client's process, after the word {@code begin}. */
    String words();

    /** Length of the payload of each operation. */
    int payloadBytes();
}
