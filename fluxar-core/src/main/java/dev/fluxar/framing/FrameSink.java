package dev.fluxar.framing;

/** Takes frames, one after the other. */
@FunctionalInterface
public interface FrameSink {

    /**
     * Takes a frame's content.
     *
     * @param source holds it; reused once this returns
     * @param offset first byte
     * @param length number of bytes, at least 1
     * @return whether to go on; false ends the decoding for good
     */
    boolean frame(byte[] source, int offset, int length);
}
