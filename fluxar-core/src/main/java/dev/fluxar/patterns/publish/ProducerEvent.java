package dev.fluxar.patterns.publish;

/** What happens to a publish at the producer (spec §10.35). */
public enum ProducerEvent {
    /** It is not accepted: too long, too many, or no session. §4.3-1 */
    NOT_ACCEPTED,
    /** It was written, in mode 0. */
    WRITTEN_AT_MOST_ONCE,
    /** It was written, in mode 1 or 2. */
    WRITTEN,
    /** It was written; its payload follows in parts. §6.1-1 */
    WRITTEN_ANNOUNCED,
    /** The last part of its payload was written, in mode 0. */
    LAST_PART_AT_MOST_ONCE,
    /** The last part of its payload was written, in mode 1 or 2. */
    LAST_PART,
    /** The part that abandons its payload was written, in mode 0. */
    NO_PART_AT_MOST_ONCE,
    /** The application gives it up, in mode 1 or 2. */
    GIVEN_UP,
    /** The application gives it up, in mode 0. */
    GIVEN_UP_AT_MOST_ONCE,
    /** The deadline has passed, in mode 1 or 2. */
    DEADLINE,
    /** The deadline has passed, in mode 0. */
    DEADLINE_AT_MOST_ONCE,
    /** The hub has accepted it. */
    ACCEPTED,
    /** A refusal was read. */
    REFUSED,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED,
    /** Given up before the other side received its open, which is not sent again. §9.13-4 */
    REPLACED
}
