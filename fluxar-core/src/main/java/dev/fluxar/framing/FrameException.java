package dev.fluxar.framing;

/** A length prefix that no frame may have (spec §5.1). Nothing behind it can be read. */
public final class FrameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int prefix;

    FrameException(int prefix, String message) {
        // Without a stack trace: hostile bytes must not be dearer for us than for their sender.
        super(message, null, false, false);
        this.prefix = prefix;
    }

    /**
     * The four bytes, which tell who else may be talking: see {@link Stranger#of}.
     *
     * @return most significant byte first
     */
    public int prefix() {
        return prefix;
    }
}
