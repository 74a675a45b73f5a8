package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.Delivery;
import dev.fluxar.HubStats;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubFeed;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.message.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hub that does what the test says, and notes what it is told. */
final class ScriptedHub implements TopicHub {

    /** Subscriptions that were asked for. */
    final List<Feed> feeds = new ArrayList<>();

    final List<Publication> publications = new ArrayList<>();
    final List<PublishAnswer> answers = new ArrayList<>();

    /** Whether subscriptions are granted at once, and publishes accepted. */
    boolean willing;

    int sessionsEnded;

    static HubEvent event(int number) {
        return event(number, new byte[] {(byte) number});
    }

    /** An event with a number for payload; encoded, 0 to 23 is its own encoding. */
    static HubEvent event(int position, byte[] item) {
        Publication of =
                new Publication(
                        new Object(),
                        "",
                        "a.b".getBytes(UTF_8),
                        null,
                        0,
                        Payload.item(item),
                        Delivery.AT_MOST_ONCE,
                        false,
                        null,
                        1000);
        return new HubEvent(of, position, false, false);
    }

    @Override
    public void publish(Publication publication, PublishAnswer answer) {
        publications.add(publication);
        answers.add(answer);
        if (willing) {
            answer.accepted();
        }
    }

    @Override
    public void subscribe(SubscribeRequest request, HubSubscriber subscriber) {
        Feed feed = new Feed(request, subscriber);
        feeds.add(feed);
        if (willing) {
            feed.grant();
        }
    }

    @Override
    public void sessionEnded(Object session, long unixMillis) {
        sessionsEnded++;
    }

    @Override
    public HubStats stats() {
        throw new UnsupportedOperationException("nobody asks");
    }

    Feed feed() {
        return feeds.get(feeds.size() - 1);
    }

    /** One subscription. */
    static final class Feed implements HubFeed {
        final SubscribeRequest request;
        final HubSubscriber subscriber;
        final Deque<HubEvent> events = new ArrayDeque<>();
        final List<String> log = new ArrayList<>();

        long ackWait = 30_000;
        int maxDeliver;
        long dropped;
        int sendings;
        long wakeAt = NEVER;
        boolean passes;
        @Nullable Detach closed;
        @Nullable Ledger ledger;
        Runnable onPoll = () -> {};
        private int made;
        private boolean hungry;
        private boolean holdsBack;

        Feed(SubscribeRequest request, HubSubscriber subscriber) {
            this.request = request;
            this.subscriber = subscriber;
        }

        void grant() {
            subscriber.granted(new Grant(this, ackWait, maxDeliver, null, Ledger.NEW));
        }

        void grantDurable(Ledger from) {
            byte[] id = new byte[17];
            id[0] = 0x50;
            id[16] = 7;
            subscriber.granted(new Grant(this, ackWait, maxDeliver, Cbor.of(id), from));
        }

        /** So many new events, numbered on from those before; tells the session if it waits. */
        void add(int count) {
            for (int i = 0; i < count; i++) {
                events.add(event(++made % 24));
            }
            ready();
        }

        void ready() {
            if (hungry) {
                hungry = false;
                subscriber.ready();
            }
        }

        private static String name(HubEvent event) {
            return Long.toString(event.position());
        }

        @Override
        public @Nullable HubEvent poll(long unixMillis) {
            HubEvent event = events.poll();
            onPoll.run();
            hungry |= event == null;
            return event;
        }

        @Override
        public @Nullable HubEvent poll(long unixMillis, long most) {
            HubEvent first = events.peek();
            holdsBack = first != null && first.heldBytes() > most;
            return holdsBack ? null : poll(unixMillis);
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
            log.add("decline");
        }

        @Override
        public void lost(long count) {
            log.add("lost " + count);
            dropped += count;
        }

        @Override
        public void settled(HubEvent event) {
            log.add("settled " + name(event));
        }

        @Override
        public boolean pass(HubEvent event, int sent, boolean nacked, boolean able) {
            log.add(
                    "pass "
                            + name(event)
                            + " sent "
                            + sent
                            + (nacked ? " nacked" : "")
                            + (able ? " able" : ""));
            return passes;
        }

        @Override
        public void gaveUp(HubEvent event, int sent) {
            log.add("gave up " + name(event) + " sent " + sent);
        }

        @Override
        public void close(Detach how, Ledger last, long unixMillis) {
            if (closed == null) {
                closed = how;
                ledger = last;
                log.add("close " + how);
            }
        }

        /** What was noted since the last call. */
        List<String> noted() {
            List<String> noted = List.copyOf(log);
            log.clear();
            return noted;
        }
    }
}
