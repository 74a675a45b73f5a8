package dev.fluxar.patterns.rpc;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import org.jspecify.annotations.Nullable;

/**
 * The reserved meta keys of a call's open (spec §3.1). Others mean nothing there and are not looked
 * at. §3.1-3
 *
 * @param oneway whether no reply is wanted
 * @param timeoutMillis time left, or -1
 * @param fault null, or what is wrong with a key
 */
record CallMeta(boolean oneway, long timeoutMillis, @Nullable String fault) {

    private static final CallMeta NONE = new CallMeta(false, -1, null);
    private static final String[] TRACE_KEYS = {"traceparent", "tracestate", "trace_id"};

    static CallMeta of(EnvelopeView open) {
        Meta meta = open.meta();
        if (meta == null) {
            return NONE;
        }
        boolean oneway = false;
        try {
            oneway = meta.bool("oneway");
            long timeout = meta.unsigned("timeout");
            for (String key : TRACE_KEYS) {
                meta.text(key);
            }
            return new CallMeta(oneway, timeout, null);
        } catch (IllegalArgumentException e) {
            return new CallMeta(oneway, -1, String.valueOf(e.getMessage())); // §3.1-2
        }
    }
}
