package dev.fluxar.tests.framing;

import dev.fluxar.framing.FrameDecoder;
import dev.fluxar.framing.FrameEncoder;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Streams of frames for tests. */
final class Frames {

    private Frames() {}

    /** Frames of these lengths, filled by a seed. */
    static List<byte[]> ofLengths(long seed, int... lengths) {
        Random random = new Random(seed);
        List<byte[]> frames = new ArrayList<>();
        for (int length : lengths) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            frames.add(content);
        }
        return frames;
    }

    /** The frames one after the other, as the library writes them. */
    static byte[] stream(List<byte[]> frames) {
        WriteBuffer out = new WriteBuffer(16);
        for (byte[] frame : frames) {
            int at = FrameEncoder.begin(out);
            out.write(frame, 0, frame.length);
            FrameEncoder.end(out, at, frame.length);
        }
        return out.toByteArray();
    }

    /** A prefix alone. */
    static byte[] prefix(long length) {
        return new byte[] {
            (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        };
    }

    static byte[] join(byte[]... parts) {
        WriteBuffer out = new WriteBuffer(16);
        for (byte[] part : parts) {
            out.write(part, 0, part.length);
        }
        return out.toByteArray();
    }

    /**
     * Feeds a stream in pieces that end at the given places, and returns the frames. Every piece is
     * at another offset of an array that is overwritten afterwards, as a transport does it.
     */
    static List<byte[]> decode(FrameDecoder decoder, byte[] stream, List<Integer> cuts) {
        List<byte[]> frames = new ArrayList<>();
        List<Integer> ends = new ArrayList<>(cuts);
        ends.add(stream.length);
        int from = 0;
        for (int to : ends) {
            int offset = from % 7;
            byte[] reused = new byte[offset + (to - from) + 3];
            Arrays.fill(reused, (byte) 0xee);
            System.arraycopy(stream, from, reused, offset, to - from);
            decoder.decode(
                    reused,
                    offset,
                    to - from,
                    (source, at, length) -> {
                        frames.add(Arrays.copyOfRange(source, at, at + length));
                        return true;
                    });
            Arrays.fill(reused, (byte) 0xdd);
            from = to;
        }
        return frames;
    }
}
