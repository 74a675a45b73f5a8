package dev.fluxar;

/**
 * Routes events from publishes to subscriptions (spec chapter 10, topics). One hub may serve any
 * number of listeners, connections and sessions. Safe for use from any thread.
 */
public interface Hub {

    /**
     * A hub that keeps everything in memory, with default bounds.
     *
     * @return a fresh one
     */
    static Hub inMemory() {
        return inMemory(HubOptions.DEFAULT);
    }

    /**
     * A hub that keeps everything in memory. Nothing of it survives the process.
     *
     * @param options its bounds and settings
     * @return a fresh one
     */
    static Hub inMemory(HubOptions options) {
        return PeerProvider.load().hub(options);
    }

    /**
     * What it holds and has done.
     *
     * @return as of now
     */
    HubStats stats();
}
