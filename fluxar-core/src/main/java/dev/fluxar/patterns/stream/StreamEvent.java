package dev.fluxar.patterns.stream;

/**
 * What happens to a stream (spec §10.14 and §10.15). Where it matters whether a direction has ended
 * already, there is an event for each case.
 */
public enum StreamEvent {
    /** It is not accepted here: too long, too many, or no session. §4.3-1 */
    REFUSED,
    /** The open was written. */
    WRITTEN,
    /** The open was written; its payload follows in parts. §6.1-1 */
    WRITTEN_ANNOUNCED,
    /** The last part of the open's payload was written, or read. */
    LAST_PART,
    /** This side's clean {@code end} was written; the other has not ended. */
    OWN_END_FIRST,
    /** This side's clean {@code end} was written; the other has ended. */
    OWN_END_LAST,
    /** This side's source of items, or the handler, has failed. */
    FAILED,
    /** The handler wants no more items, and has ended its direction. §10.11-6 */
    ENOUGH,
    /** The application gives the stream up. */
    GIVEN_UP,
    /** The deadline has passed. */
    DEADLINE,
    /** An item was read, within credit. */
    ITEM,
    /** An item was read that cannot be taken: beyond credit, or more than can be held. */
    ITEM_REFUSED,
    /** An item was read after the clean {@code end}. */
    ITEM_AFTER_END,
    /** A second clean {@code end} was read. */
    END_AGAIN,
    /** The first clean {@code end} was read; this direction has not ended. */
    END_FIRST,
    /** The first clean {@code end} was read; this direction has ended. */
    END_LAST,
    /** An {@code end} with an error was read. */
    ERROR,
    /** A {@code cancel} was read. */
    CANCEL,
    /** A {@code pause} or {@code resume} was read. */
    FLOW,
    /** A bye was sent or answered. */
    DRAINING,
    /** The session has ended. */
    SESSION_ENDED,
    /** Given up before the other side received its open, which is not sent again. §9.13-4 */
    REPLACED
}
