package dev.fluxar.patterns.publish;

/** What happens to a publish at the producer (spec §10.35). */
public enum ProducerEvent {
    /** It is not accepted: too long, too many, or no session. §4.3-1 */
    NOT_ACCEPTED,
    /** It was written, in mode 0. */
    WRITTEN_AT_MOST_ONCE,
    /** It was written, in mode 1 or 2. */
    WRITTEN,
    /** The application gives it up. */
    GIVEN_UP,
    /** The deadline has passed. */
    DEADLINE,
    /** The hub has accepted it. */
    ACCEPTED,
    /** A refusal was read. */
    REFUSED,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED
}
