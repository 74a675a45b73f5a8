package dev.fluxar.tests.streamrivals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The items of one stream. The same array again and again, so that what is counted as allocated is
 * the system's own; but every 32nd is a new one that tells when it was made, and how many were made
 * before it.
 */
public final class ItemPayloads {

    /** One of so many items is stamped. A power of two. */
    static final int STAMPED = 32;

    private static final int STAMP = 0;
    private static final int NUMBER = Long.BYTES;
    private static final int LEAST_BYTES = NUMBER + Long.BYTES;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] plain;
    private long made;

    /** Items of at least 16 bytes. */
    public ItemPayloads(int payloadBytes) {
        if (payloadBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "items: expected at least " + LEAST_BYTES + " bytes, got " + payloadBytes);
        }
        plain = new byte[payloadBytes];
        for (int i = LEAST_BYTES; i < payloadBytes; i++) {
            plain[i] = (byte) i;
        }
    }

    /** The next item, never changed once it is returned. One thread at a time. */
    public byte[] next() {
        long number = made;
        made = number + 1;
        if ((number & (STAMPED - 1)) != 0) {
            return plain;
        }
        byte[] stamped = plain.clone();
        LONGS.set(stamped, STAMP, System.nanoTime() | 1);
        LONGS.set(stamped, NUMBER, number);
        return stamped;
    }

    /** When the item was made, by the machine's monotonic clock; 0 when it does not tell. */
    public static long stamp(byte[] item) {
        return item.length < LEAST_BYTES ? 0 : (long) LONGS.get(item, STAMP);
    }

    /** How many items were made before it, if it is stamped. */
    public static long number(byte[] item) {
        return item.length < LEAST_BYTES ? 0 : (long) LONGS.get(item, NUMBER);
    }

    /** As of {@link #stamp(byte[])}. */
    static long stamp(ByteBuffer item) {
        return item.remaining() < LEAST_BYTES ? 0 : item.getLong(item.position() + STAMP);
    }

    /** As of {@link #number(byte[])}. */
    static long number(ByteBuffer item) {
        return item.remaining() < LEAST_BYTES ? 0 : item.getLong(item.position() + NUMBER);
    }
}
