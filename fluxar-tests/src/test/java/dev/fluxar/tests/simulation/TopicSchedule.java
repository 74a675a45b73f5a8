package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.DeadLetter;
import dev.fluxar.Delivery;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.patterns.pubsub.SubscriberState;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of mode 1 or 2 between two sessions and a hub, driven by a random schedule, beside
 * a model of what may become of each event.
 */
final class TopicSchedule {

    /** One operation of a schedule, and with what. */
    record Op(Kind kind, int with) {}

    /** What may happen. */
    enum Kind {
        PUBLISH,
        DELIVER_FAR,
        DELIVER_NEAR,
        ACK,
        NACK,
        REQUEST,
        PASS,
        PAUSE,
        RESUME,
        FLUSH,
        RESUBSCRIBE,
        CUT
    }

    /** An event that the application holds. */
    private record Held(long seq, int number, SubscriberEnd by) {}

    private final int mode;
    private final int window;
    private final boolean durable;
    private final boolean parts;
    private final MemoryHub hub;
    private TopicPair pair;
    private SubscriberEnd end;
    private final List<Held> held = new ArrayList<>();

    /** How often each number was published, handed over and nacked, and which are processed. */
    private int published;

    private final Map<Integer, Integer> handed = new HashMap<>();
    private final Map<Integer, Integer> nacked = new HashMap<>();
    private final Set<Integer> processed = new TreeSet<>();

    /** Numbers that may come once more: their ack or nack may have been lost with a session. */
    private final Set<Integer> doubtful = new TreeSet<>();

    /** Numbers that this subscription is owed. */
    private final Set<Integer> owed = new TreeSet<>();

    private long newest;

    /** With or without parts; some events go in parts then. */
    TopicSchedule(int mode, int window, boolean durable, int maxDeliver, boolean parts) {
        this.parts = parts;
        this.mode = mode;
        this.window = window;
        this.durable = durable;
        byte[] ledgers = new byte[16];
        hub =
                new MemoryHub(
                        HubOptions.DEFAULT.withMaxDeliver(maxDeliver).withDeadLetters(this::giveUp),
                        () -> {
                            ledgers[15]++;
                            return ledgers.clone();
                        },
                        () -> 0);
        connect();
    }

    private void connect() {
        pair = new TopicPair(Limits.DEFAULT.withPart(1024), Limits.DEFAULT, hub, parts);
        subscribe();
    }

    private void subscribe() {
        held.clear();
        newest = 0;
        SubscriberEnd fresh =
                pair.near.subscribe(
                        "a.>",
                        new SubscribeTerms(
                                Delivery.of(mode),
                                new Credit(window, 4096),
                                2000,
                                null,
                                durable ? "d" : null,
                                From.LIVE,
                                Overflow.OLDEST));
        fresh.handler = event -> handle(fresh, event);
        end = fresh;
        pair.pump(); // Granted: from here on it is owed all that is published.
        assertThat(fresh.granted).isNotNull();
    }

    private void handle(SubscriberEnd by, ReceivedEvent event) {
        assertThat(by).isSameAs(end);
        int number = number(by.payloads.get(by.payloads.size() - 1));
        assertThat(number).isBetween(1, published);
        assertThat(event.seq()).isLessThanOrEqualTo(by.granted.seq() + by.seqs.size());
        if (event.attempt() == 1 && event.seq() > by.granted.seq()) {
            assertThat(event.seq()).as("order").isGreaterThan(newest); // §10.21-8
            newest = event.seq();
        }
        int times = handed.merge(number, 1, Integer::sum);
        if (mode == 2 && !doubtful.contains(number)) {
            // Once, and once more for each nack. §10.23-1
            assertThat(times)
                    .as("event " + number)
                    .isLessThanOrEqualTo(1 + nacked.getOrDefault(number, 0));
            assertThat(processed).doesNotContain(number);
        }
        held.add(new Held(event.seq(), number, by));
    }

