package dev.fluxar.patterns.delivery;

/** What a subscriber makes of an event that it has read (spec §10.34). */
public enum Reading {
    /** It goes to the application, if there is room: {@link Receipts#take} follows. */
    HAND_OVER,
    /** The application has it already. */
    HELD,
    /** It is acked once more. */
    ACK_AGAIN,
    /** More is not acked than the window has places. §10.23-6 */
    BEYOND_WINDOW
}
