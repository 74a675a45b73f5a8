package dev.fluxar.tests.simulation;

/** One operation of a random schedule: what, by which side, and with what. */
record Step(Kind kind, boolean near, int with) {

    /** What may happen. */
    enum Kind {
        CALL,
        CALL_TIMED,
        ONEWAY,
        CANCEL,
        ANSWER,
        FAIL,
        RUN_BLOCKING,
        PASS,
        FULL,
        WRITABLE,
        HOLD,
        READ,
        LATENCY,
        SPLIT,
        PING,
        DRAIN,
        CUT
    }

    @Override
    public String toString() {
        return (near ? "near " : "far ") + kind + " " + with;
    }
}
