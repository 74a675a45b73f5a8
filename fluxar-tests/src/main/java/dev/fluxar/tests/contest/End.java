package dev.fluxar.tests.contest;

import java.io.IOException;

/** The parent's hold on the process of one end. Closing it ends the process, whatever it does. */
interface End extends AutoCloseable {

    /** What it has used and done up to now. */
    Sample sample() throws InterruptedException;

    /** From now on its threads, and those it will start, run on these cores; empty: anywhere. */
    void pin(String cores) throws IOException, InterruptedException;

    @Override
    void close();
}
