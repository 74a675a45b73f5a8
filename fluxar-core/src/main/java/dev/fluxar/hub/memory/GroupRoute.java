package dev.fluxar.hub.memory;

import dev.fluxar.Delivery;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group: its members take from one queue (spec §10.24). What a member could not settle comes back
 * and goes first, to another member where there is one that can take it.
 */
final class GroupRoute extends Route {

    /** An event that was sent to a member and came back: its sendings go on counting. §10.24-5 */
    record Returned(HubEvent event, int sendings, long notBefore, long dropped) {
        Returned(HubEvent event, int sendings, long notBefore) {
            this(event, sendings, notBefore, 0);
        }
    }

    private final String name;

    /** The durable subscriptions that are this group; guarded by the hub's lock. */
    final Set<DurableKey> durables = new LinkedHashSet<>();

    // Guarded by this.

    private final List<GroupMember> members = new ArrayList<>();

    /** Members whose last poll found nothing, and that have not been told since. */
    private final Set<GroupMember> hungry = new LinkedHashSet<>();

    /** What the group began with. */
    private final Queue<HubEvent> begin;

    /** Came back, due, for any member. */
    private final Queue<Returned> returned = new ArrayDeque<>();

    /** How many members have passed on and nobody has taken. */
    private int passed;

    /** How many members were told that there is an event, and have not polled since. */
    private int told;

    /** Came back and wait for their time. §10.22-9 */
    private final PriorityQueue<Returned> delayed =
            new PriorityQueue<>((a, b) -> Long.compare(a.notBefore(), b.notBefore()));

    GroupRoute(
            MemoryHub hub,
            TopicPattern pattern,
            SubscribeRequest first,
            String name,
            List<HubEvent> begin) {
        super(hub, pattern, first.delivery(), first.overflow(), hub.stored());
        this.name = name;
        this.begin = new ArrayDeque<>(begin);
    }

    @Override
    String group() {
        return name;
    }

    @Override
    @Nullable String durable() {
        synchronized (hub.lock()) {
            return durables.isEmpty() ? null : durables.iterator().next().name();
        }
    }

    /** §10.27-3; under the hub's lock. */
    @Override
    boolean endsForWantOfRoom() {
        return !lossy() && durables.isEmpty();
    }

    /** Guarded by this. §10.24-1 */
    @Override
    void wake(Signals signals) {
        wakeOther(null, signals);
    }

    private void wakeOther(@Nullable GroupMember not, Signals signals) {
        for (GroupMember member : hungry) {
            if (member != not) {
                hungry.remove(member);
                member.told = true;
                told++;
                signals.ready(member.attachment);
                return;
            }
        }
    }

    private void answered(GroupMember member) {
        if (member.told) {
            member.told = false;
            told--;
        }
    }

    synchronized void join(GroupMember member) {
        members.add(member);
    }

    synchronized int size() {
        return members.size();
    }

    synchronized List<GroupMember> members() {
        return List.copyOf(members);
    }

    /** The next event for a member: what came back first. §10.22-11 */
    synchronized @Nullable HubEvent poll(GroupMember member, long now, long most) {
        member.holdsBack = false;
        if (isOver() || !member.joined) {
            return null;
        }
        answered(member);
        if (lossy() && holdsBack(most)) {
            member.holdsBack = true;
            return null;
        }
        Returned back = takeReturned(member, now);
        if (back != null) {
            if (lossy()) {
                release(back.event().heldBytes());
            }
            return member.polled(back.event(), back.sendings(), back.dropped());
        }
        HubEvent event = begin.poll();
        if (event != null) {
            if (lossy()) {
                release(event.heldBytes());
            }
            return member.polled(event, 0, 0);
        }
        event = take();
        if (event != null) {
            return member.polled(event, 0, waiting.takeDropped());
        }
        back = told == 0 ? member.passed.poll() : null;
        if (back != null) {
            // Nobody else can take it.
            passed--;
            return member.polled(back.event(), back.sendings(), 0);
        }
        hungry.add(member);
        member.wakeAt(delayed.isEmpty() ? HubFeed.NEVER : delayed.peek().notBefore());
        return null;
    }

