package dev.fluxar.session.hello;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.Rate;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import org.jspecify.annotations.Nullable;

/** Reads what offer and answer have in common (spec §8.2 and §8.3). */
final class HelloReader {

    static final long MIN_HEARTBEAT = 100;
    static final long MAX_HEARTBEAT = 3_600_000;
    static final int MAX_NAME = 255;

    private final CborReader in;
    private final String what;
    private @Nullable String name;
    private @Nullable String agent;
    private Announced limits = Announced.DEFAULT;

    HelloReader(CborReader in, String what) {
        this.in = in;
        this.what = what;
    }

    /** Reads the value of a key if it is one of those in common, and skips unknown ones. */
    void common(String key) {
        switch (key) {
            case "name" -> name = text(key, 1);
            case "agent" -> agent = text(key, 0);
            case "limits" -> limits = limits();
            default -> in.skip(CborReader.MAX_DEPTH);
        }
    }

    Introduction introduction() {
        return new Introduction(name, agent, limits);
    }

    private String text(String key, int min) {
        String text = in.readText(what + " " + key);
        int bytes = text.getBytes(UTF_8).length;
        if (bytes < min || bytes > MAX_NAME) {
            throw outOfRange(key + " has " + bytes + " bytes", min, MAX_NAME);
        }
        return text;
    }

    /** §11.1 §11.4 */
    private Announced limits() {
        Announced none = Announced.DEFAULT;
        long message = none.message();
        long frame = -1;
        long exchanges = none.exchanges();
        long part = none.part();
        long payload = none.payload();
        Credit credit = none.credit();
        long subscriptions = none.subscriptions();
        long replay = none.replay();
        Rate rate = none.rate();
        ProtocolMap map = new ProtocolMap(in, what + " limits");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "message" -> message = atLeast(key, limit(key), Announced.MIN_BYTES);
                case "frame" -> frame = atLeast(key, limit(key), Announced.MIN_BYTES);
                case "exchanges" -> exchanges = limit(key);
                case "part" -> part = atLeast(key, limit(key), Announced.MIN_BYTES);
                case "payload" -> payload = limit(key);
                case "credit" -> credit = CreditCodec.read(in, what + " limit credit"); // §11.4-1
                case "subscriptions" -> subscriptions = limit(key);
                case "replay" -> replay = atLeast(key, limit(key), Announced.MIN_REPLAY); // §9.9
                case "rate" -> rate = rate(key);
                default -> in.skip(CborReader.MAX_DEPTH); // §1.2-7
            }
        }
        return new Announced(
                message,
                frame < 0 ? message + Announced.FRAME_OVERHEAD : frame,
                exchanges,
                part,
                payload,
                credit,
                subscriptions,
                replay,
                rate);
    }

    /** §11.5-5 */
    private Rate rate(String key) {
        Credit pair = CreditCodec.readPair(in, what + " limit " + key, "rate");
        long least = Math.min(pair.items(), pair.bytes());
        if (least < 1) {
            throw outOfRange("limit " + key + " holds " + least, 1, -1);
        }
        return Rate.upTo(pair.items(), pair.bytes());
    }

    private long limit(String key) {
        return in.readAtMost(what + " limit " + key, Long.MAX_VALUE / 2);
    }

    private long atLeast(String key, long value, long min) {
        if (value < min) {
            throw outOfRange("limit " + key + " is " + value, min, -1);
        }
        return value;
    }

    /** A value of the right type outside its range. §8.2-3 */
    ProtocolException outOfRange(String found, long min, long max) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                what
                        + ": "
                        + found
                        + ", expected "
                        + (max < 0 ? "at least " + min : min + " to " + max));
    }

    /** A required key that is absent, or a value of the wrong type. §8.2-2 */
    static ProtocolException malformed(String message) {
        return new ProtocolException(ErrorCode.MALFORMED, message);
    }

    static long clamp(long heartbeatMillis) {
        return Math.max(MIN_HEARTBEAT, Math.min(MAX_HEARTBEAT, heartbeatMillis));
    }
}
