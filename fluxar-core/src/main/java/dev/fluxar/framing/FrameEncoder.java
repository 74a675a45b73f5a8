package dev.fluxar.framing;

import dev.fluxar.transport.WriteBuffer;

/** Puts a length prefix in front of a frame whose content is being appended (spec §5.1). */
public final class FrameEncoder {

    private FrameEncoder() {}

    /**
     * Leaves room for the prefix.
     *
     * @param out the content is appended to it next
     * @return to be given to {@link #end}
     */
    public static int begin(WriteBuffer out) {
        int at = out.position();
        out.reserve(FrameDecoder.PREFIX);
        out.advance(at + FrameDecoder.PREFIX);
        return at;
    }

    /**
     * Fills the prefix in. §5.1-1
     *
     * @param out holds the content
     * @param at what {@link #begin} returned
     * @param content bytes of content appended since, spliced ones included
     */
    public static void end(WriteBuffer out, int at, int content) {
        byte[] array = out.array();
        array[at] = (byte) (content >>> 24);
        array[at + 1] = (byte) (content >>> 16);
        array[at + 2] = (byte) (content >>> 8);
        array[at + 3] = (byte) content;
    }
}
