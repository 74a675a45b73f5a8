package dev.fluxar.hub.memory;

import dev.fluxar.Cbor;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who has subscribed: in the trie, in groups and as durable. Guarded by the hub's lock. */
final class Subscriptions {

    /** The subscriptions with one group name and one pattern are one group. §10.24 */
    private record GroupKey(String name, TopicPattern pattern) {}

    private final MemoryHub hub;
    private final TopicTrie trie = new TopicTrie();
    private final Map<GroupKey, GroupRoute> groups = new HashMap<>();

    /** A {@link DurableRoute}, or the {@link GroupRoute} that the durable subscription is of. */
    private final Map<DurableKey, Route> durables = new HashMap<>();

    private final Supplier<Cbor> ledgerIds;
    private int live;

    Subscriptions(MemoryHub hub, Supplier<Cbor> ledgerIds) {
        this.hub = hub;
        this.ledgerIds = ledgerIds;
    }

    void match(byte[] topic, TopicTrie.Leaves found) {
        trie.match(topic, found);
    }

    int live() {
        return live;
    }

    int groups() {
        return groups.size();
    }

    int durables() {
        return durables.size();
    }

    /**
     * Grants a subscription, or lets it wait for the attachment before it.
     *
     * @return why it is refused, or null
     */
    @Nullable FluxarException subscribe(
            SubscribeRequest request,
            TopicPattern pattern,
            Attachment attachment,
            Signals signals) {
        if (live >= hub.options().subscriptions()) {
            return Refusals.overloaded(
                    "more subscriptions than the " + hub.options().subscriptions() + " allowed");
        }
        String durable = request.durable();
        DurableKey key = durable == null ? null : new DurableKey(request.principal(), durable);
        String group = request.group();
        if (group != null) {
            return join(request, pattern, new GroupKey(group, pattern), key, attachment, signals);
        }
        if (key != null) {
            return attach(request, pattern, key, attachment, signals);
        }
        live++;
        PlainRoute route =
                new PlainRoute(
                        hub, pattern, request, attachment, hub.replay(request.from(), pattern));
        trie.add(route);
        Grant grant =
                new Grant(
                        route,
                        request.ackWaitMillis(),
                        hub.options().maxDeliver(),
                        null,
                        Ledger.NEW);
        signals.later(() -> attachment.granted(grant));
        return null;
    }

    // Groups.

    private @Nullable FluxarException join(
            SubscribeRequest request,
            TopicPattern pattern,
            GroupKey key,
            @Nullable DurableKey durable,
            Attachment attachment,
            Signals signals) {
        GroupRoute group = groups.get(key);
        FluxarException conflict = conflict(request, group, durable, key.name());
        if (conflict != null) {
            return conflict;
        }
        if (durable != null && !durables.containsKey(durable) && noMoreDurables()) {
            return tooManyDurables();
        }
        if (group == null) {
            List<HubEvent> begin = hub.begin(request, pattern);
            group = new GroupRoute(hub, pattern, request, key.name(), begin);
            if (!group.begin(heldBytes(begin))) {
                return noRoomToBegin(begin);
            }
            groups.put(key, group);
            trie.add(group);
        }
        if (durable != null) {
            durables.put(durable, group);
            group.durables.add(durable);
        }
        live++;
        GroupMember member = new GroupMember(group, attachment);
        group.join(member);
        Grant grant =
                new Grant(
                        member,
                        request.ackWaitMillis(),
                        hub.options().maxDeliver(),
                        null,
                        Ledger.NEW);
        signals.later(() -> attachment.granted(grant));
        return null;
    }

    private @Nullable FluxarException conflict(
            SubscribeRequest request,
            @Nullable GroupRoute group,
            @Nullable DurableKey durable,
            String name) {
        if (durable != null) {
            Route existing = durables.get(durable);
            if (existing != null && existing != group) {
                return otherForm(durable, existing); // §10.26-3
            }
        }
        if (group == null) {
            return null;
        }
        boolean same = group.delivery == request.delivery() && group.overflow == request.overflow();
        // §10.24-2
        return same
                ? null
                : Refusals.conflict(
                        "group '"
                                + name
                                + "' has mode "
                                + group.delivery.mode()
                                + " and overflow "
                                + group.overflow.text()
                                + ", asked for "
                                + request.delivery().mode()
                                + " and "
                                + request.overflow().text());
    }

