package dev.fluxar.patterns.rpc;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import dev.fluxar.patterns.parts.Parts;
import org.jspecify.annotations.Nullable;

/**
 * The reserved meta keys of a call's open (spec §3.1 and §6.1). Others mean nothing there and are
 * not looked at. §3.1-3
 *
 * @param oneway whether no reply is wanted
 * @param timeoutMillis time left, or -1
 * @param size bytes of the payload that follows in parts, or {@link Parts#NONE}
 * @param fault null, or what is wrong with a key
 */
record CallMeta(boolean oneway, long timeoutMillis, long size, @Nullable String fault) {

    private static final CallMeta NONE = new CallMeta(false, -1, Parts.NONE, null);
    private static final String[] TRACE_KEYS = {"traceparent", "tracestate", "trace_id"};

    static CallMeta of(EnvelopeView open, Parts parts) {
        Meta meta = open.meta();
        if (meta == null) {
            return NONE;
        }
        boolean oneway = false;
        long timeout = -1;
        long size = Parts.NONE;
        String fault = null;
        try {
            size = parts.ofOpen(open); // By itself: it decides before the others do. §10.2-1
        } catch (IllegalArgumentException e) {
            fault = e.getMessage(); // §3.2-1
        }
        try {
            oneway = meta.bool("oneway");
            timeout = meta.unsigned("timeout");
            for (String key : TRACE_KEYS) {
                meta.text(key);
            }
        } catch (IllegalArgumentException e) {
            fault = e.getMessage(); // §3.1-2
        }
        return new CallMeta(oneway, timeout, size, fault);
    }
}
