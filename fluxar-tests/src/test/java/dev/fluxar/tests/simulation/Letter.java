package dev.fluxar.tests.simulation;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * An envelope as a stranger would write and read it: from the specification, with none of the code
 * under test. Ids are 32 hex digits.
 */
record Letter(
        int type,
        @Nullable String id,
        @Nullable String ref,
        @Nullable String target,
        @Nullable Map<String, Object> meta,
        @Nullable Object payload,
        @Nullable Map<String, Object> error) {

    private static final ObjectMapper CBOR =
            CBORMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** What stands for an envelope that was given up. */
    static final Letter NULL = new Letter(0, null, null, null, null, null, null);

    /** An item that is encoded already. */
    record Item(byte[] bytes) {
        static Item hex(String digits) {
            return new Item(HexFormat.of().parseHex(digits.replace(" ", "")));
        }
    }

    /** The n-th id of a hand-written peer. */
    static String id(int n) {
        return String.format("0193a5c8f000700080000000%08x", n);
    }

    static Letter hello(String id, Map<String, Object> offer) {
        return new Letter(1, id, null, null, null, Map.of("offer", encode(offer)), null);
    }

    static Letter answer(String ref, Map<String, Object> answer) {
        return new Letter(1, null, ref, null, null, Map.of("answer", encode(answer)), null);
    }

    static Letter refusal(String ref, int code, String message) {
        return new Letter(1, null, ref, null, null, null, error(code, message));
    }

    static Letter ping(String id) {
        return new Letter(1, id, null, "ping", null, null, null);
    }

    /** The answer to a ping or a bye. */
    static Letter answered(String ref) {
        return new Letter(1, null, ref, null, null, null, null);
    }

    static Letter bye(String id, int code, long grace) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("code", code);
        payload.put("grace", grace);
        return new Letter(1, id, null, "bye", null, payload, null);
    }

    static Letter fatalBye(String id, int code, String message) {
        return new Letter(1, id, null, "bye", null, null, error(code, message));
    }

    static Letter call(String id, String target, @Nullable Object payload) {
        return new Letter(2, id, null, target, null, payload, null);
    }

    static Letter reply(String ref, @Nullable Object payload) {
        return new Letter(2, id(0x7fff_0000), ref, null, null, payload, null);
    }

    static Letter failure(String ref, int code, String message) {
        return new Letter(2, id(0x7fff_0000), ref, null, null, null, error(code, message));
    }

    static Letter cancel(String ref) {
        return new Letter(2, null, ref, "cancel", null, null, null);
    }

    static Letter stream(String id, String target, @Nullable Object payload) {
        return new Letter(3, id, null, target, null, payload, null);
    }

    static Letter item(String ref, @Nullable Object payload) {
        return new Letter(3, null, ref, null, null, payload, null);
    }

    /** A verb of a stream. */
    static Letter verb(String ref, String verb) {
        return new Letter(3, null, ref, verb, null, null, null);
    }

    /** The end of a stream with an error. */
    static Letter end(String ref, int code, String message) {
        return new Letter(3, null, ref, "end", null, null, error(code, message));
    }

    static Letter resume(String ref, long items, long bytes) {
        return new Letter(3, null, ref, "resume", null, List.of(items, bytes), null);
    }

    /** Some bytes of an encoded payload, or null. */
    static Letter part(int type, String ref, byte @Nullable [] bytes) {
        return new Letter(type, null, ref, "part", null, bytes, null);
    }

    /** The same envelope, announcing a payload of so many bytes. */
    Letter announcing(long size) {
        return new Letter(type, id, ref, target, meta, null, null).withMeta("size", size);
    }

    static Map<String, Object> error(int code, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        return error;
    }

    /** A hello that asks for nothing special. */
    static Letter hello(String id) {
        return hello(id, Map.of("versions", List.of(1)));
    }

    /** An answer that chooses nothing special. */
    static Letter answer(String ref) {
        return answer(ref, Map.of("version", 1, "session", new byte[16], "heartbeat", 15_000));
    }

    Letter withMeta(String key, @Nullable Object value) {
        Map<String, Object> changed = meta == null ? new LinkedHashMap<>() : meta;
        changed.put(key, value);
        return new Letter(type, id, ref, target, changed, payload, error);
    }

    /** The code of the error. */
    int code() {
        return error == null ? -1 : ((Number) error.get("code")).intValue();
    }

    /** The message of the error. */
    String message() {
        return error == null ? "" : (String) error.get("message");
    }

    boolean isFatalBye() {
        return type == 1 && "bye".equals(target) && error != null;
    }

    byte[] bytes() {
        return encode(Arrays.asList(type, raw(id), raw(ref), target, meta, payload, error));
    }

    private static byte @Nullable [] raw(@Nullable String hex) {
        return hex == null ? null : HexFormat.of().parseHex(hex);
    }

    static byte[] encode(@Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encode(value, out);
        return out.toByteArray();
    }

    private static void encode(@Nullable Object value, ByteArrayOutputStream out) {
        if (value == null) {
            out.write(0xf6);
        } else if (value instanceof Boolean bool) {
            out.write(bool ? 0xf5 : 0xf4);
        } else if (value instanceof Item item) {
            out.writeBytes(item.bytes);
        } else if (value instanceof Double real) {
            out.write(0xfb);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(real).array());
        } else if (value instanceof Number number) {
            BigInteger whole = new BigInteger(number.toString());
            head(whole.signum() < 0 ? 1 : 0, whole.signum() < 0 ? whole.not() : whole, out);
        } else if (value instanceof byte[] bytes) {
            head(2, BigInteger.valueOf(bytes.length), out);
            out.writeBytes(bytes);
        } else if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            head(3, BigInteger.valueOf(utf8.length), out);
            out.writeBytes(utf8);
        } else if (value instanceof List<?> list) {
            head(4, BigInteger.valueOf(list.size()), out);
            list.forEach(item -> encode(item, out));
        } else {
            Map<?, ?> map = (Map<?, ?>) value;
            head(5, BigInteger.valueOf(map.size()), out);
            map.forEach(
                    (key, item) -> {
                        encode(key, out);
                        encode(item, out);
                    });
        }
    }

    private static void head(int major, BigInteger argument, ByteArrayOutputStream out) {
        int bits = argument.bitLength();
        int size = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
        if (argument.compareTo(BigInteger.valueOf(24)) < 0) {
            out.write(major << 5 | argument.intValue());
        } else {
            out.write(major << 5 | 24 + Integer.numberOfTrailingZeros(size));
            byte[] all = ByteBuffer.allocate(8).putLong(argument.longValue()).array();
            out.write(all, 8 - size, size);
        }
    }

    /** What an item holds. */
    static Object decode(byte[] item) {
        return CBOR.readValue(item, Object.class);
    }

    /** The map in a byte string of the payload: offer or answer. */
    @SuppressWarnings("unchecked")
    Map<String, Object> inner(String key) {
        return (Map<String, Object>) decode((byte[]) ((Map<String, Object>) payload).get(key));
    }

    /** The content of a frame: letters one behind the other. */
    static byte[] content(Letter... letters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Letter letter : letters) {
            out.writeBytes(letter.bytes());
        }
        return out.toByteArray();
    }

    /** A frame of a stream: the content behind its length. */
    static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).array();
    }

    static byte[] frame(Letter... letters) {
        return frame(content(letters));
    }

    /** Reads the content of a frame. */
    @SuppressWarnings("unchecked")
    static List<Letter> read(byte[] content) {
        List<Letter> letters = new ArrayList<>();
        try (JsonParser in = CBOR.createParser(content)) {
            for (JsonToken next = in.nextToken(); next != null; next = in.nextToken()) {
                if (next == JsonToken.VALUE_NULL) {
                    letters.add(NULL);
                    continue;
                }
                List<Object> fields = (List<Object>) CBOR.readValue(in, Object.class);
                if (fields.size() != 7) {
                    throw new AssertionError("envelope of " + fields.size() + " items");
                }
                letters.add(
                        new Letter(
                                (Integer) fields.get(0),
                                hex(fields.get(1)),
                                hex(fields.get(2)),
                                (String) fields.get(3),
                                (Map<String, Object>) fields.get(4),
                                fields.get(5),
                                (Map<String, Object>) fields.get(6)));
            }
        }
        return letters;
    }

    private static @Nullable String hex(@Nullable Object id) {
        return id == null ? null : HexFormat.of().formatHex((byte[]) id);
    }

    /** The frames of a stream; it ends with a whole one. */
    static List<List<Letter>> frames(byte[] stream) {
        List<List<Letter>> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            byte[] content = new byte[in.getInt()];
            in.get(content);
            frames.add(read(content));
        }
        return frames;
    }
}
