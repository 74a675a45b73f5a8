package dev.fluxar.tests.idle;

/**
 * What one system's listener held with no session and with many.
 *
 * @param sessions how many
 * @param without after the warm-up, with no session
 * @param with after one call on each session and a pause
 */
record IdleCost(int sessions, Memory without, Memory with) {

    /** Bytes of heap of a session. */
    double heap() {
        return (double) (with.heap() - without.heap()) / sessions;
    }

    /** Resident bytes of a session, its heap included. */
    double resident() {
        return (double) (with.resident() - without.resident()) / sessions;
    }
}
