package dev.fluxar.payload;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.transport.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Rewrites an item in preferred serialization (RFC 8949 §4.1). Jackson writes beans and long texts
 * with indefinite lengths, doubles in full and small {@code BigInteger}s as bignums. §1.2-1
 */
final class PreferredEncoding {

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;

    private final byte[] in;
    private int at;
    private final WriteBuffer out;

    // The head read last.
    private int major;
    private int info;
    private long argument;

    private PreferredEncoding(byte[] in) {
        this.in = in;
        this.out = new WriteBuffer(in.length + 16);
    }

    /** Rewrites one well-formed item. */
    static byte[] of(byte[] item) {
        PreferredEncoding encoding = new PreferredEncoding(item);
        encoding.item();
        return encoding.out.toByteArray();
    }

    private void head() {
        int initial = in[at++] & 0xff;
        major = initial >> 5;
        info = initial & 31;
        switch (info) {
            case 24 -> argument = in[at++] & 0xff;
            case 25 -> {
                argument = (short) SHORTS.get(in, at) & 0xffff;
                at += 2;
            }
            case 26 -> {
                argument = (int) INTS.get(in, at) & 0xffff_ffffL;
                at += 4;
            }
            case 27 -> {
                argument = (long) LONGS.get(in, at);
                at += 8;
            }
            default -> argument = info;
        }
    }

    private void item() {
        head();
        switch (major) {
            case CborReader.BYTES, CborReader.TEXT -> string();
            case CborReader.ARRAY, CborReader.MAP -> container();
            case CborReader.TAG -> tagged();
            case CborReader.SIMPLE -> simple();
            default -> CborWriter.head(out, major, argument);
        }
    }

    private void string() {
        if (info != INDEFINITE) {
            CborWriter.head(out, major, argument);
            copy((int) argument);
            return;
        }
        int kind = major;
        int first = at;
        long length = 0;
        while ((in[at] & 0xff) != BREAK) {
            head();
            length += argument;
            at += (int) argument;
        }
        at = first;
        CborWriter.head(out, kind, length);
        while ((in[at] & 0xff) != BREAK) {
            head();
            copy((int) argument);
        }
        at++;
    }

    private void copy(int length) {
        int to = out.position();
        System.arraycopy(in, at, out.reserve(length), to, length);
        out.advance(to + length);
        at += length;
    }

    private void container() {
        int kind = major;
        boolean map = kind == CborReader.MAP;
        if (info != INDEFINITE) {
            CborWriter.head(out, kind, argument);
            for (long left = map ? argument * 2 : argument; left > 0; left--) {
                item();
            }
            return;
        }
        // How long the head is shows at the end only; one byte nearly always suffices.
        int start = out.position();
        out.writeByte(0);
        int items = 0;
        for (; (in[at] & 0xff) != BREAK; items++) {
            item();
        }
        at++;
        int size = map ? items / 2 : items;
        int more = CborWriter.headLength(size) - 1;
        if (more > 0) {
            int length = out.position() - start - 1;
            byte[] array = out.reserve(more);
            System.arraycopy(array, start + 1, array, start + 1 + more, length);
            out.advance(out.position() + more);
        }
        CborWriter.head(out.array(), start, kind, size);
    }

    private void tagged() {
        long tag = argument;
        if ((tag == 2 || tag == 3) && isDefiniteBytes()) {
            bignum(tag);
        } else {
            CborWriter.head(out, CborReader.TAG, tag);
            item();
        }
    }

    private boolean isDefiniteBytes() {
        int initial = in[at] & 0xff;
        return initial >> 5 == CborReader.BYTES && (initial & 31) != INDEFINITE;
    }

    /** Without leading zeros, and as an integer where it fits (RFC 8949 §3.4.3). */
    private void bignum(long tag) {
        head();
        int end = at + (int) argument;
        while (at < end && in[at] == 0) {
            at++;
        }
        if (end - at > Long.BYTES) {
            CborWriter.head(out, CborReader.TAG, tag);
            CborWriter.head(out, CborReader.BYTES, end - at);
            copy(end - at);
            return;
        }
        long value = 0;
        while (at < end) {
            value = (value << 8) | (in[at++] & 0xff);
        }
        CborWriter.head(out, tag == 2 ? CborReader.UNSIGNED : CborReader.NEGATIVE, value);
    }

    private void simple() {
        switch (info) {
            case 26 -> CborWriter.floating(out, Float.intBitsToFloat((int) argument));
            case 27 -> CborWriter.floating(out, Double.longBitsToDouble(argument));
            case 25 -> {
                at -= 3;
                copy(3);
            }
            default -> CborWriter.head(out, CborReader.SIMPLE, argument);
        }
    }
}
