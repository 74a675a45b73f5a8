package dev.fluxar.patterns.publish;

/**
 * Brings what a hub says, on any thread, onto the session's: the runtime implements it by a
 * submission to the session's loop.
 */
@FunctionalInterface
public interface Turns {

    /**
     * Has {@code Topics.onTurn} called on the session's thread, soon, once. Called by any thread,
     * and not again before {@code Topics.onTurn} has begun, however many subscriptions and
     * publishes have something to say. Must not be refused or forgotten, also when the session has
     * ended: what a hub grants late is given back in that turn. May call it at once where the
     * caller is on the session's thread already.
     */
    void wake();
}
