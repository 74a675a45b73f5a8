package dev.fluxar.session.auth;

/** The states of the credentials of one side (spec §8.7). */
public enum AuthState {
    /** None are under way. */
    IDLE,
    /** Some were presented, and the other side has not answered. */
    UNANSWERED,
    /** The other side wants more. */
    CHALLENGED
}
