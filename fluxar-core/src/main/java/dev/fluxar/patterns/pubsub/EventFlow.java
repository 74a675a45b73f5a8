package dev.fluxar.patterns.pubsub;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Deadlines;
import dev.fluxar.patterns.delivery.DeliveryLedger;
import dev.fluxar.patterns.delivery.EventWriter;
import dev.fluxar.patterns.delivery.OpenEvent;
import dev.fluxar.patterns.flow.SendCredit;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.EnvelopeSink;
import dev.fluxar.session.EnvelopeSource;
import dev.fluxar.session.Session;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription on their way out: pulls them from the hub's feed as credit, window
 * and connection allow, and writes them (spec §10.21). Not thread-safe. Start reading at {@link
 * #writeTo}.
 */
final class EventFlow extends EnvelopeSource {

    /** When to look again for room for a large event, in nanoseconds. */
    private static final long RETRY_NANOS = 20_000_000;

    /** What holds more is polled in mode 0 only when it is written at once, in bytes. */
    private static final int SHORT = EnvelopeSink.BATCH;

    private final PublisherSubscription subscription;
    private final Session session;
    private final SendCredit credit;
    private final int window;
    private final boolean group;
    private final EventWriter writer;
    private final Parts parts;
    private final long refHigh;
    private final long refLow;

    // Valid once granted.

    /** Null before, and when it is closed. */
    private @Nullable HubFeed feed;

    /** Null in mode 0. */
    private @Nullable DeliveryLedger ledger;

    /** Whether nothing is written any more. */
    private boolean ended;

    /**
     * Polled, and not written for want of room in the connection. In mode 0 it is in no account,
     * and holds at most {@link #SHORT} bytes.
     */
    private @Nullable HubEvent next;

    private int nextSendings;

    /** What was dropped before it. */
    private long nextDropped;

    /** Whether the feed had nothing when it was polled last: it says when that has changed. */
    private boolean drained;

    /** The event that goes out in parts; no other goes meanwhile. §6.1-4 §6.1-5 */
    private @Nullable OutboundTransfer transfer;

    /** Its seq; 0 in mode 0. */
    private long transferSeq;

    /** When to poll it again all the same, or to look for room for a large event. */
    private long pollAt = Session.NEVER;

    /**
     * Begins without a feed.
     *
     * @param first the subscription's first credit, null for none
     * @param group whether the subscription is a member of one
     */
    EventFlow(
            PublisherSubscription subscription,
            Session session,
            Parts parts,
            @Nullable Credit first,
            boolean group,
            long refHigh,
            long refLow) {
        this.subscription = subscription;
        this.session = session;
        this.credit = new SendCredit(first);
        this.window = SubscribeTerms.window(first);
        this.group = group;
        this.writer = new EventWriter(refHigh, refLow);
        this.parts = parts;
        this.refHigh = refHigh;
        this.refLow = refLow;
    }

    /** The subscription is granted. */
    void begin(Grant grant, Delivery mode) {
        feed = grant.feed();
        if (mode != Delivery.AT_MOST_ONCE) {
            ledger =
                    new DeliveryLedger(
                            grant, mode, group, window, session.now(), session.unixMillis());
        }
    }

    /** What is open; null in mode 0, and before the grant. */
    @Nullable DeliveryLedger ledger() {
        return ledger;
    }

    /** Whether the subscriber lets an event be written. §10.12-4 */
    boolean mayWrite() {
        return feed != null && !ended && transfer == null && credit.mayWrite();
    }

    /** Whether a new event could be sent. §10.22-14 */
    private boolean mayPoll() {
        return ledger == null || ledger.mayAdd();
    }

    private boolean isAgain() {
        return ledger != null && ledger.nextAgain() != null;
    }

    /** Gets a turn if it has something to write. */
    void kick() {
        if (mayWrite() && ((!drained && mayPoll()) || isAgain())) {
            session.ready(this);
        }
    }

    /**
     * Gets a turn, as there may be room again. A group may have put an event aside for this member
     * while there was none.
     */
    void again() {
        if (group) {
            drained = false;
        }
        kick();
    }

    /** The feed may have an event. */
    void onReady() {
        drained = false;
        HubFeed from = feed;
        if (from != null && !(mayWrite() && mayPoll())) {
            from.decline(session.unixMillis());
        }
        kick();
    }

    /** The subscriber wants nothing for now. */
    void pause() {
        credit.pause();
    }

    /** The subscriber wants more. */
    void resume(@Nullable Credit more) {
        credit.resume(more);
        again();
    }

    // Writing

    @Override
    protected boolean writeTo(EnvelopeSink out) {
        HubFeed from = feed;
        if (from == null) {
            return false;
        }
        DeliveryLedger known = ledger;
        boolean more = known == null ? writeOnce(out, from) : write(out, from, known);
        subscription.onWritten();
        return more;
    }

    /** Mode 0. */
    private boolean writeOnce(EnvelopeSink out, HubFeed from) {
        long most = session.peerLimits().envelope();
        while (mayWrite()) {
            HubEvent event = next == null ? poll(from, Math.min(SHORT, whole(most)), false) : next;
            if (event == null && from.holdsBack()) {
                if (!out.takesAny()) {
                    return true;
                }
                event = poll(from, room(most), true);
            }
            if (event == null) {
                return false;
            }
            long dropped = nextDropped;
            int length = EventWriter.length(event, dropped);
            boolean large = parts.announces(event.payloadBytes(), length);
            length = large ? EventWriter.announcedLength(event, length) : length;
            if (length > most || isTooLong(event, large)) {
                from.lost(1 + dropped); // §10.21-9
                next = null;
                continue;
            }
            WriteBuffer frame = out.begin(length);
            if (frame == null) {
                return true;
            }
            next = null;
            if (large) {
                OutboundTransfer begun =
                        parts.sendHeld(MessageType.MESSAGE, event.payload(), this::onLastPart);
                writer.announce(frame, event, dropped);
                announced(out.end(), event, 0, begun);
            } else {
                writer.write(frame, event, dropped);
                credit.wrote(out.end()); // §10.12-5
            }
        }
        return false;
    }

    /**
     * Mode 0: how many bytes an event may hold that is polled now. A longer one stays in the
     * account in which it waits, until other payloads have gone. §11.3-2
     */
    private long room(long mostWhole) {
        return session.parts()
                ? Math.max(whole(mostWhole), parts.room(!group)) // A group's are in the hub's.
                : Long.MAX_VALUE;
    }

    /** An event that holds so many bytes at most needs no parts: its envelope is shorter. */
    private long whole(long mostWhole) {
        return session.parts() ? Math.min(session.peerLimits().part(), mostWhole) : mostWhole;
    }

    private boolean isTooLong(HubEvent event, boolean large) {
        return large && event.payloadBytes() > parts.longest(); // §6.1-2
    }

    private static void giveBack(@Nullable OutboundTransfer begun) {
        if (begun != null) {
            begun.abandon();
        }
    }

    /** The parts follow. §6.5-1 */
    private void announced(int length, HubEvent event, long seq, OutboundTransfer begun) {
        credit.wrote(length + (long) event.payloadBytes()); // §10.12-5
        transfer = begun;
        transferSeq = seq;
        begun.begin(refHigh, refLow);
    }

    /** Or the one that abandons the transfer. */
    private void onLastPart() {
        transfer = null;
        if (ledger != null) {
            ledger.lastPart(transferSeq, session.now());
        }
        subscription.onWritten();
        again();
    }

    /** Answers were read: nobody waits for the rest of what is settled, or sent again. */
    void answered() {
        OutboundTransfer under = transfer;
        if (under != null && ledger != null && !ledger.isSent(transferSeq)) {
            under.abandonByPart(); // §6.4-1 §10.21-10
        }
        again();
    }

    /** Modes 1 and 2: what is to be sent again goes first. §10.22-11 */
    private boolean write(EnvelopeSink out, HubFeed from, DeliveryLedger known) {
        long most = session.peerLimits().envelope();
        while (mayWrite()) {
            OpenEvent again = known.nextAgain();
            HubEvent event;
            int before;
            long seq;
            if (again != null) {
                event = again.event();
                before = again.sendings();
                seq = again.seq();
            } else {
                event = !known.mayAdd() ? null : next == null ? poll(from) : next;
                before = nextSendings;
                seq = known.highest() + 1; // §10.21-5
            }
            if (event == null) {
                return false;
            }
            long floor = known.floorToTell();
            int length = EventWriter.length(event, seq, floor, before + 1L);
            boolean large = parts.announces(event.payloadBytes(), length);
            length = large ? EventWriter.announcedLength(event, length) : length;
            if (length > most || isTooLong(event, large)) {
                giveUp(from, known, again, event); // §10.21-9
                continue;
            }
            WriteBuffer frame = out.begin(length);
            if (frame == null) {
                return true;
            }
            OutboundTransfer begun = null;
            if (large) {
                // The hub holds it until it is settled.
                begun = parts.sendCharged(MessageType.MESSAGE, event.payload(), this::onLastPart);
                writer.announce(frame, event, seq, floor, before + 1L);
                announced(out.end(), event, seq, begun);
            } else {
                writer.write(frame, event, seq, floor, before + 1L);
                credit.wrote(out.end()); // §10.12-5
            }
            if (floor > 0) {
                known.floorWasTold();
            }
            OpenEvent sent = again;
            if (sent == null) {
                next = null;
                sent = known.add(event, before, out.now());
            } else {
                known.addAgain(sent, out.now());
            }
            if (begun != null) {
                known.announced(sent);
            }
        }
        return false;
    }

    private void giveUp(
            HubFeed from, DeliveryLedger known, @Nullable OpenEvent again, HubEvent event) {
        if (again == null) {
            next = null;
            from.gaveUp(event, nextSendings);
        } else {
            known.tooLong(again);
        }
    }

    private @Nullable HubEvent poll(HubFeed from) {
        return drained ? null : polled(from, from.poll(session.unixMillis()));
    }

    /** Mode 0. */
    private @Nullable HubEvent poll(HubFeed from, long most, boolean mayBeLong) {
        if (drained) {
            return null;
        }
        HubEvent event = from.poll(session.unixMillis(), most);
        if (event != null || !from.holdsBack()) {
            return polled(from, event);
        }
        if (mayBeLong) {
            pollAt = session.now() + RETRY_NANOS;
            from.decline(session.unixMillis());
        }
        return null;
    }

    private @Nullable HubEvent polled(HubFeed from, @Nullable HubEvent event) {
        next = event;
        if (event == null) {
            drained = true;
            long wake = from.wakeAt();
            long wait = wake == HubFeed.NEVER ? -1 : Math.max(0, wake - session.unixMillis());
            pollAt = Deadlines.after(session.now(), wait);
        } else if (ledger == null) {
            nextDropped = from.takeDropped();
        } else {
            nextSendings = group ? from.sendings() : 0;
        }
        return event;
    }

    // Time

    /** When {@link #onTime} is to be called. */
    long due() {
        DeliveryLedger known = ledger;
        return Math.min(
                pollAt, known == null ? Session.NEVER : known.deadline(session.connected()));
    }

    void onTime() {
        long now = session.now();
        if (now >= pollAt) {
            pollAt = Session.NEVER;
            drained = false;
        }
        if (ledger != null) {
            ledger.expire(now, session.connected(), mayWrite());
        }
        kick();
    }

    /** There is a connection again, after a while without. §9.14-1 */
    void awaitAnew() {
        if (ledger != null) {
            ledger.awaitAnew(session.now());
        }
    }

    // The end

    /** Nothing is written any more; where something is open, answers still count. */
    void end() {
        ended = true;
        giveBack(transfer); // §6.4-1
        if (ledger == null) {
            close(Detach.LEFT);
        } else {
            ledger.end(); // §10.28-8
        }
    }

    /** Gives the feed back, if there is one. */
    void close(Detach how) {
        ended = true;
        HubFeed open = feed;
        if (open == null) {
            return;
        }
        feed = null;
        giveBack(transfer); // §6.4-3
        long unixMillis = session.unixMillis();
        HubEvent polled = next;
        if (ledger == null && polled != null) {
            open.putBack(polled, nextDropped); // §10.36-2
        }
        Ledger last =
                ledger == null
                        ? Ledger.NEW
                        : ledger.toLedger(next, nextSendings, session.now(), unixMillis);
        next = null;
        open.close(how, last, unixMillis);
    }
}
