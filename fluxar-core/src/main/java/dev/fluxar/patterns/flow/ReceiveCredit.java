package dev.fluxar.patterns.flow;

import dev.fluxar.Credit;

/**
 * The credit of a flow at its receiver (spec §10.12): what was granted, read and asked for, and
 * when to grant more. It keeps the counts; the items are kept by its owner.
 *
 * <ul>
 *   <li>What the application has asked for and has not got is always granted: it holds no memory,
 *       since it is handed over as it is read. §10.12-12
 *   <li>Beyond that a <i>window</i> is granted ahead, as far as the session's {@link Prefetch} has
 *       room for its bytes: they stay reserved until the items are {@link #held} no more. So a
 *       thousand readers that ask for nothing hold no more than one share together.
 * </ul>
 *
 * <p>Hence: where more items may come than were asked for, the bytes that may come are reserved;
 * only the first credit of an upload, which is announced to everybody, is not: it is so small that
 * there is room for it in all of them. Not thread-safe.
 */
public final class ReceiveCredit {

    private static final long ALL = Long.MAX_VALUE;

    private final Prefetch prefetch;
    private final HeldItems held;
    private final CreditWriter out;

    // The window, and half of it: credit is raised in such steps.
    private final long windowItems;
    private final long windowBytes;
    private final long stepItems;
    private final long stepBytes;

    // The greatest credit that was written, and what was read of it.
    private long grantedItems;
    private long grantedBytes;
    private long readItems;
    private long readBytes;

    /** How many items the application waits for. */
    private long demand;

    /** The open is not written yet, or a grant waits to be written, or all is over. */
    private boolean still = true;

    private boolean over;
    private boolean inLine;

    /**
     * Describes a flow.
     *
     * @param window how much is granted ahead of the application at most
     * @param prefetch of the session
     * @param out writes grants
     */
    public ReceiveCredit(Credit window, Prefetch prefetch, CreditWriter out) {
        this.prefetch = prefetch;
        this.held = new HeldItems(prefetch);
        this.out = out;
        this.windowItems = Math.max(1, Math.min(window.items(), Integer.MAX_VALUE));
        // What the account could never hold would wait for ever.
        this.windowBytes = Math.max(1, Math.min(window.bytes(), prefetch.budget().subShare()));
        this.stepItems = windowItems - windowItems / 2;
        this.stepBytes = windowBytes - windowBytes / 2;
    }

    // The beginning

    /**
     * Settles the first credit where this side opens: what is asked for, and of the window what can
     * be had now.
     *
     * @return to be stated in the open, unless it is what this side announced. §10.12-2
     */
    public Credit open() {
        if (demand == ALL) {
            grantedItems = ALL;
            grantedBytes = ALL;
        } else if (prefetch.waiting() > 0
                || !(tryAhead(windowItems, windowBytes) || tryAhead(stepItems, stepBytes))) {
            grantedItems = demand;
            grantedBytes = demand > 0 ? windowBytes : 0;
        }
        return new Credit(grantedItems, grantedBytes);
    }

    /**
     * Settles the first credit of a subscription of mode 1 or 2: so many events, which are its
     * window too (§10.22-14), and as many bytes as can be had now, for at least one event.
     *
     * @param events at least 1
     * @return to be stated in the subscribe
     */
    public Credit open(long events) {
        grantedItems = events;
        grantedBytes = demand == ALL ? ALL : 1;
        if (demand != ALL && prefetch.waiting() == 0) {
            held.tryCover(stepBytes);
            held.tryCover(windowBytes);
            grantedBytes = Math.max(1, held.covered());
        }
        return new Credit(grantedItems, grantedBytes);
    }

    /** The open was written: from here on more may be granted. */
    public void opened() {
        still = over;
        update();
    }

    /**
     * Settles the first credit where the other side opened.
     *
     * @param announced what this side told everybody. §10.12-1
     */
    public void accepted(Credit announced) {
        grantedItems = announced.items();
        grantedBytes = announced.bytes();
        still = over;
    }

    // What comes in

    /**
     * Counts an item that was read, whatever becomes of it; what is within the credit is taken,
     * whatever was said since it was granted. §10.12-5 §10.12-6 §10.12-10
     *
     * @param length of its envelope, with the size that it announces
     * @return false when the sender had no credit for it. §10.12-7
     */
    public boolean count(long length) {
        boolean within = readItems < grantedItems && readBytes < grantedBytes; // §10.12-4
        readItems++;
        readBytes += length;
        return within;
    }

    /**
     * Whether any item was read.
     *
     * @return whether
     */
    public boolean hasRead() {
        return readItems > 0;
    }

    /**
     * Whether the application waits for an item: then it counts as handed over.
     *
     * @return false when the item has to wait
     */
    public boolean hand() {
        if (demand == 0) {
            return false;
        }
        demand -= demand == ALL ? 0 : 1;
        return true;
    }

    /**
     * The items that wait for the application.
     *
     * @return the same one always
     */
    public HeldItems held() {
        return held;
    }

    /**
     * The application is ready for more.
     *
     * @param items at least 1; {@link Long#MAX_VALUE} for all
     */
    public void request(long items) {
        long sum = demand + items;
        demand = sum < 0 ? ALL : sum;
    }

