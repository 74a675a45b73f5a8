package dev.fluxar;

/**
 * What a peer accepts and holds (spec §11). The first three are announced in the handshake and
 * enforced on what arrives; the others are this peer's own.
 *
 * @param message largest encoded envelope accepted, in bytes: 1024 to 1 GiB
 * @param frame largest frame accepted, in bytes: at least {@code message}
 * @param exchanges how many exchanges the other side may have open at once: 1 to 1,048,576
 * @param waiting how many calls of this peer may wait for the other side's {@code exchanges}: 0 to
 *     1,048,576
 * @param budget how many bytes are held for one peer at most: what waits to be written to it, calls
 *     that wait for its {@code exchanges}, and requests from it whose handlers run; at least twice
 *     {@code message}. Not counted is the one frame that is arriving, of which up to {@code frame}
 *     bytes are held beside it
 */
public record Limits(int message, int frame, int exchanges, int waiting, long budget) {

    /** 1 MiB messages, 64 KiB more for a frame, 1024 exchanges, 65,536 waiting, 32 MiB in all. */
    public static final Limits DEFAULT =
            new Limits(1 << 20, (1 << 20) + (1 << 16), 1024, 1 << 16, 32L << 20);

    /** Checks the ranges. */
    public Limits {
        check("message", message, 1024, 1 << 30);
        check("frame", frame, message, Integer.MAX_VALUE - 16);
        check("exchanges", exchanges, 1, 1 << 20);
        check("waiting", waiting, 0, 1 << 20);
        check("budget", budget, 2L * message, Long.MAX_VALUE);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "limit " + name + " is " + value + ", expected " + min + " to " + max);
        }
    }

    /**
     * The same with another message limit, and a frame limit and budget that fit it.
     *
     * @param bytes largest encoded envelope
     * @return a new record
     */
    public Limits withMessage(int bytes) {
        long newFrame = Math.min((long) bytes + (1 << 16), Integer.MAX_VALUE - 16);
        return new Limits(bytes, (int) newFrame, exchanges, waiting, Math.max(budget, 2L * bytes));
    }

    /**
     * The same with another limit of exchanges.
     *
     * @param count exchanges that the other side may have open at once
     * @return a new record
     */
    public Limits withExchanges(int count) {
        return new Limits(message, frame, count, waiting, budget);
    }

    /**
     * The same with another limit of waiting calls.
     *
     * @param count calls
     * @return a new record
     */
    public Limits withWaiting(int count) {
        return new Limits(message, frame, exchanges, count, budget);
    }

    /**
     * The same with another budget.
     *
     * @param bytes bytes held for one peer at most, beside the one frame that is arriving
     * @return a new record
     */
    public Limits withBudget(long bytes) {
        return new Limits(message, frame, exchanges, waiting, bytes);
    }
}
