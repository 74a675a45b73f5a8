package dev.fluxar;

import org.jspecify.annotations.Nullable;

/**
 * What a peer accepts and holds (spec §11). All but {@code waiting} and {@code budget} are
 * announced in the handshake and enforced on what arrives; these two are this peer's own.
 *
 * @param message largest encoded envelope accepted, in bytes: 1024 to 1 GiB
 * @param frame largest frame accepted, in bytes: at least {@code message}
 * @param exchanges how many exchanges the other side may have open at once: 1 to 1,048,576
 * @param waiting how many calls of this peer may wait for the other side's {@code exchanges}: 0 to
 *     1,048,576
 * @param budget how many bytes are held for one peer at most: what waits to be written to it, calls
 *     that wait for its {@code exchanges}, requests from it whose handlers run, items and events
 *     that the application has not taken, and payloads that arrive in parts; at least twice {@code
 *     message}. Not counted is the one frame that is arriving, of which up to {@code frame} bytes
 *     are held beside it
 * @param part longest payload accepted whole, and longest part of one, in bytes: 1024 to 1 GiB
 * @param payload largest payload accepted in parts, in bytes: 0 to half of {@code budget}, at most
 *     1 GiB
 * @param credit how much of each stream is read ahead of the application at most; {@link
 *     #firstCredit} of it is announced
 * @param subscriptions how many subscriptions the other side may hold at once: 0 to 1,048,576
 * @param rate how often the other side may open something or send a verb, or null: no bound. Who
 *     goes beyond it is refused with {@link ErrorCode#RATE_LIMITED}, and who goes on in spite of
 *     that is cut off
 */
public record Limits(
        int message,
        int frame,
        int exchanges,
        int waiting,
        long budget,
        int part,
        long payload,
        Credit credit,
        int subscriptions,
        @Nullable Rate rate) {

    /**
     * 1 MiB messages, 64 KiB more for a frame, 1024 exchanges, 65,536 waiting, 32 MiB in all, parts
     * of 128 KiB, payloads of 16 MiB, credit of 256 items and 256 KiB, 1024 subscriptions, no rate.
     */
    public static final Limits DEFAULT =
            new Limits(
                    1 << 20,
                    (1 << 20) + (1 << 16),
                    1024,
                    1 << 16,
                    32L << 20,
                    1 << 17,
                    16L << 20,
                    new Credit(256, 1 << 18),
                    1024,
                    null);

    /** Checks the ranges. */
    public Limits {
        check("message", message, 1024, 1 << 30);
        check("frame", frame, message, Integer.MAX_VALUE - 16);
        check("exchanges", exchanges, 1, 1 << 20);
        check("waiting", waiting, 0, 1 << 20);
        check("budget", budget, 2L * message, Long.MAX_VALUE);
        check("part", part, 1024, 1 << 30);
        // Else it could never be reserved, §6.3-1, or held in an array.
        check("payload", payload, 0, Math.min(budget / 2, 1 << 30));
        check("subscriptions", subscriptions, 0, 1 << 20);
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
        return of(bytes, (int) newFrame, exchanges, waiting, Math.max(budget, 2L * bytes));
    }

    /**
     * The same with another frame limit.
     *
     * @param bytes largest frame, at least the message limit
     * @return a new record
     */
    public Limits withFrame(int bytes) {
        return of(message, bytes, exchanges, waiting, budget);
    }

    /**
     * The same with another limit of exchanges.
     *
     * @param count exchanges that the other side may have open at once
     * @return a new record
     */
    public Limits withExchanges(int count) {
        return of(message, frame, count, waiting, budget);
    }

    /**
     * The same with another limit of waiting calls.
     *
     * @param count calls
     * @return a new record
     */
    public Limits withWaiting(int count) {
        return of(message, frame, exchanges, count, budget);
    }

    /**
     * The same with another budget, and a payload limit that is not more than half of it.
     *
     * @param bytes bytes held for one peer at most, beside the one frame that is arriving
     * @return a new record
     */
    public Limits withBudget(long bytes) {
        return of(message, frame, exchanges, waiting, bytes);
    }

    private Limits of(int message, int frame, int exchanges, int waiting, long budget) {
        long fitting = Math.min(payload, Math.max(0, budget / 2));
        return new Limits(
                message,
                frame,
                exchanges,
                waiting,
                budget,
                part,
                fitting,
                credit,
                subscriptions,
                rate);
    }

    /**
     * The same with another limit of parts.
     *
     * @param bytes longest payload that travels whole, and longest part
     * @return a new record
     */
    public Limits withPart(int bytes) {
        return ofMany(bytes, payload, budget, credit, subscriptions);
    }

    /**
     * The same with another limit of payloads in parts, and a budget that fits it.
     *
     * @param bytes largest payload in parts
     * @return a new record
     */
    public Limits withPayload(long bytes) {
        long least = bytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * bytes;
        return ofMany(part, bytes, Math.max(budget, least), credit, subscriptions);
    }

    /**
     * The same with another credit.
     *
     * @param ahead how much of each stream is read ahead of the application at most
     * @return a new record
     */
    public Limits withCredit(Credit ahead) {
        return ofMany(part, payload, budget, ahead, subscriptions);
    }

    /**
     * What is announced: how much the other side may send in each stream that it opens before it is
     * told that it may send more. It is {@code credit}, but no more bytes than each of {@code
     * exchanges} streams may have of a quarter of {@code budget}: so there is room for what all of
     * them send at first.
     *
     * @return of at least one byte, unless {@code credit} is of none
     */
    public Credit firstCredit() {
        long most = Math.max(1, budget / 4 / exchanges);
        return credit.bytes() <= most ? credit : new Credit(credit.items(), most);
    }

    /**
     * The same with another limit of subscriptions.
     *
     * @param count subscriptions that the other side may hold at once
     * @return a new record
     */
    public Limits withSubscriptions(int count) {
        return ofMany(part, payload, budget, credit, count);
    }

    private Limits ofMany(int part, long payload, long budget, Credit credit, int subscriptions) {
        return new Limits(
                message,
                frame,
                exchanges,
                waiting,
                budget,
                part,
                payload,
                credit,
                subscriptions,
                rate);
    }

    /**
     * The same with another rate, or none.
     *
     * @param most how often the other side may open something or send a verb; null for no bound
     * @return a new record
     */
    public Limits withRate(@Nullable Rate most) {
        return new Limits(
                message,
                frame,
                exchanges,
                waiting,
                budget,
                part,
                payload,
                credit,
                subscriptions,
                most);
    }
}