    void run(Op op) {
        switch (op.kind()) {
            case PUBLISH -> {
                for (int i = 0; i <= op.with() % 4; i++) {
                    publish();
                }
            }
            case DELIVER_FAR -> deliver(true, op.with());
            case DELIVER_NEAR -> deliver(false, op.with());
            case ACK -> settle(op.with(), -1);
            case NACK -> settle(op.with(), op.with() % 3 * 700L);
            case REQUEST -> pair.near.request(end, 1 + op.with() % 5);
            case PASS -> pair.pass(op.with() % 10 == 0 ? 2500 : op.with() * 10L);
            case PAUSE -> end.subscriber().pause();
            case RESUME -> end.subscriber().resume();
            case FLUSH -> end.subscriber().flush();
            case RESUBSCRIBE -> resubscribe();
            case CUT -> cut();
        }
        check();
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
                        payload(published, parts),
                        Delivery.AT_LEAST_ONCE,
                        false,
                        null,
                        pair.far.millisOfDay()),
                PublishAnswer.NONE);
        pair.far.write();
    }

    static Payload payload(int number, boolean parts) {
        boolean large = parts && number % 3 == 0;
        Object payload = large ? List.of(number, new byte[number * 700 % 5000]) : number;
        return Payload.item(Letter.encode(payload));
    }

    static int number(Object payload) {
        return (Integer) (payload instanceof List<?> large ? large.get(0) : payload);
    }

    /** A dead letter is not lost. §10.22-13 */
    private void giveUp(DeadLetter letter) {
        owed.remove(number(Letter.decode(letter.payload().toByteArray())));
    }

    private void deliver(boolean toTheFar, int frames) {
        for (int i = 0; i <= frames % 5; i++) {
            pair.deliver(toTheFar);
        }
    }

    private void settle(int which, long delay) {
        if (held.isEmpty()) {
            return;
        }
        Held event = held.remove(which % held.size());
        if (delay < 0) {
            processed.add(event.number());
            owed.remove(event.number());
            pair.near.ack(end, event.seq());
        } else {
            nacked.merge(event.number(), 1, Integer::sum);
            pair.near.nack(end, event.seq(), delay);
        }
    }

    /** The application leaves and comes back; what it holds it settles first. */
    private void resubscribe() {
        SubscriberEnd leaving = end;
        leaving.subscriber().unsubscribe(true);
        while (!held.isEmpty()) {
            settle(0, -1);
        }
        pair.near.write();
        pair.pump();
        assertThat(leaving.told).endsWith("ended", "closed");
        if (!durable) {
            owed.clear(); // What was not processed is gone.
        } else {
            doubtful.addAll(owed); // Dropped here, perhaps handed over before.
        }
        subscribe();
    }

    private void cut() {
        pair.cut();
        check();
        assertThat(end.subscriber().state()).isEqualTo(SubscriberState.CLOSED);
        end.subscriber().unsubscribe(false); // Nobody waits for what waited.
        clean();
        if (!durable) {
            owed.clear();
        }
        for (int number = 1; number <= published; number++) {
            doubtful.add(number);
        }
        connect();
    }

    /** §10.23-5 §10.23-6 §10.22-14 */
    private void check() {
        var receipts = end.subscriber().receipts();
        assertThat(receipts).isNotNull();
        if (mode == 2) {
            assertThat((long) receipts.ranges()).isLessThanOrEqualTo(window + 1 + open());
            // What was given up there is held here until it is settled, below the floor.
            assertThat(receipts.count()).isLessThanOrEqualTo(window + held.size());
        }
        if (pair.near.end != null && pair.near.end.error() != null) {
            assertThat(pair.near.end.error().code())
                    .as(pair.near.end.error().message())
                    .isEqualTo(502);
        }
    }

    /** How many were open when a durable subscription was attached. */
    private long open() {
        return end.granted == null ? 0 : end.granted.seq() + 1 - end.granted.floor();
    }

    /** Everything comes to its end: at least once, nothing is lost; nothing is left behind. */
    void finish() {
        end.subscriber().resume();
        pair.near.request(end, Long.MAX_VALUE);
        for (int round = 0; round < 100 && !owed.isEmpty(); round++) {
            pair.pump();
            while (!held.isEmpty()) {
                settle(0, -1);
                pair.pump();
            }
            pair.pass(500);
        }
        assertThat(owed).as("lost").isEmpty();
        do {
            settle(0, -1); // What was given up meanwhile.
            pair.pump();
        } while (!held.isEmpty());
        end.subscriber().unsubscribe(false);
        pair.near.write();
        pair.pump();
        assertThat(end.told).last().isEqualTo("closed");
        assertThat(end.subscriber().receipts().held()).isZero();
        assertThat(hub.stats().subscriptions()).isZero();
        assertThat(hub.stats().durables()).isZero();
        assertThat(hub.stats().storedBytes()).isZero();
        clean();
    }

    private void clean() {
        for (TopicsBench bench : List.of(pair.near, pair.far)) {
            assertThat(bench.held()).isZero();
            assertThat(bench.exchanges.live()).isZero();
            assertThat(bench.exchanges.deadline()).isEqualTo(Session.NEVER);
        }
    }

    @Nullable SubscriberEnd end() {
        return end;
    }
}
