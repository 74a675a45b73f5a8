package dev.fluxar.tests.payload;

import dev.fluxar.GenericType;
import dev.fluxar.message.Payload;
import dev.fluxar.payload.Payloads;
import dev.fluxar.transport.WriteBuffer;
import java.lang.reflect.Type;
import java.util.HexFormat;

/** Payloads as hex, and back. */
final class Wire {

    private static final Payloads PAYLOADS = Payloads.standard();

    private Wire() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static byte[] bytes(Payload payload) {
        WriteBuffer out = new WriteBuffer(16);
        payload.write(out);
        return out.toByteArray();
    }

    static String encoded(Object value) {
        return HexFormat.of().formatHex(bytes(PAYLOADS.encode(value)));
    }

    /** Decodes in the midst of other bytes, as in an envelope. */
    static Object decoded(byte[] item, Type type) {
        byte[] around = new byte[item.length + 5];
        java.util.Arrays.fill(around, (byte) 0xff);
        System.arraycopy(item, 0, around, 3, item.length);
        return PAYLOADS.decode(around, 3, item.length, type);
    }

    static <T> T decoded(String hex, Class<T> type) {
        @SuppressWarnings("unchecked")
        T value = (T) decoded(bytes(hex), (Type) type);
        return value;
    }

    static <T> T decoded(String hex, GenericType<T> type) {
        @SuppressWarnings("unchecked")
        T value = (T) decoded(bytes(hex), type.type());
        return value;
    }

    /** There and back again. */
    static <T> T throughTheWire(Object value, Class<T> type) {
        return decoded(encoded(value), type);
    }

    static <T> T throughTheWire(Object value, GenericType<T> type) {
        return decoded(encoded(value), type);
    }
}
