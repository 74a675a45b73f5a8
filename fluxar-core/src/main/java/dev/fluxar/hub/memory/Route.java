package dev.fluxar.hub.memory;

import dev.fluxar.Delivery;
import dev.fluxar.Overflow;
import dev.fluxar.hub.EventAllowance;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.TopicPattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the trie leads to: what waits for one subscription, or for one group. Events are added
 * under the hub's lock, which is taken before this one's; the sessions' threads take this one's
 * only.
 */
abstract class Route extends TopicTrie.Leaf {

    final MemoryHub hub;
    final Delivery delivery;
    final Overflow overflow;

    private final EventAllowance account;
    private final int maxEvents;
    private final long maxBytes;

    // Guarded by this.

    final EventRing waiting = new EventRing();

    /** What was taken from the account: for what waits, and in modes 1, 2 what is open: §10.22-1 */
    private long bytes;

    /**
     * Taken from the account and not needed: given back when no lock is held, since whoever waits
     * for room in the session is told.
     */
    private long spare;

    private final Patience patience;

    /** No event comes in or goes out any more; written under the hub's lock too. */
    private boolean over;

    Route(
            MemoryHub hub,
            TopicPattern pattern,
            Delivery delivery,
            Overflow overflow,
            EventAllowance account) {
        super(pattern);
        this.hub = hub;
        this.delivery = delivery;
        this.overflow = overflow;
        this.account = account;
        this.maxEvents = hub.options().waitingEvents();
        this.maxBytes = hub.options().waitingBytes();
        this.patience = new Patience(hub.options().patience());
    }

    /** Whether events may be dropped for want of room: mode 0. */
    final boolean lossy() {
        return delivery == Delivery.AT_MOST_ONCE;
    }

    /** The group's name. */
    @Nullable String group() {
        return null;
    }

    /** The durable subscription's name. */
    @Nullable String durable() {
        return null;
    }

    /** How many events wait besides those in the ring. */
    int aside() {
        return 0;
    }

    /** There is an event more: whoever waits for one is to be told. */
    abstract void wake(Signals signals);

    /** Modes 1 and 2, not durable: ended rather than waited for. */
    boolean endsForWantOfRoom() {
        return false;
    }

    /** Whether its account is a session's, and not the hub's own. */
    boolean isOfSession() {
        return false;
    }

    /** What it began with, that was replaced or evicted before it came to it. */
    boolean wants(HubEvent old) {
        return false;
    }

    /** Keeps what {@link #wants} said yes to; there is room. */
    void keep(HubEvent old) {
        throw new IllegalStateException("nothing is wanted");
    }

    /** Counts what was wanted and had no room. */
    void drop() {
        throw new IllegalStateException("nothing is wanted");
    }

    /** Drops the oldest of what is kept aside; null: nothing is. */
    @Nullable HubEvent dropAside() {
        return null;
    }

    /** Takes room for some events, if there is: §10.27. */
    private boolean room(int events, long size) {
        if (waiting.size() + aside() + events > maxEvents) {
            return false;
        }
        if (patience.isStarved() && fitsAlone(patience.starvedOf())) {
            patience.onFed();
        }
        // What it has leaves as much for others: §10.27-4
        boolean fits = bytes + size <= Math.min(maxBytes, account.left() + spare - size);
        return (bytes == 0 || fits) && takeRoom(size);
    }

    /**
     * One that has nothing gets one event also where others hold all room, so that none of them
     * delays it (§10.27-4).
     */
    private boolean takeRoom(long size) {
        long more = size - Math.min(spare, size);
        if (more > 0 && !(leavesAsMuch(size) && account.tryTake(more))) {
            if (bytes > 0 || !account.tryTakeBeyond(more)) {
                return false;
            }
        }
        spare -= size - more;
        bytes += size;
        return true;
    }

    /** The hub's own account is for all sessions: also a first event leaves room. §10.27-4 */
    private boolean leavesAsMuch(long size) {
        return bytes > 0 || isOfSession() || fitsAlone(size);
    }

    /** Whether there would be room for an event if nothing of its own waited. */
    private boolean fitsAlone(long size) {
        long left = account.left() + spare + bytes;
        long needed = isOfSession() ? size : 2 * size;
        return left >= Math.min(needed, account.most()); // Where nothing is taken any fits.
    }

    /** What an event took is needed no more; guarded by this. */
    final void free(long size) {
        bytes -= size;
        if (isOfSession()) {
            spare += size;
        } else {
            account.giveBack(size); // Which tells nobody.
        }
    }

    /** What is to be given to {@link #giveBack} behind the lock; guarded by this. */
    final long takeSpare() {
        long back = spare;
        spare = 0;
        return back;
    }

    /** Gives to the account what is spare; no lock is held. */
    final void giveBack(long back) {
        if (back > 0) {
            account.giveBack(back);
        }
    }

    /** Gives back what is spare, if anything is; no lock is held. */
    final void repay() {
        long back;
        synchronized (this) {
            back = takeSpare();
        }
        giveBack(back);
    }

    private void repay(Signals signals) {
        if (spare > 0) {
            signals.later(this::repay);
        }
    }

    /** Takes room for an event of those that it begins with. */
    final synchronized boolean chargeOne(long size) {
        return !over && takeRoom(size);
    }

