package dev.fluxar.message;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.transport.WriteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The error field of an envelope (spec §4).
 *
 * @param code as on the wire
 * @param message for a person
 * @param data one encoded CBOR item for the application, or null
 * @param retryMillis after how many milliseconds a retry makes sense, or -1
 */
public record ErrorInfo(int code, String message, @Nullable Cbor data, long retryMillis) {

    /** After which time to try again, where nobody has said, in milliseconds. */
    public static final long RETRY_MILLIS = 100;

    /** The longest message sent, in characters: longer ones are cut. */
    private static final int MAX_MESSAGE = 1024;

    /** What an error's envelope takes besides the error, in bytes. */
    private static final int ENVELOPE_OVERHEAD = 64;

    /** What an error takes besides message and data, in bytes. */
    private static final int FIXED_BOUND = 48;

    /** The error map has depth 2, so its values may nest this deep. */
    private static final int DATA_DEPTH = CborReader.MAX_DEPTH - 2;

    /**
     * An error of the protocol without further details.
     *
     * @param code never null
     * @param message for a person
     * @return never null
     */
    public static ErrorInfo of(ErrorCode code, String message) {
        return new ErrorInfo(code.code(), message, null, -1);
    }

    /**
     * What a failed handler answers.
     *
     * @param failure its code, message, data and retry travel; its cause and outcome do not. A code
     *     that cannot travel becomes INTERNAL, data that is not one well-formed item is left out
     * @return never null
     */
    public static ErrorInfo of(FluxarException failure) {
        String message = failure.getMessage();
        int code = failure.code();
        boolean travels = code >= 1 && code <= ErrorCode.APPLICATION_MAX; // §4.1-1
        boolean load = code == ErrorCode.OVERLOADED.code() || code == ErrorCode.RATE_LIMITED.code();
        return new ErrorInfo(
                travels ? code : ErrorCode.INTERNAL.code(),
                message == null ? "" : message,
                failure.data().filter(ErrorInfo::isItem).orElse(null),
                failure.retry().map(Duration::toMillis).orElse(load ? RETRY_MILLIS : -1)); // §4.1-3
    }

    private static boolean isItem(Cbor data) {
        byte[] encoded = data.toByteArray();
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        try {
            in.skip(DATA_DEPTH);
        } catch (ProtocolException e) {
            return false;
        }
        return !in.hasRemaining();
    }

    /**
     * The exception that an application sees.
     *
     * @return with the outcome that the code tells
     */
    public FluxarException toException() {
        return toException(ErrorCode.outcomeOf(code));
    }

    /**
     * The exception that an application sees.
     *
     * @param outcome what is known of the operation's effect
     * @return never null
     */
    public FluxarException toException(Outcome outcome) {
        Duration retry = retryMillis < 0 ? null : Duration.ofMillis(retryMillis);
        return FluxarException.ofOperation(code, message, outcome, retry, data, null);
    }

    /**
     * The same, shortened where it would make its envelope longer than the other side accepts:
     * first without data, then with a shorter message. §4.1-4
     *
     * @param envelope bytes accepted, at least 1024
     * @return this where it fits
     */
    public ErrorInfo fitting(long envelope) {
        long most = envelope - ENVELOPE_OVERHEAD;
        if (bound() <= most) {
            return this;
        }
        ErrorInfo bare = new ErrorInfo(code, message, null, retryMillis);
        if (bare.bound() <= most) {
            return bare;
        }
        return new ErrorInfo(code, cut(message, (int) (most - FIXED_BOUND) / 3), null, retryMillis);
    }

    /**
     * The same with other words.
     *
     * @param words for a person
     * @return with this code, data and retry
     */
    public ErrorInfo withMessage(String words) {
        return new ErrorInfo(code, words, data, retryMillis);
    }

    /** An upper bound of the encoded map, in bytes. */
    int bound() {
        int details = data == null ? 0 : data.length() + 5;
        return FIXED_BOUND + details + 3 * Math.min(message.length(), MAX_MESSAGE);
    }

    /** Cuts between characters, not within a surrogate pair. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** Reads an error map; the cursor stands at it. */
    static ErrorInfo read(CborReader in) {
        long code = 0;
        boolean told = false;
        String message = null;
        Cbor data = null;
        long retry = -1;
        ProtocolMap map = new ProtocolMap(in, "field error");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "code" -> {
                    code = in.readUnsigned("error code");
                    told = true;
                }
                case "message" -> message = in.readText("error message");
                case "retry" -> retry = in.readAtMost("error retry", Long.MAX_VALUE);
                case "data" -> data = Cbor.of(in.readItem(DATA_DEPTH));
                default -> in.skip(DATA_DEPTH); // §1.2-7
            }
        }
        if (code < 1 || code > ErrorCode.APPLICATION_MAX) {
            throw ProtocolException.malformed(
                    "error code is "
                            + (told ? Long.toUnsignedString(code) : "absent")
                            + ", expected 1 to "
                            + ErrorCode.APPLICATION_MAX);
        }
        if (message == null) {
            throw ProtocolException.malformed("error message is absent, expected a text string");
        }
        return new ErrorInfo((int) code, message, data, retry);
    }

    /** Writes the error map. */
    void write(WriteBuffer out) {
        CborWriter.head(
                out, CborReader.MAP, 2 + (data == null ? 0 : 1) + (retryMillis < 0 ? 0 : 1));
        CborWriter.text(out, "code");
        CborWriter.head(out, CborReader.UNSIGNED, code);
        CborWriter.text(out, "message");
        CborWriter.text(out, cut(message, MAX_MESSAGE));
        if (data != null) {
            CborWriter.text(out, "data");
            byte[] item = data.toByteArray();
            out.write(item, 0, item.length);
        }
        if (retryMillis >= 0) {
            CborWriter.text(out, "retry");
            CborWriter.head(out, CborReader.UNSIGNED, retryMillis);
        }
    }

    @Override
    public String toString() {
        return ErrorCode.nameOf(code) + ": " + message;
    }
}
