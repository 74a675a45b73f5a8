package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A group of members over as many sessions, driven by a random schedule, beside a model of who may
 * have which event.
 */
final class GroupSchedule {

    private static final int MEMBERS = 3;

    /** A member, and what its application holds. */
    private static final class Member {
        final TopicPair pair;
        final SubscriberEnd end;
        final List<long[]> held = new ArrayList<>();

        Member(TopicPair pair, SubscriberEnd end) {
            this.pair = pair;
            this.end = end;
        }
    }

    private final int mode;
    private final int window;
    private final boolean parts;
    private final MemoryHub hub = new MemoryHub(HubOptions.DEFAULT, () -> new byte[16], () -> 0);
    private final List<Member> members = new ArrayList<>();
    private int published;
    private final Set<Integer> owed = new TreeSet<>();
    private final Map<Integer, Integer> handed = new HashMap<>();

    /** How often each may have been handed over: once, and once more for each nack and each end. */
    private final Map<Integer, Integer> allowed = new HashMap<>();

    /** With or without parts; some events go in parts then. */
    GroupSchedule(int mode, int window, boolean parts) {
        this.parts = parts;
        this.mode = mode;
        this.window = window;
        for (int i = 0; i < MEMBERS; i++) {
            members.add(join());
        }
    }

    private Member join() {
        TopicPair pair = new TopicPair(Limits.DEFAULT.withPart(1024), Limits.DEFAULT, hub, parts);
        SubscriberEnd end =
                pair.near.subscribe(
                        "a.>",
                        new SubscribeTerms(
                                Delivery.of(mode),
                                new Credit(window, 4096),
                                2000,
                                "g",
                                null,
                                From.LIVE,
                                Overflow.OLDEST));
        Member member = new Member(pair, end);
        end.handler = event -> handle(member, event);
        pair.pump();
        pair.near.request(end, Long.MAX_VALUE);
        return member;
    }

    private void handle(Member by, ReceivedEvent event) {
        int number = TopicSchedule.number(by.end.payloads.get(by.end.payloads.size() - 1));
        int times = handed.merge(number, 1, Integer::sum);
        if (mode == 2) {
            // §10.24-4
            assertThat(times)
                    .as("event " + number)
                    .isLessThanOrEqualTo(1 + allowed.getOrDefault(number, 0));
        }
        by.held.add(new long[] {event.seq(), number});
    }

    void run(TopicSchedule.Op op) {
        int which = op.with() % MEMBERS;
        Member member = members.get(which);
        switch (op.kind()) {
            case PUBLISH -> {
                for (int i = 0; i <= op.with() % 4; i++) {
                    publish();
                }
            }
            case DELIVER_FAR, DELIVER_NEAR -> {
                for (int i = 0; i <= op.with() % 5; i++) {
                    member.pair.deliver(op.kind() == TopicSchedule.Kind.DELIVER_FAR);
                }
            }
            case ACK -> settle(member, op.with(), -1);
            case NACK -> settle(member, op.with(), op.with() % 3 * 700L);
            case PASS -> pass(op.with() % 10 == 0 ? 2500 : op.with() * 10L);
            case PAUSE -> member.end.subscriber().pause();
            case RESUME -> member.end.subscriber().resume();
            case FLUSH -> member.end.subscriber().flush();
            case RESUBSCRIBE, CUT -> {
                // Others are left: what this one has open goes to them.
                for (int number = 1; number <= published; number++) {
                    allowed.merge(number, 1, Integer::sum);
                }
                member.pair.cut();
                clean(member);
                members.set(which, join());
            }
            default -> {}
        }
        members.forEach(each -> each.pair.far.write());
    }

    private void publish() {
        published++;
        owed.add(published);
        hub.publish(
                new Publication(
                        this,
                        "",
                        "a.b".getBytes(UTF_8),
                        null,
                        0,
                        TopicSchedule.payload(published, parts),
                        Delivery.AT_LEAST_ONCE,
                        false,
                        null,
                        members.get(0).pair.far.millisOfDay()),
                PublishAnswer.NONE);
    }

    private void pass(long millis) {
        members.forEach(member -> member.pair.pass(millis));
    }

    private void settle(Member member, int which, long delay) {
        if (member.held.isEmpty()) {
            return;
        }
        long[] event = member.held.remove(which % member.held.size());
        int number = (int) event[1];
        if (delay < 0) {
            owed.remove(number);
            member.pair.near.ack(member.end, event[0]);
        } else {
            allowed.merge(number, 1, Integer::sum);
            member.pair.near.nack(member.end, event[0], delay);
        }
    }

    /** Everything comes to its end. */
    void finish() {
        members.forEach(member -> member.end.subscriber().resume());
        for (int round = 0; round < 100 && !owed.isEmpty(); round++) {
            settleAll();
            pass(500);
        }
        assertThat(owed).as("lost").isEmpty();
        settleAll();
        for (Member member : members) {
            member.end.subscriber().unsubscribe(false);
            member.pair.near.write();
            do {
                settle(member, 0, -1);
                member.pair.pump();
            } while (!member.held.isEmpty());
            assertThat(member.end.told).last().isEqualTo("closed");
            clean(member);
        }
        assertThat(hub.stats().subscriptions()).isZero();
        assertThat(hub.stats().groups()).isZero();
        assertThat(hub.stats().storedBytes()).isZero();
    }

    private void settleAll() {
        for (Member member : members) {
            member.pair.pump();
            while (!member.held.isEmpty()) {
                settle(member, 0, -1);
                member.pair.pump();
            }
        }
    }

    private static void clean(Member member) {
        for (TopicsBench bench : List.of(member.pair.near, member.pair.far)) {
            assertThat(bench.held()).isZero();
            assertThat(bench.exchanges.live()).isZero();
            assertThat(bench.exchanges.deadline()).isEqualTo(Session.NEVER);
        }
    }
}
