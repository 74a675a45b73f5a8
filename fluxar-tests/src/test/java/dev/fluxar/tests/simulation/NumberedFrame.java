package dev.fluxar.tests.simulation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a frame where sessions survive, as a stranger would write and read it (§5.6).
 *
 * @param number of the first tracked letter, or -1: none is tracked
 * @param letters in order, {@link Letter#NULL} for a null
 */
record NumberedFrame(long number, List<Letter> letters) {

    private static final int[] HEADS = {1, 2, 4, 8};

    /** The frames of a stream; it ends with a whole one. */
    static List<NumberedFrame> frames(byte[] stream) {
        List<NumberedFrame> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            byte[] content = new byte[in.getInt()];
            in.get(content);
            frames.add(of(content));
        }
        return frames;
    }

    static NumberedFrame of(byte[] content) {
        int first = content[0] & 0xff;
        if (first >= 0x20) {
            return new NumberedFrame(-1, Letter.read(content));
        }
        long number = first;
        int at = 1;
        if (first >= 24) {
            number = 0;
            for (int end = 1 + HEADS[first - 24]; at < end; at++) {
                number = number << 8 | content[at] & 0xff;
            }
        }
        return new NumberedFrame(
                number, Letter.read(Arrays.copyOfRange(content, at, content.length)));
    }

    /** A content that begins with a number; null letters are nulls. */
    static byte[] content(Object number, @Nullable Letter... letters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Letter.encode(number));
        for (Letter letter : letters) {
            out.writeBytes(letter == null ? new byte[] {(byte) 0xf6} : letter.bytes());
        }
        return out.toByteArray();
    }

    /** How many of the letters are tracked. */
    long tracked() {
        return letters.stream().filter(letter -> letter.type() != 1).count();
    }
}