    /** Whether what goes next holds more. */
    private boolean holdsBack(long most) {
        Returned back = returned.peek();
        HubEvent begun = begin.peek();
        HubEvent next = back != null ? back.event() : begun != null ? begun : waiting.peek();
        return next != null && next.heldBytes() > most;
    }

    private @Nullable Returned takeReturned(GroupMember member, long now) {
        if (!delayed.isEmpty()) {
            fallDue(now);
        }
        Returned back = returned.poll();
        if (back == null && passed > member.passed.size()) {
            for (GroupMember other : members) {
                if (other != member && !other.passed.isEmpty()) {
                    passed--;
                    return other.passed.poll();
                }
            }
        }
        return back;
    }

    private void fallDue(long now) {
        for (Returned next = delayed.peek();
                next != null && next.notBefore() <= now;
                next = delayed.peek()) {
            returned.add(next);
            delayed.remove();
        }
    }

    /** Another member takes what this one cannot. */
    synchronized void decline(GroupMember member, long now, Signals signals) {
        answered(member);
        fallDue(now);
        if (!waiting.isEmpty() || !begin.isEmpty() || !returned.isEmpty() || passed > 0) {
            wakeOther(member, signals);
        }
    }

    /** Mode 0: first again, for whoever polls next. §10.36-2 */
    synchronized void putBack(GroupMember member, HubEvent event, long dropped, Signals signals) {
        if (!member.joined) {
            return;
        }
        if (charge(event.heldBytes())) {
            returned.add(new Returned(event, 0, 0, dropped));
            wakeOther(member, signals);
        } else {
            waiting.lost(1 + dropped);
        }
    }

    /** What a member has open when it leaves is not its own any more. */
    synchronized boolean settled(GroupMember member, HubEvent event) {
        if (member.joined) {
            release(event.heldBytes());
        }
        return member.joined;
    }

    synchronized void lost(long events) {
        waiting.lost(events);
    }

    /** §10.24-3, §10.24-4 */
    synchronized boolean pass(
            GroupMember member,
            HubEvent event,
            int sendings,
            boolean nacked,
            boolean able,
            Signals signals) {
        boolean mayMove = nacked || delivery == Delivery.AT_LEAST_ONCE;
        if (!mayMove || members.size() < 2 || !member.joined) {
            return false;
        }
        boolean taker = hungry.size() > (hungry.contains(member) ? 1 : 0);
        if (able && !taker) {
            return false;
        }
        member.passed.add(new Returned(event, sendings, 0));
        passed++;
        wakeOther(member, signals);
        return true;
    }

    /**
     * A member leaves: what it has open goes back to the group. §10.33-1, §10.36-2
     *
     * @return what was sent too often already
     */
    synchronized List<OpenDelivery> leave(
            GroupMember member, Ledger ledger, long now, int maxDeliver, Signals signals) {
        if (!members.remove(member)) {
            return List.of();
        }
        member.joined = false;
        hungry.remove(member);
        answered(member);
        returned.addAll(member.passed);
        passed -= member.passed.size();
        member.passed.clear();
        List<OpenDelivery> over = new ArrayList<>();
        for (OpenDelivery open : ledger.open()) {
            if (!open.again() && maxDeliver > 0 && open.sendings() >= maxDeliver) {
                over.add(open);
            } else if (open.notBefore() > now) {
                delayed.add(new Returned(open.event(), open.sendings(), open.notBefore()));
            } else {
                returned.add(new Returned(open.event(), open.sendings(), 0));
            }
        }
        int available = waiting.size() + begin.size() + returned.size() + passed;
        for (int i = Math.min(available, hungry.size()); i > 0; i--) {
            wakeOther(null, signals);
        }
        if (!delayed.isEmpty() && !hungry.isEmpty()) {
            // Told of the time when it polls.
            wakeOther(null, signals);
        }
        return over;
    }

    /** The group has ended, and all members with it. */
    synchronized void forgetMembers() {
        for (GroupMember member : members) {
            member.joined = false;
        }
        members.clear();
        hungry.clear();
        begin.clear();
        returned.clear();
        delayed.clear();
        passed = 0;
    }
}
