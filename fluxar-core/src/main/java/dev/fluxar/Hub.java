package dev.fluxar;

/**
 * Routes events from publishes to subscriptions (spec chapter 10, topics). One hub may serve any
 * number of listeners, connections and sessions. Safe for use from any thread.
 */
public interface Hub {

    /**
     * What it holds and has done.
     *
     * @return as of now
     */
    HubStats stats();
}
