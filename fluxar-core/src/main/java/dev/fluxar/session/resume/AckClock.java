package dev.fluxar.session.resume;

/**
 * Tells when an ack of what was read is due (spec §9.8). Times are nanoseconds of the session. Not
 * thread-safe.
 */
public final class AckClock {

    /** How long the first tracked envelope since the last ack may wait for the next. §9.8-1 */
    private static final long PATIENCE = 1_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final long most;
    private long unacked;
    private long dueAt = NEVER;
    private boolean due;
    private boolean atOnce;

    /**
     * Starts with nothing read.
     *
     * @param replay what the other side keeps at most, in bytes
     */
    public AckClock(long replay) {
        this.most = replay / 4;
    }

    /** A tracked envelope of so many bytes was read. §9.8-1 */
    void read(int length, long now) {
        if (unacked == 0) {
            dueAt = now + PATIENCE;
        }
        unacked += length;
        due |= atOnce || unacked >= most;
    }

    /** From now on what is read is to be acked at once: the session drains. §9.8-2 */
    public void hurry() {
        atOnce = true;
        due |= unacked > 0;
    }

    /**
     * Time has passed.
     *
     * @param now nanoseconds
     */
    public void onTimer(long now) {
        due |= unacked > 0 && now >= dueAt;
    }

    /**
     * Whether an ack is to be written.
     *
     * @return whether
     */
    public boolean due() {
        return due;
    }

    /** An ack of all that was read has been written. */
    public void acked() {
        unacked = 0;
        dueAt = NEVER;
        due = false;
    }

    /**
     * When {@link #onTimer} is to be called.
     *
     * @return nanoseconds; {@code Long.MAX_VALUE} while nothing waits to be acked, or what is due
     *     waits for the connection
     */
    public long deadline() {
        return due ? NEVER : dueAt;
    }
}
