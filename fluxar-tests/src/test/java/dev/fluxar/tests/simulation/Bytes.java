package dev.fluxar.tests.simulation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Payloads that are cut into parts, and put together again. */
final class Bytes {

    private Bytes() {}

    /** A byte string whose encoding has so many bytes, all of them different from their next. */
    static byte[] item(int size) {
        int head = size <= 24 ? 1 : size <= 257 ? 2 : size <= 65_538 ? 3 : 5;
        byte[] content = new byte[size - head];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        byte[] item = Letter.encode(content);
        if (item.length != size) {
            throw new AssertionError(item.length + " bytes, expected " + size);
        }
        return item;
    }

    /** The content of such a byte string. */
    static byte[] content(byte[] item) {
        return (byte[]) Letter.decode(item);
    }

    static List<byte[]> cut(byte[] item, int length) {
        List<byte[]> cut = new ArrayList<>();
        for (int at = 0; at < item.length; at += length) {
            cut.add(Arrays.copyOfRange(item, at, Math.min(item.length, at + length)));
        }
        return cut;
    }

    /** The parts that carry an item. */
    static Letter[] parts(int type, String ref, byte[] item, int length) {
        return cut(item, length).stream()
                .map(bytes -> Letter.part(type, ref, bytes))
                .toArray(Letter[]::new);
    }

    /** What parts carry, put together. */
    static byte[] joined(List<Letter> parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Letter part : parts) {
            if (!"part".equals(part.target())) {
                throw new AssertionError("no part: " + part);
            }
            joined.writeBytes((byte[]) part.payload());
        }
        return joined.toByteArray();
    }
}
