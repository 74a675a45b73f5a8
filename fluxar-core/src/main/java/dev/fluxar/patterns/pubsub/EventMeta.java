package dev.fluxar.patterns.pubsub;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.message.ProtocolException;

/**
 * The reserved meta keys of an event (spec §10.21), read in one pass. Those that have no place in
 * the subscription's mode are not looked at. §3.1-3
 */
final class EventMeta {

    private static final int TS = 0;
    private static final int RETAIN = 1;
    private static final int DROPPED = 2;
    private static final int SEQ = 3;
    private static final int ATTEMPT = 4;
    private static final int FLOOR = 5;
    private static final MetaCursor.Keys KEYS =
            new MetaCursor.Keys("ts", "retain", "dropped", "seq", "attempt", "floor");

    private long seq;
    private long floor;
    private long attempt = 1;
    private long dropped;
    private long unixMillis = -1;
    private boolean retained;

    static MetaCursor cursor() {
        return new MetaCursor(KEYS);
    }

    /**
     * Reads them.
     *
     * @throws ProtocolException MALFORMED where a value has another type, PROTOCOL_ERROR where it
     *     is out of its range. §3.2-2 §3.2-3
     */
    void read(MetaCursor cursor, EnvelopeView event, Delivery mode) {
        seq = 0;
        floor = 0;
        attempt = 1;
        dropped = 0;
        unixMillis = -1;
        retained = false;
        if (!event.hasMeta()) {
            return;
        }
        boolean numbered = mode != Delivery.AT_MOST_ONCE;
        try {
            cursor.reset(event);
            for (int key = cursor.next(); key != MetaCursor.END; key = cursor.next()) {
                switch (key) {
                    case TS -> unixMillis = cursor.unsigned();
                    case RETAIN -> retained = cursor.bool();
                    case DROPPED -> dropped = numbered ? 0 : fromOne(cursor, key);
                    case SEQ -> seq = numbered ? fromOne(cursor, key) : 0;
                    case ATTEMPT -> attempt = numbered ? fromOne(cursor, key) : 1;
                    case FLOOR -> floor = mode == Delivery.EXACTLY_ONCE ? fromOne(cursor, key) : 0;
                    default -> {}
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.MALFORMED, "event: " + e.getMessage()); // §3.2-2
        }
    }

    private static long fromOne(MetaCursor cursor, int key) {
        long value = cursor.unsigned();
        if (value < 1) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, // §3.2-3
                    "event: meta key '" + KEYS.name(key) + "' is 0, expected 1 or more");
        }
        return value;
    }

    EventMeta copy() {
        EventMeta copy = new EventMeta();
        copy.seq = seq;
        copy.floor = floor;
        copy.attempt = attempt;
        copy.dropped = dropped;
        copy.unixMillis = unixMillis;
        copy.retained = retained;
        return copy;
    }

    /** 0 where it has none. */
    long seq() {
        return seq;
    }

    /** 0 where it states none. */
    long floor() {
        return floor;
    }

    long attempt() {
        return attempt;
    }

    long dropped() {
        return dropped;
    }

    /** -1 where it has none. */
    long unixMillis() {
        return unixMillis;
    }

    boolean isRetained() {
        return retained;
    }
}
