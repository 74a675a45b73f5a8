package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.patterns.parts.Parts;
import org.jspecify.annotations.Nullable;

/**
 * The reserved meta keys of a stream's open (spec §3.2). Others mean nothing there and are not
 * looked at. §3.1-3
 *
 * @param timeoutMillis time left, or -1
 * @param credit of the flow towards the opener, or null
 * @param size bytes of the payload that follows in parts, or {@link Parts#NONE}
 * @param fault null, or what is wrong with a key
 */
record StreamMeta(long timeoutMillis, @Nullable Credit credit, long size, @Nullable String fault) {

    private static final StreamMeta NONE = new StreamMeta(-1, null, Parts.NONE, null);

    private static final int TIMEOUT = 0;
    private static final int CREDIT = 1;
    private static final MetaCursor.Keys KEYS =
            new MetaCursor.Keys("timeout", "credit", "traceparent", "tracestate", "trace_id");

    /** Reads these keys; to be used again and again. */
    static MetaCursor cursor() {
        return new MetaCursor(KEYS);
    }

    static StreamMeta of(EnvelopeView open, MetaCursor cursor, Parts parts) {
        if (!open.hasMeta()) {
            return NONE;
        }
        long timeout = -1;
        Credit credit = null;
        long size = Parts.NONE;
        String fault = null;
        try {
            size = parts.ofOpen(open); // By itself: it decides before the others do. §10.9-2
        } catch (IllegalArgumentException e) {
            fault = e.getMessage(); // §3.2-1
        }
        try {
            cursor.reset(open);
            for (int key = cursor.next(); key != MetaCursor.END; key = cursor.next()) {
                switch (key) {
                    case TIMEOUT -> timeout = cursor.unsigned();
                    case CREDIT -> credit = cursor.credit();
                    default -> cursor.text();
                }
            }
        } catch (IllegalArgumentException e) {
            fault = e.getMessage(); // §3.2-1
        }
        return new StreamMeta(timeout, credit, size, fault);
    }
}
