package dev.fluxar.message;

/** The seven message types (spec §2). */
public enum MessageType {
    /** All that the session itself says. */
    HELLO(1),
    /** A request and its reply. */
    CALL(2),
    /** A stream's open, items and verbs. */
    STREAM(3),
    /** Asks for a topic pattern. */
    SUBSCRIBE(4),
    /** Ends a subscription. */
    UNSUBSCRIBE(5),
    /** An event for a topic. */
    PUBLISH(6),
    /** An event for a subscription. */
    MESSAGE(7);

    private static final MessageType[] BY_CODE = values();

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    /**
     * The number on the wire.
     *
     * @return 1 to 7
     */
    public int code() {
        return code;
    }

    /**
     * The type of a number.
     *
     * @param code 1 to 7
     * @return never null
     */
    public static MessageType of(int code) {
        return BY_CODE[code - 1];
    }
}