    // What is granted

    /** Grants more if it is time to; to be called when something has come in or was taken. */
    public void update() {
        if (still) {
            return;
        }
        if (demand == ALL) {
            grantAll();
        } else if (isDue()) {
            raise();
        } else if (prefetch.waiting() > 0) {
            giveBack();
        }
    }

    /** Whatever comes is handed over. */
    private void grantAll() {
        giveBack();
        if (grantedItems != ALL || grantedBytes != ALL) {
            grant(ALL, ALL);
        }
    }

    /** Half a window could be granted; so it could where the application waits for an item. */
    private boolean isDue() {
        long unaskedItems = held.unaskedItems(demand);
        long unaskedBytes = held.unaskedBytes(demand);
        if (unaskedItems >= windowItems || unaskedBytes >= windowBytes) {
            return false;
        }
        return asked() - leftItems() + windowItems - unaskedItems >= stepItems
                || windowBytes - unaskedBytes - leftBytes() >= stepBytes;
    }

    private long asked() {
        return demand != ALL && held.isAwaited(demand) ? demand - 1 : demand;
    }

    /**
     * How many items may still come.
     *
     * @return 0 or more, unless more than were granted have come
     */
    public long leftItems() {
        return grantedItems - readItems;
    }

    /**
     * How many bytes of items may still come.
     *
     * @return negative where the last item has gone beyond them
     */
    public long leftBytes() {
        return grantedBytes - readBytes;
    }

    private void raise() {
        if (!inLine && prefetch.waiting() == 0 && grantAhead()) {
            return;
        }
        if (!inLine) {
            inLine = true;
            prefetch.await(this);
        }
        giveBack(); // Others may have been first: what is not needed is theirs.
        prefetch.serve(); // There may be room now: the account is not the only bound.
        if (!still) {
            grantDemand();
        }
    }

    /** It is this flow's turn to get its share; false when there is still no room for it. */
    boolean onTurn() {
        inLine = !still && demand != ALL && isDue() && !grantAhead();
        return !inLine;
    }

    /** Grants what is asked for and a window, or half of one. */
    private boolean grantAhead() {
        long items = grantedItems;
        long bytes = grantedBytes;
        long unaskedItems = held.unaskedItems(demand);
        long unaskedBytes = held.unaskedBytes(demand);
        boolean ahead =
                tryAhead(windowItems - unaskedItems, windowBytes - unaskedBytes)
                        || tryAhead(stepItems - unaskedItems, stepBytes - unaskedBytes);
        if (ahead) {
            long moreItems = grantedItems;
            long moreBytes = grantedBytes;
            grantedItems = items;
            grantedBytes = bytes;
            grant(moreItems, moreBytes);
        }
        return ahead;
    }

    /** Reserves for so much ahead; false when that is nothing new, or there is no room. */
    private boolean tryAhead(long items, long bytes) {
        if (items < 1 || bytes < 1) {
            return false;
        }
        long toItems = Math.max(grantedItems, saturated(readItems, asked(), items));
        long toBytes = Math.max(grantedBytes, saturated(readBytes, bytes, 0));
        if (toItems == grantedItems && toBytes == grantedBytes) {
            return false;
        }
        if (!held.tryCover(toBytes - readBytes)) {
            return false;
        }
        grantedItems = toItems;
        grantedBytes = toBytes;
        return true;
    }

    private static long saturated(long a, long b, long c) {
        long sum = a + b < 0 ? ALL : a + b;
        return sum + c < 0 ? ALL : sum + c;
    }

    /** Grants what is asked for and nothing ahead. */
    private void grantDemand() {
        boolean dry = asked() > 0 && (leftItems() < 1 || leftBytes() < 1); // §10.12-12
        if (!dry && asked() - leftItems() < stepItems) {
            return;
        }
        long items = Math.max(grantedItems, saturated(readItems, asked(), 0));
        // More items than were asked for may come: so must their bytes be reserved.
        boolean ahead = leftItems() > asked();
        long bytes = ahead ? Math.max(1, held.covered()) : windowBytes;
        grant(items, Math.max(grantedBytes, saturated(readBytes, bytes, 0)));
    }

    private void grant(long items, long bytes) {
        still = true;
        out.grant(items, bytes);
    }

    /**
     * A grant was written: the sender may obey it from here on.
     *
     * @param items as given to {@link CreditWriter#grant}
     * @param bytes likewise
     */
    public void written(long items, long bytes) {
        grantedItems = Math.max(grantedItems, items);
        grantedBytes = Math.max(grantedBytes, bytes);
        still = over;
        update();
    }

    // The end

    /** Nothing comes any more; what is held is still to be taken. */
    public void stop() {
        over = true;
        still = true;
        if (inLine) {
            inLine = false;
            prefetch.leave(this);
        }
        held.stop();
    }

    /** What is held is dropped too. */
    public void drop() {
        held.drop();
        stop();
    }

    /** Gives back what covers nothing any more. */
    private void giveBack() {
        boolean mayCome = !over && demand != ALL && leftItems() > asked();
        held.coverOnly(mayCome ? Math.max(0, leftBytes()) : 0);
    }
}
