package dev.fluxar.session;

import dev.fluxar.message.EnvelopeView;

/** Sees every envelope of a session, for a log. Must not change anything, nor block. */
public interface SessionTap {

    /**
     * An envelope was read.
     *
     * @param view valid until this returns
     */
    void read(EnvelopeView view);

    /**
     * An envelope was written into a frame.
     *
     * @param encoded the whole envelope; a copy
     */
    void wrote(byte[] encoded);
}
