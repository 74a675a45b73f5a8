package dev.fluxar.framing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames by their length prefix (spec §5.1), however the transport cuts
 * the stream. Whole frames are handed on in place; only a frame that spans reads is buffered, in an
 * array that grows with what has arrived, never with what was announced. Not thread-safe.
 */
public final class FrameDecoder {

    /** Bytes of the length prefix. */
    public static final int PREFIX = 4;

    private static final byte[] NONE = new byte[0];

    /** The array kept for the next frame that spans reads: an idle session holds no more. */
    private static final int RETAINED = 4096;

    /** How many times what has arrived is reserved. */
    private static final long GROWTH = 8;

    /** What is worth being taken by itself (bytes). */
    private static final int CLAIMED = 8192;

    private final SpareArrays spares;
    private int limit;
    private byte[] pending = NONE;
    private int pendingLength;

    /** The frame being handed on, where it has an array of its own. */
    private byte @Nullable [] handed;

    /** The length of the pending frame with its prefix; 0 while the prefix is incomplete. */
    private int pendingTotal;

    /**
     * Starts with nothing buffered.
     *
     * @param limit the longest content accepted, in bytes
     */
    public FrameDecoder(int limit) {
        this(limit, new SpareArrays());
    }

    /**
     * Starts with nothing buffered.
     *
     * @param limit the longest content accepted, in bytes
     * @param spares of the loop: where arrays for frames that span reads come from and go to
     */
    public FrameDecoder(int limit, SpareArrays spares) {
        this.limit = limit;
        this.spares = spares;
    }

    /**
     * Changes the limit, from the next frame on, also while {@link #decode} is running.
     *
     * @param bytes the longest content accepted
     */
    public void limit(int bytes) {
        limit = bytes;
    }

    /**
     * How many bytes of an incomplete frame are held.
     *
     * @return 0 between frames
     */
    public int buffered() {
        return pendingLength;
    }

    /**
     * Takes the next bytes of the stream. §5.1-2
     *
     * @param source holds them; not kept
     * @param offset first byte
     * @param length number of bytes
     * @param sink gets every frame that they complete
     * @return how many were taken: less than there are where the sink wants no more
     * @throws FrameException when a prefix is 0 or over the limit. §5.1-3 §5.1-4
     */
    public int decode(byte[] source, int offset, int length, FrameSink sink) {
        int at = offset;
        int end = offset + length;
        if (pendingLength > 0) {
            at += completePending(source, at, end);
            if (pendingTotal == 0 || pendingLength < pendingTotal || !handOver(sink)) {
                return at - offset;
            }
        }
        while (end - at >= PREFIX) {
            int total = total(source, at);
            if (end - at < total) {
                pendingTotal = total;
                break;
            }
            boolean more = sink.frame(source, at + PREFIX, total - PREFIX);
            at += total;
            if (!more) {
                return at - offset;
            }
        }
        if (at < end) {
            append(source, at, end - at, end - at);
        }
        return length;
    }

    /** Hands on the pending frame, which is whole; returns whether the sink wants more. */
    private boolean handOver(FrameSink sink) {
        int content = pendingLength - PREFIX;
        byte[] frame = pending;
        pendingLength = 0;
        pendingTotal = 0;
        handed = frame;
        boolean more = sink.frame(frame, PREFIX, content);
        if (handed == null) {
            pending = NONE;
        } else if (frame.length > RETAINED) {
            pending = NONE;
            spares.give(frame);
        }
        handed = null;
        return more;
    }

    /**
     * Leaves the array of the frame that is being handed on to whoever asks first.
     *
     * @param array as given to the sink
     * @param used how many bytes of it are wanted
     * @return false when the array is used again: then it is to be copied from
     */
    public boolean keep(byte[] array, int used) {
        boolean kept = array == handed && used > array.length / 2;
        if (kept) {
            handed = null;
        }
        return kept;
    }

