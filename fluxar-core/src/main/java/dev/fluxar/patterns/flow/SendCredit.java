package dev.fluxar.patterns.flow;

import dev.fluxar.Credit;
import org.jspecify.annotations.Nullable;

/**
 * The credit of a flow at its sender (spec §10.12): how much the other side lets it write, how much
 * was written. Not thread-safe.
 */
public final class SendCredit {

    private static final long NO_BOUND = Long.MAX_VALUE;

    private long items;
    private long bytes;
    private long itemsWritten;
    private long bytesWritten;
    private boolean paused;

    /**
     * Starts with nothing written.
     *
     * @param first what the other side has announced (§10.12-1) or stated in the open (§10.12-2);
     *     null when it gives no credit: then there is no bound but {@link #pause}. §10.13-1
     */
    public SendCredit(@Nullable Credit first) {
        items = first == null ? NO_BOUND : first.items();
        bytes = first == null ? NO_BOUND : first.bytes();
    }

    /**
     * Whether another item may be written now.
     *
     * @return false while paused or without credit. §10.12-4 §10.12-8
     */
    public boolean mayWrite() {
        return itemsWritten < items && bytesWritten < bytes && !paused;
    }

    /**
     * An item was written: it counts, whatever becomes of it. §10.12-5 §10.12-6
     *
     * @param length of its envelope, with the size that it announces
     */
    public void wrote(long length) {
        itemsWritten++;
        bytesWritten += length;
    }

    /** The other side wants no item for now. §10.12-8 */
    public void pause() {
        paused = true;
    }

    /**
     * The other side lifts a pause, if there is one. §10.12-9
     *
     * @param more null, or credit: what is in force never falls. §10.12-3
     */
    public void resume(@Nullable Credit more) {
        paused = false;
        if (more != null) {
            items = Math.max(items, more.items());
            bytes = Math.max(bytes, more.bytes());
        }
    }

    /**
     * How many more items may be written now.
     *
     * @return 0 while paused or without credit for bytes; {@link Long#MAX_VALUE} without a bound
     */
    public long itemsLeft() {
        if (!mayWrite()) {
            return 0;
        }
        return items == NO_BOUND ? NO_BOUND : items - itemsWritten;
    }

    /**
     * How many more bytes may be written now; the last item may exceed them.
     *
     * @return 0 while paused or without credit for items; {@link Long#MAX_VALUE} without a bound
     */
    public long bytesLeft() {
        if (!mayWrite()) {
            return 0;
        }
        return bytes == NO_BOUND ? NO_BOUND : bytes - bytesWritten;
    }

    /**
     * How many items were written.
     *
     * @return since the open
     */
    public long itemsWritten() {
        return itemsWritten;
    }
}
