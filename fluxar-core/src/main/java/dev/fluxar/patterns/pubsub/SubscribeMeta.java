package dev.fluxar.patterns.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import dev.fluxar.message.MetaCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reserved meta keys of a subscribe (spec §10.20): written by the subscriber, read by the
 * publisher. Others mean nothing there and are not looked at. §3.1-3
 */
final class SubscribeMeta {

    private static final int MODE = 0;
    private static final int CREDIT = 1;
    private static final int ACK_WAIT = 2;
    private static final int GROUP = 3;
    private static final int DURABLE = 4;
    private static final int FROM = 5;
    private static final int OVERFLOW = 6;
    private static final MetaCursor.Keys KEYS =
            new MetaCursor.Keys(
                    "mode",
                    "credit",
                    "ackWait",
                    "group",
                    "durable",
                    "from",
                    "overflow",
                    "traceparent",
                    "tracestate",
                    "trace_id");

    private Delivery delivery = Delivery.AT_MOST_ONCE;
    private @Nullable Credit credit;
    private long ackWaitMillis = SubscribeTerms.ACK_WAIT_MILLIS;
    private @Nullable String group;
    private @Nullable String durable;
    private From from = From.RETAINED;
    private Overflow overflow = Overflow.OLDEST;
    private @Nullable String fault;

    private SubscribeMeta() {}

    /** Writes them behind the application's. */
    static byte[] encode(Map<String, Object> entries, SubscribeTerms terms, Credit first) {
        Meta.Builder meta = new Meta.Builder();
        entries.forEach(meta::put);
        if (terms.delivery() != Delivery.AT_MOST_ONCE) {
            meta.put("mode", terms.delivery().mode());
        }
        meta.credit("credit", first); // §10.12-2
        if (terms.ackWaitMillis() != SubscribeTerms.ACK_WAIT_MILLIS) {
            meta.put("ackWait", terms.ackWaitMillis());
        }
        if (terms.group() != null) {
            meta.put("group", terms.group());
        }
        if (terms.durable() != null) {
            meta.put("durable", terms.durable());
        }
        switch (terms.from().start()) {
            case RETAINED -> {}
            case LIVE -> meta.put("from", "live");
            case HISTORY -> meta.put("from", "start");
            case SINCE -> meta.put("from", terms.from().unixMillis());
        }
        if (terms.overflow() != Overflow.OLDEST) {
            meta.put("overflow", terms.overflow().text());
        }
        return meta.encode();
    }

    /** Reads them; {@link #fault} says whether they could be. */
    static SubscribeMeta of(EnvelopeView open) {
        SubscribeMeta meta = new SubscribeMeta();
        if (open.hasMeta()) {
            try {
                meta.read(new MetaCursor(KEYS).reset(open));
            } catch (IllegalArgumentException e) {
                meta.fault = String.valueOf(e.getMessage()); // §3.2-1
            }
        }
        return meta;
    }

    private void read(MetaCursor in) {
        for (int key = in.next(); key != MetaCursor.END; key = in.next()) {
            switch (key) {
                case MODE -> delivery = mode(in.unsigned());
                case CREDIT -> credit = in.credit();
                case ACK_WAIT -> ackWaitMillis = in.unsigned();
                case GROUP -> group = name(key, in.text());
                case DURABLE -> durable = name(key, in.text());
                case FROM -> from = in.isText() ? from(in.text()) : From.since(in.unsigned());
                case OVERFLOW -> overflow = overflow(in.text());
                default -> in.text(); // A trace key.
            }
        }
    }

    /** The delivery guarantee of a number. */
    static Delivery mode(long code) {
        if (code > Delivery.EXACTLY_ONCE.mode()) {
            throw new IllegalArgumentException("meta key 'mode' is " + code + ", expected 0 to 2");
        }
        return Delivery.of(code);
    }

    private static String name(int key, String text) {
        int bytes = text.getBytes(UTF_8).length;
        if (bytes < 1 || bytes > 255) {
            throw new IllegalArgumentException(
                    "meta key '" + KEYS.name(key) + "' has " + bytes + " bytes, expected 1 to 255");
        }
        return text;
    }

    private static From from(String text) {
        return switch (text) {
            case "live" -> From.LIVE;
            case "start" -> From.HISTORY;
            default ->
                    throw new IllegalArgumentException(
                            "meta key 'from' is '" + text + "', expected live, start or a number");
        };
    }

    private static Overflow overflow(String text) {
        Overflow policy = Overflow.of(text);
        if (policy == null) {
            throw new IllegalArgumentException(
                    "meta key 'overflow' is '" + text + "', expected oldest, newest or fail");
        }
        return policy;
    }

    Delivery delivery() {
        return delivery;
    }

    @Nullable Credit credit() {
        return credit;
    }

    long ackWaitMillis() {
        return ackWaitMillis;
    }

    @Nullable String group() {
        return group;
    }

    @Nullable String durable() {
        return durable;
    }

    From from() {
        return from;
    }

    Overflow overflow() {
        return overflow;
    }

    /** What is wrong with a key; null when nothing is. */
    @Nullable String fault() {
        return fault;
    }
}