    /**
     * Whether {@link #claim} would take any.
     *
     * @param bytes the next of the stream
     * @return whether they are of a long frame that spans reads
     */
    public boolean claims(ByteBuffer bytes) {
        if (pendingLength > 0) {
            return pendingTotal - pendingLength >= CLAIMED;
        }
        return bytes.remaining() >= PREFIX && isLongAndIncomplete(bytes);
    }

    private static boolean isLongAndIncomplete(ByteBuffer bytes) {
        int left = bytes.remaining() - PREFIX;
        int prefix = bytes.getInt(bytes.position());
        return left >= CLAIMED && prefix > left;
    }

    /**
     * Takes of the next bytes of the stream those that would be copied to an array of their own in
     * any case: of frames that span reads. What is not taken is for {@link #decode}.
     *
     * @param bytes big endian; its position is moved
     * @param sink gets a frame that they complete
     * @throws FrameException as of {@link #decode}
     */
    public void claim(ByteBuffer bytes, FrameSink sink) {
        if (pendingLength > 0) {
            take(bytes, Math.min(pendingTotal - pendingLength, bytes.remaining()));
            if (pendingLength < pendingTotal) {
                return;
            }
            if (!handOver(sink)) {
                bytes.position(bytes.limit());
                return;
            }
        }
        if (bytes.remaining() >= PREFIX && isLongAndIncomplete(bytes)) {
            pendingTotal = total(bytes.getInt(bytes.position()));
            take(bytes, bytes.remaining());
        }
    }

    private void take(ByteBuffer bytes, int length) {
        reserve(pendingLength + length, pendingTotal);
        bytes.get(pending, pendingLength, length);
        pendingLength += length;
    }

    /** Moves bytes to the pending frame, not beyond its end; returns how many. */
    private int completePending(byte[] source, int at, int end) {
        int moved = 0;
        if (pendingLength < PREFIX) {
            moved = Math.min(PREFIX - pendingLength, end - at);
            append(source, at, moved, PREFIX);
            if (pendingLength < PREFIX) {
                return moved;
            }
        }
        if (pendingTotal == 0) {
            pendingTotal = total(pending, 0);
        }
        int rest = Math.min(pendingTotal - pendingLength, end - at - moved);
        append(source, at + moved, rest, pendingTotal);
        return moved + rest;
    }

    /**
     * Buffers bytes. What is {@code expected} in all bounds the array from above only: it grows
     * with what arrives, so an announced length alone reserves nothing. §11.3-1
     */
    private void append(byte[] source, int at, int length, int expected) {
        reserve(pendingLength + length, expected);
        System.arraycopy(source, at, pending, pendingLength, length);
        pendingLength += length;
    }

    private void reserve(int needed, int expected) {
        if (needed > pending.length) {
            byte[] spare = needed > RETAINED ? spares.take(needed) : null;
            byte[] outgrown = pending;
            if (spare == null) {
                int grown =
                        (int) Math.max(needed, Math.min(expected, Math.max(256, needed * GROWTH)));
                pending = Arrays.copyOf(outgrown, grown);
            } else {
                System.arraycopy(outgrown, 0, spare, 0, pendingLength);
                pending = spare;
            }
            if (outgrown.length > RETAINED) {
                spares.give(outgrown);
            }
        }
    }

    /** Reads and checks a prefix; returns the frame's length with it. */
    private int total(byte[] source, int at) {
        return total(
                source[at] << 24
                        | (source[at + 1] & 0xff) << 16
                        | (source[at + 2] & 0xff) << 8
                        | (source[at + 3] & 0xff));
    }

    private int total(int prefix) {
        if (prefix == 0) {
            throw new FrameException(prefix, "frame of 0 bytes announced, expected at least 1");
        }
        if (prefix < 0 || prefix > limit) {
            throw new FrameException(
                    prefix,
                    "frame of "
                            + Integer.toUnsignedString(prefix)
                            + " bytes announced, at most "
                            + limit
                            + " accepted");
        }
        return prefix + PREFIX;
    }
}
