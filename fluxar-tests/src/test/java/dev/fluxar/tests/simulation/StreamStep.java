package dev.fluxar.tests.simulation;

/** One operation of a random schedule of streams: what, by which side, and with what. */
record StreamStep(Kind kind, boolean near, int with) {

    /** What may happen. */
    enum Kind {
        OPEN,
        OPEN_TIMED,
        GIVE,
        GIVE_LONG,
        END,
        REQUEST,
        REQUEST_ALL,
        CANCEL,
        FAIL,
        UNREADABLE,
        ENOUGH,
        HANDLER_ENDS,
        PAUSE,
        RESUME,
        PASS,
        FULL,
        WRITABLE,
        HOLD,
        READ,
        LATENCY,
        SPLIT,
        DRAIN,
        CUT
    }

    @Override
    public String toString() {
        return (near ? "near " : "far ") + kind + " " + with;
    }
}
