package dev.fluxar.payload;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

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
    private byte[] out;
    private int end;

    // The head read last.
    private int major;
    private int info;
    private long argument;

    private PreferredEncoding(byte[] in) {
        this.in = in;
        this.out = new byte[in.length + 16];
    }

    /** Rewrites one well-formed item. */
    static byte[] of(byte[] item) {
        PreferredEncoding encoding = new PreferredEncoding(item);
        encoding.item();
        return Arrays.copyOf(encoding.out, encoding.end);
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
            default -> writeHead(major, argument);
        }
    }

    private void string() {
        if (info != INDEFINITE) {
            writeHead(major, argument);
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
        writeHead(kind, length);
        while ((in[at] & 0xff) != BREAK) {
            head();
            copy((int) argument);
        }
        at++;
    }

    private void copy(int length) {
        reserve(length);
        System.arraycopy(in, at, out, end, length);
        end += length;
        at += length;
    }

    private void writeHead(int kind, long value) {
        reserve(CborWriter.MAX_HEAD);
        end = CborWriter.head(out, end, kind, value);
    }

    private void writeFloating(double value) {
        reserve(CborWriter.MAX_HEAD);
        end = CborWriter.floating(out, end, value);
    }

    private void reserve(int bytes) {
        if (out.length - end < bytes) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, end + bytes));
        }
    }

    private void container() {
        int kind = major;
        boolean map = kind == CborReader.MAP;
        if (info != INDEFINITE) {
            writeHead(kind, argument);
            for (long left = map ? argument * 2 : argument; left > 0; left--) {
                item();
            }
            return;
        }
        // How long the head is shows at the end only; one byte nearly always suffices.
        int start = end;
        reserve(1);
        end++;
        int items = 0;
        for (; (in[at] & 0xff) != BREAK; items++) {
            item();
        }
        at++;
        int size = map ? items / 2 : items;
        int more = CborWriter.headLength(size) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(out, start + 1, out, start + 1 + more, end - start - 1);
            end += more;
        }
        CborWriter.head(out, start, kind, size);
    }

    private void tagged() {
        long tag = argument;
        if ((tag == 2 || tag == 3) && isDefiniteBytes()) {
            bignum(tag);
        } else {
            writeHead(CborReader.TAG, tag);
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
        int behind = at + (int) argument;
        while (at < behind && in[at] == 0) {
            at++;
        }
        if (behind - at > Long.BYTES) {
            writeHead(CborReader.TAG, tag);
            writeHead(CborReader.BYTES, behind - at);
            copy(behind - at);
            return;
        }
        long value = 0;
        while (at < behind) {
            value = (value << 8) | (in[at++] & 0xff);
        }
        writeHead(tag == 2 ? CborReader.UNSIGNED : CborReader.NEGATIVE, value);
    }

    private void simple() {
        switch (info) {
            case 26 -> writeFloating(Float.intBitsToFloat((int) argument));
            case 27 -> writeFloating(Double.longBitsToDouble(argument));
            case 25 -> {
                at -= 3;
                copy(3);
            }
            default -> writeHead(CborReader.SIMPLE, argument);
        }
    }
}
