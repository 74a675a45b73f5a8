package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
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
    private static final String[] TRACE_KEYS = {"traceparent", "tracestate", "trace_id"};

    static StreamMeta of(EnvelopeView open) {
        Meta meta = open.meta();
        if (meta == null) {
            return NONE;
        }
        try {
            long timeout = meta.unsigned("timeout");
            Credit credit = meta.credit("credit");
            for (String key : TRACE_KEYS) {
                meta.text(key);
            }
            return new StreamMeta(timeout, credit, null);
        } catch (IllegalArgumentException e) {
            return new StreamMeta(-1, null, String.valueOf(e.getMessage())); // §3.2-1
        }
    }
}
