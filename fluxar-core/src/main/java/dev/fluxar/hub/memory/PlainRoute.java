package dev.fluxar.hub.memory;

import dev.fluxar.hub.Detach;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicPattern;
import org.jspecify.annotations.Nullable;

/** A subscription that is neither durable nor of a group: it ends with its attachment. */
final class PlainRoute extends Route implements HubFeed {

    /** How long after it found no room a replay is tried again, in milliseconds. */
    private static final long RETRY_MILLIS = 50;

    final Attachment attachment;

    /** What it begins with; changed by the session's thread only, under the hub's lock. */
    private @Nullable Replay replay;

    /** Guarded by this: the last poll found nothing. */
    private boolean hungry;

    /** Written by the session's thread, under the hub's lock. */
    boolean closed;

    // The session's thread only.

    private long dropped;
    private long wakeAt = NEVER;
    private boolean holdsBack;

    PlainRoute(
            MemoryHub hub,
            TopicPattern pattern,
            SubscribeRequest request,
            Attachment attachment,
            @Nullable Replay replay) {
        super(hub, pattern, request.delivery(), request.overflow(), request.allowance());
        this.attachment = attachment;
        this.replay = replay;
    }

    @Override
    int aside() {
        Replay begin = replay;
        return begin == null ? 0 : begin.aside();
    }

    @Override
    void wake(Signals signals) {
        if (hungry) {
            hungry = false;
            signals.ready(attachment);
        }
    }

    @Override
    boolean endsForWantOfRoom() {
        return !lossy();
    }

    @Override
    boolean isOfSession() {
        return true;
    }

    @Override
    boolean wants(HubEvent old) {
        Replay begin = replay;
        return begin != null && begin.wants(old);
    }

    @Override
    void keep(HubEvent old) {
        if (replay != null) {
            replay.keep(old);
        }
    }

    @Override
    void drop() {
        if (replay != null) {
            replay.drop();
        }
    }

    @Override
    @Nullable HubEvent dropAside() {
        return replay == null ? null : replay.dropAside();
    }

    @Override
    public @Nullable HubEvent poll(long unixMillis) {
        return poll(unixMillis, Long.MAX_VALUE);
    }

    @Override
    public boolean holdsBack() {
        return holdsBack;
    }

    private boolean isMoreThan(long most, @Nullable HubEvent first) {
        holdsBack = first != null && first.heldBytes() > most;
        return holdsBack;
    }

    @Override
    public @Nullable HubEvent poll(long unixMillis, long most) {
        holdsBack = false;
        if (replay != null) {
            HubEvent event = replayed(unixMillis, most);
            repay();
            if (event != null || replay != null) {
                return event;
            }
        }
        HubEvent event;
        long back;
        synchronized (this) {
            if (isOver()) {
                return null;
            }
            if (isMoreThan(most, waiting.peek())) {
                return null;
            }
            event = take();
            if (event == null) {
                hungry = true;
            } else {
                dropped = waiting.takeDropped();
            }
            back = takeSpare();
        }
        giveBack(back);
        return event;
    }

    /** §10.25-3: before what was accepted after the grant. */
    private @Nullable HubEvent replayed(long unixMillis, long most) {
        wakeAt = NEVER;
        while (true) {
            synchronized (hub.lock()) {
                Replay begin = replay;
                if (begin == null || isOver()) {
                    forgetReplay();
                    return null;
                }
                HubEvent event = begin.peek();
                if (isMoreThan(most, event)) {
                    return null;
                }
                if (event != null) {
                    return read(begin, event, unixMillis);
                }
                if (begin.isDone()) {
                    endReplay(begin);
                    return null;
                }
            }
        }
    }

    private @Nullable HubEvent read(Replay begin, HubEvent event, long unixMillis) {
        if (!lossy() && event != begin.firstAside() && !chargeOne(event.heldBytes())) {
            wakeAt = unixMillis + RETRY_MILLIS;
            return null;
        }
        if (begin.advance(event) && lossy()) {
            synchronized (this) {
                free(event.heldBytes());
            }
        }
        dropped = begin.takeDropped();
        return event;
    }

    private void endReplay(Replay begin) {
        long behind = begin.takeDroppedAtEnd();
        if (behind > 0) {
            synchronized (this) {
                waiting.lost(behind);
            }
        }
        forgetReplay();
    }

    /** Under the hub's lock, by the session's thread. */
    void forgetReplay() {
        if (replay instanceof HistoryReplay) {
            hub.historyReaderDone();
        }
        replay = null;
    }

    @Override
    public long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    @Override
    public int sendings() {
        return 0;
    }

    @Override
    public long wakeAt() {
        return wakeAt;
    }

    @Override
    public void decline(long unixMillis) {
        // Nobody else could take it; the session polls when it can.
    }

    @Override
    public void lost(long events) {
        synchronized (hub.lock()) {
            if (replay != null) {
                replay.lost(events);
                return;
            }
        }
        synchronized (this) {
            waiting.lost(events);
        }
    }

    @Override
    public void settled(HubEvent event) {
        release(event.heldBytes());
    }

    @Override
    public boolean pass(HubEvent event, int sendings, boolean nacked, boolean able) {
        return false;
    }

    @Override
    public void gaveUp(HubEvent event, int sendings) {
        if (!closed) { // by this thread
            release(event.heldBytes());
            hub.giveUp(event, sendings, this);
        }
    }

    @Override
    public void close(Detach how, Ledger ledger, long unixMillis) {
        hub.close(this);
    }
}