    /** Takes room for what a group or durable subscription begins with. */
    final synchronized boolean begin(long size) {
        return size == 0 || (leavesAsMuch(size) && charge(size));
    }

    /** Takes room whatever waits: for what the hub keeps anyway. */
    final synchronized boolean charge(long size) {
        if (over || (size > 0 && !account.tryTake(size))) {
            return false;
        }
        bytes += size;
        return true;
    }

    /** Gives back what an event took; no lock is held where the account is a session's. */
    final void release(long size) {
        long back;
        synchronized (this) {
            if (over) {
                return;
            }
            free(size);
            patience.onProgress();
            back = takeSpare();
        }
        giveBack(back);
    }

    /** Modes 1 and 2: takes room for an event before it is accepted. §10.29-3 */
    final synchronized boolean reserve(HubEvent event, @Nullable HubEvent replaced) {
        if (over) {
            return true;
        }
        int events = replaced != null && wants(replaced) ? 2 : 1;
        return room(events, sizeOf(event, replaced));
    }

    private long sizeOf(HubEvent event, @Nullable HubEvent replaced) {
        long size = event.heldBytes();
        return replaced != null && wants(replaced) ? size + replaced.heldBytes() : size;
    }

    /** Gives it back: the event is not accepted. */
    final synchronized void cancel(HubEvent event, @Nullable HubEvent replaced, Signals signals) {
        if (!over) {
            free(sizeOf(event, replaced));
            repay(signals);
        }
    }

    /**
     * There was no room for an event. Whether it has made no progress for as long as the hub has
     * patience, or others of its account have left no room for as long: then the event is what
     * waits, and delays those of other accounts. §10.27-4
     */
    final synchronized boolean isOutOfPatience(
            HubEvent event, @Nullable HubEvent replaced, long now) {
        long size = sizeOf(event, replaced);
        boolean starves = !fitsAlone(size) && size > account.mostBeyond();
        boolean starved = starves && patience.endsWhenStarved(size, now);
        boolean full = bytes > 0 && patience.endsWhenFull(now);
        return starved || full;
    }

    /**
     * Adds an accepted event: in modes 1 and 2 room is reserved. Under the hub's lock.
     *
     * @return false: the subscription is to be ended with OVERLOADED
     */
    final synchronized boolean add(HubEvent event, @Nullable HubEvent replaced, Signals signals) {
        boolean stays = over || take(event, replaced, signals);
        repay(signals);
        return stays;
    }

    private boolean take(HubEvent event, @Nullable HubEvent replaced, Signals signals) {
        if (replaced != null && wants(replaced) && !putAside(replaced)) {
            return false;
        }
        if (lossy() && !makeRoom(event.heldBytes())) {
            return overflow != Overflow.FAIL;
        }
        waiting.add(event);
        hub.countDelivery();
        wake(signals);
        return true;
    }

    /** §10.27-1. False: the new event is dropped, or the subscription fails. */
    private boolean makeRoom(long size) {
        while (!room(1, size)) {
            if (overflow == Overflow.FAIL) {
                return false;
            }
            hub.countDropped();
            if (!dropOldest(size)) {
                waiting.dropNewest();
                return false;
            }
        }
        return true;
    }

    /** Drops the oldest event, where that is asked for and makes room sooner or later. */
    private boolean dropOldest(long size) {
        if (overflow != Overflow.OLDEST || !fitsAlone(size)) {
            return false;
        }
        HubEvent oldest = dropAside();
        if (oldest == null) {
            oldest = waiting.dropOldest();
        }
        if (oldest == null) {
            return false;
        }
        free(oldest.heldBytes());
        return true;
    }

    /** Modes 1 and 2 have reserved the room. False: the subscription fails. */
    private boolean putAside(HubEvent old) {
        if (lossy()) {
            while (!room(1, old.heldBytes())) {
                if (overflow == Overflow.FAIL) {
                    return false;
                }
                hub.countDropped();
                HubEvent oldest = overflow == Overflow.OLDEST ? dropAside() : null;
                if (oldest == null) {
                    drop();
                    return true;
                }
                free(oldest.heldBytes());
            }
        }
        keep(old);
        return true;
    }

    /**
     * Keeps an event that leaves the history and that it has not come to yet. Under the hub's lock.
     *
     * @return false: the subscription is to be ended with OVERLOADED
     */
    final synchronized boolean evicted(HubEvent old, Signals signals) {
        if (over || !wants(old)) {
            return true;
        }
        if (lossy()) {
            boolean stays = putAside(old);
            repay(signals);
            return stays;
        }
        if (!room(1, old.heldBytes())) {
            return false; // §10.27-3
        }
        keep(old);
        return true;
    }

    /** Takes the first event that waits; guarded by this. */
    final @Nullable HubEvent take() {
        HubEvent event = waiting.poll();
        if (event != null) {
            patience.onProgress();
            if (lossy()) {
                free(event.heldBytes());
            }
        }
        return event;
    }

    /** No event comes in or goes out any more; what waits is forgotten. Under the hub's lock. */
    final synchronized void finish() {
        if (!over) {
            over = true;
            waiting.clear();
            free(bytes);
        }
    }

    /** Whether it has ended; guarded by this or by the hub's lock. */
    final boolean isOver() {
        return over;
    }
}
