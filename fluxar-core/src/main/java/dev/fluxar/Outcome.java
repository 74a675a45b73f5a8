package dev.fluxar;

/** What is known of a failed operation's effect on the other side (spec §4): is a retry safe? */
public enum Outcome {
    /** It never left this peer. A retry is safe. */
    NOT_SENT,
    /** The other side told that it did nothing. A retry is safe. */
    NOT_PROCESSED,
    /** It was sent and no answer came: it may have been carried out or not. */
    UNKNOWN,
    /** The other side carried it out, and it failed there. */
    PROCESSED
}
