package dev.fluxar.hub.memory;

import dev.fluxar.Cbor;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A durable subscription without a group: it outlives its attachments. §10.26-1 */
final class DurableRoute extends Route {

    final DurableKey key;

    /** §10.26-5: never used before. */
    private final Cbor ledgerId;

    // Guarded by the hub's lock.

    private @Nullable DurableFeed attached;

    /** Waits until the present attachment has let go. */
    private @Nullable Successor successor;

    private long seq;
    private List<Long> givenUp = List.of();

    /** What was open when the last attachment ended, by event. */
    private final Map<HubEvent, OpenDelivery> open = new LinkedHashMap<>();

    /**
     * What was acked on an attachment that had ended, while the present one has it as open: it was
     * told, and may let go before it has heard. §10.28-8
     */
    private final Set<HubEvent> ackedLate = new HashSet<>();

    // Guarded by this.

    /** What it began with. */
    private final Queue<HubEvent> begin;

    /** The last poll of the present attachment found nothing. */
    private boolean hungry;

    /** Who is granted the subscription next. */
    record Successor(SubscribeRequest request, Attachment attachment) {}

    DurableRoute(
            MemoryHub hub,
            TopicPattern pattern,
            SubscribeRequest request,
            DurableKey key,
            Cbor ledgerId,
            List<HubEvent> begin) {
        super(hub, pattern, request.delivery(), request.overflow(), hub.stored());
        this.key = key;
        this.ledgerId = ledgerId;
        this.begin = new ArrayDeque<>(begin);
    }

    @Override
    String durable() {
        return key.name();
    }

    /** Guarded by this, and by the hub's lock. */
    @Override
    void wake(Signals signals) {
        DurableFeed feed = attached;
        if (hungry && feed != null) {
            hungry = false;
            signals.ready(feed.attachment);
        }
    }

    boolean isAttached() {
        return attached != null;
    }

    /** Lets somebody wait for the present attachment to let go. §10.26-4 */
    void succeed(Successor next, Signals signals) {
        DurableFeed feed = attached;
        Successor before = successor;
        successor = next;
        if (before != null) {
            signals.later(() -> before.attachment().refused(Refusals.attachedElsewhere(key)));
        } else if (feed != null) {
            feed.taken = true;
            synchronized (this) {
                hungry = false;
            }
            signals.later(() -> feed.attachment.ended(Refusals.attachedElsewhere(key)));
        }
    }

    /** Under the hub's lock. */
    void attach(SubscribeRequest request, Attachment attachment, Signals signals) {
        DurableFeed feed = new DurableFeed(this, attachment, open.size());
        attached = feed;
        synchronized (this) {
            hungry = false;
        }
        Grant grant =
                new Grant(
                        feed,
                        request.ackWaitMillis(),
                        hub.options().maxDeliver(),
                        ledgerId,
                        ledger());
        signals.later(() -> attachment.granted(grant));
    }

    /** What the next attachment goes on with. §10.26-5, §10.26-6 */
    private Ledger ledger() {
        List<OpenDelivery> again = new ArrayList<>(open.size());
        long floor = seq + 1;
        for (OpenDelivery one : open.values()) {
            floor = Math.min(floor, one.seq());
            again.add(
                    one.again()
                            ? one
                            : new OpenDelivery(one.event(), one.seq(), one.sendings(), 0));
        }
        List<Long> above = new ArrayList<>();
        for (long gone : givenUp) {
            if (gone > floor) {
                above.add(gone);
            }
        }
        return new Ledger(seq, floor, again, above);
    }

    private synchronized @Nullable HubEvent poll(DurableFeed feed) {
        if (isOver() || feed.taken || feed.closed) {
            return null;
        }
        HubEvent event = begin.poll();
        if (event == null) {
            event = take();
        }
        hungry = event == null;
        return event;
    }

    /** §10.28-8: also of an attachment that has ended. */
    private void settled(DurableFeed feed, HubEvent event) {
        if (!feed.closed) {
            if (forget(feed, event)) {
                release(event.heldBytes());
            }
            return;
        }
        DurableFeed now;
        synchronized (hub.lock()) {
            if (open.remove(event) == null) {
                return;
            }
            now = attached;
            if (now != null) {
                ackedLate.add(event);
            }
        }
        release(event.heldBytes());
        if (now != null) {
            now.attachment.acked(event);
        }
    }

    /** What the grant told as open is not any more. False: it was acked late. */
    private boolean forget(DurableFeed feed, HubEvent event) {
        if (feed.inherited == 0) {
            return true;
        }
        synchronized (hub.lock()) {
            if (open.remove(event) != null) {
                feed.inherited--;
                return true;
            }
            return !ackedLate.remove(event);
        }
    }

    /** Under the hub's lock. False: it is to be deleted. */
    boolean detach(Detach how, Ledger left, Signals signals) {
        DurableFeed feed = attached;
        if (feed == null) {
            return true;
        }
        feed.closed = true;
        attached = null;
        if (how == Detach.UNSUBSCRIBED && !feed.taken) {
            return false; // §10.26-7
        }
        keep(left, signals);
        Successor next = successor;
        if (next != null) {
            successor = null;
            attach(next.request(), next.attachment(), signals);
        }
        return true;
    }

    /** §10.33-1 */
    private void keep(Ledger left, Signals signals) {
        int most = hub.options().maxDeliver();
        List<Long> gone = new ArrayList<>(left.givenUp());
        seq = left.seq();
        open.clear();
        for (OpenDelivery one : left.open()) {
            if (ackedLate.contains(one.event())) {
                continue; // Nobody is sent it again.
            }
            if (!one.again() && most > 0 && one.sendings() >= most) {
                gone.add(one.seq());
                release(one.event().heldBytes());
                signals.later(() -> hub.giveUp(one.event(), one.sendings(), this));
            } else {
                open.put(one.event(), one);
            }
        }
        ackedLate.clear();
        gone.sort(null);
        givenUp = gone;
    }

    /** One attachment of it. */
    private static final class DurableFeed implements HubFeed {

        private final DurableRoute route;
        private final Attachment attachment;

        /** Ended because somebody else has attached; written under the hub's lock. */
        private volatile boolean taken;

        /** Written under the hub's lock. */
        private volatile boolean closed;

        /** How many at most the grant told as open and are; the session's thread only. */
        private int inherited;

        DurableFeed(DurableRoute route, Attachment attachment, int inherited) {
            this.route = route;
            this.attachment = attachment;
            this.inherited = inherited;
        }

        @Override
        public @Nullable HubEvent poll(long unixMillis) {
            return route.poll(this);
        }

        @Override
        public long takeDropped() {
            return 0;
        }

        @Override
        public int sendings() {
            return 0;
        }

        @Override
        public long wakeAt() {
            return NEVER;
        }

        @Override
        public void decline(long unixMillis) {
            // Nobody else could take it; the session polls when it can.
        }

        @Override
        public void lost(long events) {
            // Durable subscriptions lose nothing.
        }

        @Override
        public void settled(HubEvent event) {
            route.settled(this, event);
        }

        @Override
        public boolean pass(HubEvent event, int sendings, boolean nacked, boolean able) {
            return false;
        }

        @Override
        public void gaveUp(HubEvent event, int sendings) {
            if (!closed) {
                if (route.forget(this, event)) {
                    route.release(event.heldBytes());
                    route.hub.giveUp(event, sendings, route);
                }
            }
        }

        @Override
        public void close(Detach how, Ledger ledger, long unixMillis) {
            if (!closed) {
                route.hub.detach(route, how, ledger);
            }
        }
    }
}
