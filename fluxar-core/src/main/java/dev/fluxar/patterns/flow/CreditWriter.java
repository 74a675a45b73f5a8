package dev.fluxar.patterns.flow;

/** Writes what the receiver of a flow grants to its sender. */
@FunctionalInterface
public interface CreditWriter {

    /**
     * A {@code resume} with credit is to be written; {@link ReceiveCredit#written} follows when it
     * is. Not called again before.
     *
     * @param items in all, since the open
     * @param bytes likewise
     */
    void grant(long items, long bytes);
}
