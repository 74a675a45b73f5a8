package dev.fluxar.hub.memory;

import dev.fluxar.hub.Detach;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.Ledger;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One member's end of a group: what a session polls, and what it passes on to the other members.
 */
final class GroupMember implements HubFeed {

    final Attachment attachment;
    private final GroupRoute group;

    // Guarded by the group.

    /** What it passed on and nobody has taken. */
    final Queue<GroupRoute.Returned> passed = new ArrayDeque<>();

    boolean joined = true;
    boolean told;

    // The session's thread only.

    private long dropped;
    private int sendings;
    private long wakeAt = NEVER;
    boolean holdsBack;

    GroupMember(GroupRoute group, Attachment attachment) {
        this.group = group;
        this.attachment = attachment;
    }

    HubEvent polled(HubEvent event, int sent, long lost) {
        sendings = sent;
        dropped = lost;
        return event;
    }

    void wakeAt(long time) {
        wakeAt = time;
    }

    @Override
    public @Nullable HubEvent poll(long unixMillis) {
        return group.poll(this, unixMillis, Long.MAX_VALUE);
    }

    @Override
    public @Nullable HubEvent poll(long unixMillis, long most) {
        return group.poll(this, unixMillis, most);
    }

    @Override
    public boolean holdsBack() {
        return holdsBack;
    }

    @Override
    public long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    @Override
    public int sendings() {
        return sendings;
    }

    @Override
    public long wakeAt() {
        return wakeAt;
    }

    @Override
    public void decline(long unixMillis) {
        Signals signals = new Signals();
        group.decline(this, unixMillis, signals);
        signals.run();
    }

    @Override
    public void lost(long events) {
        group.lost(events);
    }

    @Override
    public void putBack(HubEvent event, long before) {
        Signals signals = new Signals();
        group.putBack(this, event, before, signals);
        signals.run();
    }

    @Override
    public void settled(HubEvent event) {
        group.settled(this, event);
    }

    @Override
    public boolean pass(HubEvent event, int sent, boolean nacked, boolean able) {
        Signals signals = new Signals();
        boolean went = group.pass(this, event, sent, nacked, able, signals);
        signals.run();
        return went;
    }

    @Override
    public void gaveUp(HubEvent event, int sent) {
        if (group.settled(this, event)) {
            group.hub.giveUp(event, sent, group);
        }
    }

    @Override
    public void close(Detach how, Ledger ledger, long unixMillis) {
        group.hub.leave(group, this, how, ledger, unixMillis);
    }
}
