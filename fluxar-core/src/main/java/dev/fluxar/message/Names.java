package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for names that applications give: targets and meta keys (spec §2.2 and §3.1). */
public final class Names {

    /** The longest target, in bytes of UTF-8. */
    public static final int MAX_TARGET = 255;

    /** Keys and targets that begin with this are the protocol's own. */
    public static final String RESERVED_PREFIX = "fluxar.";

    /** No verb is longer, so longer targets need no closer look. */
    static final int LONGEST_VERB = 6;

    private static final Set<String> VERBS =
            Set.of(
                    "cancel", "part", "end", "pause", "resume", "ack", "nack", "ping", "bye",
                    "auth");

    private static final Set<String> RESERVED_META =
            Set.of(
                    "timeout",
                    "oneway",
                    "credit",
                    "mode",
                    "seq",
                    "floor",
                    "attempt",
                    "ts",
                    "dropped",
                    "group",
                    "durable",
                    "from",
                    "ackWait",
                    "overflow",
                    "retain",
                    "producer",
                    "size");

    private static final Set<String> TRACE_KEYS = Set.of("traceparent", "tracestate", "trace_id");

    private Names() {}

    /**
     * Whether a word is a verb of the protocol and so no valid target of an open.
     *
     * @param word any
     * @return whether
     */
    public static boolean isVerb(String word) {
        return VERBS.contains(word);
    }

    /**
     * Whether a meta key has a meaning of its own in the protocol. §3.1-1 §3.2-4
     *
     * @param key any
     * @return whether; the tracing keys may be set by applications, so they are not meant here
     */
    public static boolean isReservedMeta(String key) {
        return RESERVED_META.contains(key) || key.startsWith(RESERVED_PREFIX);
    }

    /**
     * Whether a meta key carries a trace, and so takes text only.
     *
     * @param key any
     * @return whether
     */
    public static boolean isTraceKey(String key) {
        return TRACE_KEYS.contains(key);
    }

    /**
     * What is wrong with a target.
     *
     * @param target any
     * @return null when nothing is, otherwise a sentence with the offending and the expected value
     */
    public static @Nullable String faultOf(String target) {
        return faultOf(target, target.getBytes(UTF_8).length);
    }

    private static @Nullable String faultOf(String target, int bytes) {
        if (bytes == 0 || bytes > MAX_TARGET) {
            return "target has " + bytes + " bytes, expected 1 to " + MAX_TARGET;
        }
        int lone = Utf8.loneSurrogate(target);
        if (lone >= 0) {
            return "target has a surrogate without its pair at character " + lone;
        }
        return bytes <= LONGEST_VERB && isVerb(target)
                ? "target '" + target + "' is a verb of the protocol"
                : null;
    }

    /**
     * Encodes a target that an application gave.
     *
     * @param target 1 to 255 bytes of UTF-8, no verb
     * @return its UTF-8
     * @throws IllegalArgumentException when it is not allowed
     */
    public static byte[] target(String target) {
        byte[] utf8 = target.getBytes(UTF_8);
        String fault = faultOf(target, utf8.length);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return utf8;
    }
}
