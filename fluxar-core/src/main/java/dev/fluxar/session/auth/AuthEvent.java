package dev.fluxar.session.auth;

/** What can happen to the credentials of one side (spec §8.7). */
public enum AuthEvent {
    /** Credentials are presented. */
    PRESENTED,
    /** The other side accepts them. */
    ACCEPTED,
    /** The other side wants more. */
    MORE_WANTED,
    /** The other side refuses them. */
    REFUSED,
    /** What is wanted is not to be had. */
    GIVEN_UP
}
