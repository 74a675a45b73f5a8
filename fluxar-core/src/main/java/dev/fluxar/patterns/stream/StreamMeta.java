package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MetaCursor;
import org.jspecify.annotations.Nullable;

/**
 * The reserved meta keys of a stream's open (spec §3.2). Others mean nothing there and are not
 * looked at. §3.1-3
 *
 * @param timeoutMillis time left, or -1
 * @param credit of the flow towards the opener, or null
 * @param fault null, or what is wrong with a key
 */
record StreamMeta(long timeoutMillis, @Nullable Credit credit, @Nullable String fault) {

    private static final StreamMeta NONE = new StreamMeta(-1, null, null);

    private static final int TIMEOUT = 0;
    private static final int CREDIT = 1;

    /** Reads these keys; to be used again and again. */
    static MetaCursor cursor() {
        return new MetaCursor("timeout", "credit", "traceparent", "tracestate", "trace_id");
    }

    static StreamMeta of(EnvelopeView open, MetaCursor cursor) {
        if (!open.hasMeta()) {
            return NONE;
        }
        long timeout = -1;
        Credit credit = null;
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
            return new StreamMeta(-1, null, String.valueOf(e.getMessage())); // §3.2-1
        }
        return new StreamMeta(timeout, credit, null);
    }
}