    /** A member's subscription ends. §10.36-2 */
    void leave(
            GroupRoute group,
            GroupMember member,
            Detach how,
            Ledger ledger,
            long now,
            Signals signals) {
        int before = group.size();
        List<OpenDelivery> over =
                group.leave(member, ledger, now, hub.options().maxDeliver(), signals);
        int left = group.size();
        if (left == before) {
            return;
        }
        live--;
        boolean ends = left == 0 && (group.durables.isEmpty() || how == Detach.UNSUBSCRIBED);
        if (ends) {
            endGroup(group); // §10.26-7
        }
        for (OpenDelivery open : over) {
            group.release(open.event().heldBytes());
            if (!ends) {
                signals.later(() -> hub.giveUp(open.event(), open.sendings(), group));
            }
        }
    }

    private void endGroup(GroupRoute group) {
        trie.remove(group);
        groups.remove(new GroupKey(group.group(), group.pattern));
        for (DurableKey durable : group.durables) {
            durables.remove(durable);
        }
        group.forgetMembers();
        group.finish();
    }

    // Durable subscriptions without a group.

    private @Nullable FluxarException attach(
            SubscribeRequest request,
            TopicPattern pattern,
            DurableKey key,
            Attachment attachment,
            Signals signals) {
        Route existing = durables.get(key);
        if (existing == null) {
            return create(request, pattern, key, attachment, signals);
        }
        boolean same =
                existing instanceof DurableRoute
                        && existing.pattern.equals(pattern)
                        && existing.delivery == request.delivery();
        if (!same) {
            return otherForm(key, existing); // §10.26-3
        }
        // §10.26-2: where it begins was said when it was created.
        DurableRoute route = (DurableRoute) existing;
        if (route.isAttached()) {
            route.succeed(new DurableRoute.Successor(request, attachment), signals);
        } else {
            live++;
            route.attach(request, attachment, signals);
        }
        return null;
    }

    private @Nullable FluxarException create(
            SubscribeRequest request,
            TopicPattern pattern,
            DurableKey key,
            Attachment attachment,
            Signals signals) {
        if (noMoreDurables()) {
            return tooManyDurables();
        }
        List<HubEvent> begin = hub.begin(request, pattern);
        DurableRoute route = new DurableRoute(hub, pattern, request, key, ledgerIds.get(), begin);
        if (!route.begin(heldBytes(begin))) {
            return noRoomToBegin(begin);
        }
        live++;
        durables.put(key, route);
        trie.add(route);
        route.attach(request, attachment, signals);
        return null;
    }

    private boolean noMoreDurables() {
        return durables.size() >= hub.options().durables();
    }

    private FluxarException tooManyDurables() {
        int most = hub.options().durables();
        return most == 0
                ? Refusals.unsupported("this hub has no durable subscriptions")
                : Refusals.overloaded("more durable subscriptions than the " + most + " allowed");
    }

    private static FluxarException otherForm(DurableKey key, Route existing) {
        return Refusals.conflict(
                "durable subscription '"
                        + key.name()
                        + "' exists with pattern '"
                        + existing.pattern
                        + "', mode "
                        + existing.delivery.mode()
                        + " and "
                        + (existing.group() == null ? "no group" : "group " + existing.group()));
    }

    private static long heldBytes(List<HubEvent> events) {
        long bytes = 0;
        for (HubEvent event : events) {
            bytes += event.heldBytes();
        }
        return bytes;
    }

    private static FluxarException noRoomToBegin(List<HubEvent> begin) {
        return Refusals.overloaded(
                "no room for the " + begin.size() + " events that the subscription begins with");
    }

    /** An attachment of a durable subscription ends. §10.26-7, §10.36-2 */
    void detach(DurableRoute route, Detach how, Ledger ledger, Signals signals) {
        if (!route.isAttached()) {
            return;
        }
        if (!route.detach(how, ledger, signals)) {
            durables.remove(route.key);
            trie.remove(route);
            route.finish();
        }
        if (!route.isAttached()) {
            live--;
        }
    }

    // Plain ones, and what the hub ends.

    /** The subscription ends at its session. */
    void close(PlainRoute route) {
        if (!route.closed) {
            route.closed = true;
            route.forgetReplay();
            trie.remove(route);
            route.finish();
            live--;
        }
    }

    /** The hub ends a subscription, or all of a group, for want of room. §10.27-1, §10.27-3 */
    void end(Route route, Signals signals) {
        FluxarException why = Refusals.ended(route);
        if (route instanceof PlainRoute plain) {
            trie.remove(plain);
            plain.finish();
            signals.later(plain::repay);
            signals.later(() -> plain.attachment.ended(why));
        } else if (route instanceof GroupRoute group) {
            List<GroupMember> members = group.members();
            live -= members.size();
            endGroup(group);
            for (GroupMember member : members) {
                signals.later(() -> member.attachment.ended(why));
            }
        }
    }
}
