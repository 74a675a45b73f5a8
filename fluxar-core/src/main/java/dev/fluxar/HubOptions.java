package dev.fluxar;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bounds and settings of a hub in memory. Immutable: each {@code with…} returns changed
 * settings.
 *
 * @param subscriptions how many subscriptions are live at once, over all sessions: 1 to 16,777,216;
 *     further ones are refused
 * @param waitingEvents how many events wait for one subscription, or for one group, at most: 1 to
 *     16,777,216
 * @param waitingBytes how many bytes of them, those that are sent and not settled included; a
 *     single event may be longer: at least 1024
 * @param storedBytes how many bytes are held for all groups and all durable subscriptions together:
 *     at least 1024; beside them one small event of each that has none (spec §10.27)
 * @param durables how many durable subscriptions there are at most: 0 to 16,777,216; 0 refuses them
 *     all
 * @param retainedValues how many topics have a retained value at most: 0 to 16,777,216
 * @param retainedBytes how many bytes the retained values take at most: at least 0
 * @param historyEvents how many events are kept as history, the oldest leave first: 0 to
 *     16,777,216; 0: none is kept
 * @param historyBytes how many bytes of history are kept: at least 0
 * @param producers how many producers of {@link Delivery#EXACTLY_ONCE} are remembered at most, and
 *     by how many sessions in all they are used: 0 to 16,777,216. One session uses a sixteenth of
 *     them at most, at least one; one principal three quarters; and where half of them are taken a
 *     session that has one gets no further ones
 * @param maxDeliver how often an event is sent to a subscription or group before it is given up
 *     (spec §10.22-12): 0 for no limit
 * @param patience how long a subscription that is not durable, or a group, and that must not lose
 *     events, may have no room for one without taking any, or because of what others of its session
 *     hold (or other groups and durable subscriptions); then it, or all members of the group, are
 *     ended with {@link ErrorCode#OVERLOADED}. Until then publishes to it are refused
 * @param deadLetters gets every event that is given up (spec §10.22-13), on the thread that gave it
 *     up, a session's loop mostly: must not block; null: they are logged
 */
public record HubOptions(
        int subscriptions,
        int waitingEvents,
        long waitingBytes,
        long storedBytes,
        int durables,
        int retainedValues,
        long retainedBytes,
        int historyEvents,
        long historyBytes,
        int producers,
        int maxDeliver,
        Duration patience,
        @Nullable Consumer<DeadLetter> deadLetters) {

    private static final int MOST = 1 << 24;

    /**
     * A million subscriptions; 4096 events and 4 MiB wait for one; 64 MiB for groups and 1024
     * durable subscriptions; 16,384 retained values of 16 MiB; no history; 16,384 producers; no
     * limit of sendings; 30 seconds of patience; no dead-letter handler.
     */
    public static final HubOptions DEFAULT =
            new HubOptions(
                    1 << 20,
                    4096,
                    4L << 20,
                    64L << 20,
                    1024,
                    16_384,
                    16L << 20,
                    0,
                    16L << 20,
                    16_384,
                    0,
                    Duration.ofSeconds(30),
                    null);

    /** Checks the ranges. */
    public HubOptions {
        check("subscriptions", subscriptions, 1, MOST);
        check("waitingEvents", waitingEvents, 1, MOST);
        check("waitingBytes", waitingBytes, 1024, Long.MAX_VALUE);
        check("storedBytes", storedBytes, 1024, Long.MAX_VALUE);
        check("durables", durables, 0, MOST);
        check("retainedValues", retainedValues, 0, MOST);
        check("retainedBytes", retainedBytes, 0, Long.MAX_VALUE);
        check("historyEvents", historyEvents, 0, MOST);
        check("historyBytes", historyBytes, 0, Long.MAX_VALUE);
        check("producers", producers, 0, MOST);
        check("maxDeliver", maxDeliver, 0, Integer.MAX_VALUE);
        if (patience.isNegative()) {
            throw new IllegalArgumentException(
                    "hub option patience is " + patience + ", expected zero or more");
        }
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "hub option " + name + " is " + value + ", expected " + min + " to " + max);
        }
    }

    /**
     * The same with another bound of subscriptions.
     *
     * @param count live at once
     * @return new settings
     */
    public HubOptions withSubscriptions(int count) {
        return new HubOptions(
                count,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with other bounds of what waits for one subscription or group.
     *
     * @param events how many
     * @param bytes how many bytes of them
     * @return new settings
     */
    public HubOptions withWaiting(int events, long bytes) {
        return new HubOptions(
                subscriptions,
                events,
                bytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with another bound of what groups and durable subscriptions hold together.
     *
     * @param bytes how many
     * @return new settings
     */
    public HubOptions withStoredBytes(long bytes) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                bytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with another bound of durable subscriptions.
     *
     * @param count how many
     * @return new settings
     */
    public HubOptions withDurables(int count) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                count,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with other bounds of retained values.
     *
     * @param values how many
     * @param bytes how many bytes they take
     * @return new settings
     */
    public HubOptions withRetained(int values, long bytes) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                values,
                bytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with history kept.
     *
     * @param events how many
     * @param bytes how many bytes they take
     * @return new settings
     */
    public HubOptions withHistory(int events, long bytes) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                events,
                bytes,
                producers,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with another bound of producers.
     *
     * @param count how many
     * @return new settings
     */
    public HubOptions withProducers(int count) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                count,
                maxDeliver,
                patience,
                deadLetters);
    }

    /**
     * The same with another limit of sendings.
     *
     * @param sendings how many; 0 for no limit
     * @return new settings
     */
    public HubOptions withMaxDeliver(int sendings) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                sendings,
                patience,
                deadLetters);
    }

    /**
     * The same with another patience.
     *
     * @param time zero or more
     * @return new settings
     */
    public HubOptions withPatience(Duration time) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                time,
                deadLetters);
    }

    /**
     * The same with a dead-letter handler.
     *
     * @param handler gets what is given up; null for none
     * @return new settings
     */
    public HubOptions withDeadLetters(@Nullable Consumer<DeadLetter> handler) {
        return new HubOptions(
                subscriptions,
                waitingEvents,
                waitingBytes,
                storedBytes,
                durables,
                retainedValues,
                retainedBytes,
                historyEvents,
                historyBytes,
                producers,
                maxDeliver,
                patience,
                handler);
    }
}
