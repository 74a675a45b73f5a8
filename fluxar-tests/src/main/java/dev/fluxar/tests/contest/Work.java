package dev.fluxar.tests.contest;

import java.time.Duration;

/** What a client does in one scenario, from {@code begin} to {@code end}. */
public interface Work {

    /** Returns when it is under way. */
    void start() throws Exception;

    /** What it did since the last time this was asked; throws when it has failed. */
    Progress takeProgress();

    /** Ends it and waits for what is under way. */
    void stop(Duration patience) throws Exception;
}
