package dev.fluxar.session;

/**
 * Has envelopes of one exchange and direction to write, and takes turns with everything else that
 * waits (spec §6.5): what has more than one envelope to write never stands in front of the others
 * for longer than a turn. It is given turns from {@link Session#ready} on. Confined to the
 * session's thread.
 */
public abstract class EnvelopeSource {

    /** Whether it waits for a turn; the outbox's own. */
    boolean queued;

    /** For the patterns. */
    protected EnvelopeSource() {}

    /**
     * Has its turn: writes while {@link EnvelopeSink#begin} gives room. What it calls may make it
     * {@linkplain Session#ready ready} again.
     *
     * @param out takes the envelopes; not to be kept
     * @return whether more could be written now, if there were room: it gets another turn, behind
     *     all that waits. Never true where there was room and nothing was written
     */
    protected abstract boolean writeTo(EnvelopeSink out);
}
