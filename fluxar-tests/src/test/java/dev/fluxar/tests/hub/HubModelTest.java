package dev.fluxar.tests.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Random publishes, subscribes, polls and ends, against lists. §10.20-5 §10.21-4 §10.25-2 §10.27-1
 * §10.27-2 §10.29-3
 */
class HubModelTest {

    private static final String[] PATTERNS = {
        "a", "b", "a.b", "*", "a.*", "*.b", ">", "a.>", "a.b.>", "*.*", "fluxar.*", "fluxar.>"
    };
    private static final String[] TOPICS = {"a", "b", "a.b", "b.b", "a.b.c", "fluxar.b", "a.c"};

    /** Where an event is that a subscription has not read yet. */
    private enum Place {
        /** Among what the hub keeps anyway. */
        STORED,
        /** Kept for this subscription, because it was replaced or has left the history. */
        ASIDE,
        /** In its queue. */
        LIVE,
        /** Nowhere: only to be counted. */
        DROPPED
    }

    private static final class Entry {
        final String text;

        /** When it was accepted: tells equal texts apart. */
        final int position;

        Place place;

        Entry(String text, int position, Place place) {
            this.text = text;
            this.position = position;
            this.place = place;
        }
    }

    /** What the hub keeps. */
    private record Kept(String text, int position) {}

    private final class Expected {
        final Sub sub;
        final String pattern;
        final int mode;
        final Overflow overflow;
        final From.Start start;
        final List<Entry> entries = new ArrayList<>();
        final List<HubEvent> open = new ArrayList<>();
        boolean hungry;
        boolean ended;
        int readies;

        Expected(Sub sub, String pattern, int mode, Overflow overflow, From.Start start) {
            this.sub = sub;
            this.pattern = pattern;
            this.mode = mode;
            this.overflow = overflow;
            this.start = start;
        }

        int waiting() {
            int count = 0;
            for (Entry entry : entries) {
                count += entry.place == Place.ASIDE || entry.place == Place.LIVE ? 1 : 0;
            }
            return count;
        }

        @Nullable Entry first(Place place) {
            for (Entry entry : entries) {
                if (entry.place == place) {
                    return entry;
                }
            }
            return null;
        }

        @Nullable Entry stored(@Nullable Kept kept, From.Start as) {
            for (Entry entry : entries) {
                if (kept != null
                        && start == as
                        && entry.place == Place.STORED
                        && entry.position == kept.position()) {
                    return entry;
                }
            }
            return null;
        }

        void drop(Entry entry) {
            entry.place = Place.DROPPED;
            if (start == From.Start.RETAINED && entry.text.endsWith(" R")) {
                // Values are read in the order of acceptance, lost ones counted with the next.
                entries.remove(entry);
                entries.add(0, entry);
            }
        }

        /** What cannot stay where it is; false: it fails. */
        boolean putAside(Entry old) {
            while (waiting() >= most) {
                if (mode > 0 || overflow == Overflow.FAIL) {
                    return false;
                }
                Entry oldest = overflow == Overflow.OLDEST ? first(Place.ASIDE) : null;
                if (oldest == null) {
                    drop(old);
                    return true;
                }
                drop(oldest);
            }
            old.place = Place.ASIDE;
            return true;
        }

        /** False: it fails. */
        boolean deliver(String text) {
            Entry entry = new Entry(text, position, Place.LIVE);
            while (mode == 0 && waiting() >= most) {
                if (overflow == Overflow.FAIL) {
                    return false;
                }
                Entry oldest = first(Place.ASIDE);
                if (oldest == null) {
                    oldest = first(Place.LIVE);
                }
                if (overflow == Overflow.NEWEST || oldest == null) {
                    entry.place = Place.DROPPED;
                    entries.add(entry);
                    return true;
                }
                drop(oldest);
            }
            entries.add(entry);
            if (hungry) {
                hungry = false;
                readies++;
            }
            return true;
        }
    }

    private final List<Expected> subs = new ArrayList<>();

    /** Topic to text, in the order of acceptance. */
    private final Map<String, Kept> retained = new LinkedHashMap<>();

    private final List<Kept> history = new ArrayList<>();
    private HubBench bench = new HubBench();
    private int most;
    private int historyMost;
    private int position;

    @Property(tries = 200)
    void theHubDoesWhatListsDo(@ForAll long seed) {
        Random random = new Random(seed);
        most = 1 + random.nextInt(6);
        historyMost = new int[] {0, 4, 1000}[random.nextInt(3)];
        bench =
                new HubBench(
                        HubOptions.DEFAULT
                                .withWaiting(most, 1 << 20)
                                .withHistory(historyMost, 1 << 20)
                                .withPatience(Duration.ofDays(1)));
        subs.clear();
        retained.clear();
        history.clear();
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(10)) {
                case 0 -> subscribe(random);
                case 1 -> {
                    if (!subs.isEmpty() && random.nextInt(3) == 0) {
                        unsubscribe(subs.remove(random.nextInt(subs.size())));
                    }
                }
                case 2, 3, 4, 5 -> publish(random);
                default -> {
                    if (!subs.isEmpty()) {
                        poll(subs.get(random.nextInt(subs.size())), random);
                    }
                }
            }
            for (Expected one : subs) {
                assertThat(one.sub.readies).isEqualTo(one.readies);
                assertThat(one.sub.ends).hasSize(one.ended ? 1 : 0);
            }
            assertThat(bench.hub.stats().retained()).isEqualTo(retained.size());
            assertThat(bench.hub.stats().history()).isEqualTo(history.size());
        }
        for (Expected one : subs) {
            while (poll(one, random)) {
                continue;
            }
            unsubscribe(one);
        }
        assertThat(bench.hub.stats().subscriptions()).isZero();
        assertThat(bench.allowance.taken.get()).isZero();
    }

    private static String topicOf(String text) {
        return text.substring(0, text.indexOf('='));
    }

    private void subscribe(Random random) {
        if (subs.size() > 8) {
            return;
        }
        String pattern = PATTERNS[random.nextInt(PATTERNS.length)];
        int mode = random.nextInt(3);
        Overflow overflow = Overflow.values()[random.nextInt(3)];
        From from = new From[] {From.LIVE, From.HISTORY, From.RETAINED}[random.nextInt(3)];
        Sub sub = bench.ask(pattern).mode(mode).overflow(overflow).from(from).sub();
        assertThat(sub.grants).hasSize(1);
        Expected one = new Expected(sub, pattern, mode, overflow, from.start());
        List<Kept> begin =
                switch (from.start()) {
                    case RETAINED -> List.copyOf(retained.values());
                    case HISTORY -> history;
                    default -> List.of();
                };
        for (Kept kept : begin) {
            if (naive(pattern, topicOf(kept.text()))) {
                one.entries.add(new Entry(kept.text(), kept.position(), Place.STORED));
            }
        }
        subs.add(one);
    }

    private void unsubscribe(Expected one) {
        one.sub.leave(Ledger.NEW);
        assertThat(one.sub.poll()).isNull();
    }

    private void publish(Random random) {
        String topic = TOPICS[random.nextInt(TOPICS.length)];
        boolean retain = random.nextInt(3) == 0;
        boolean clear = retain && random.nextInt(4) == 0;
        String text = topic + "=" + (clear ? "null" : Integer.toString(random.nextInt(24)));
        Kept replaced = retain ? retained.get(topic) : null;
        List<Expected> matching = new ArrayList<>();
        boolean refused = false;
        for (Expected one : subs) {
            if (!one.ended && naive(one.pattern, topic)) {
                matching.add(one);
                int needed = one.stored(replaced, From.Start.RETAINED) != null ? 2 : 1;
                refused |= one.mode > 0 && one.waiting() + needed > most;
            }
        }
        HubBench.Answer answer =
                clear
                        ? bench.clear(topic)
                        : retain
                                ? bench.retain(topic, numberOf(text))
                                : bench.publish(topic, numberOf(text));
        if (refused) {
            answer.isRefused(ErrorCode.OVERLOADED);
            return;
        }
        answer.isAccepted();
        position++;
        for (Expected one : matching) {
            Entry old = one.stored(replaced, From.Start.RETAINED);
            one.ended = (old != null && !one.putAside(old)) || !one.deliver(text);
        }
        if (retain) {
            retained.remove(topic);
            if (!clear) {
                retained.put(topic, new Kept(text + " R", position));
            }
        }
        remember(text);
    }

    private static int numberOf(String text) {
        return Integer.parseInt(text.substring(text.indexOf('=') + 1));
    }

    private void remember(String text) {
        if (historyMost == 0) {
            return;
        }
        if (history.size() == historyMost) {
            Kept oldest = history.remove(0);
            for (Expected one : subs) {
                Entry old = one.stored(oldest, From.Start.HISTORY);
                if (!one.ended && old != null && !one.putAside(old)) {
                    one.ended = true;
                }
            }
        }
        history.add(new Kept(text, position));
    }

    /** True: there was one. */
    private boolean poll(Expected one, Random random) {
        HubEvent event = one.sub.poll();
        if (one.ended) {
            assertThat(event).isNull();
            return false;
        }
        int dropped = 0;
        while (dropped < one.entries.size() && one.entries.get(dropped).place == Place.DROPPED) {
            dropped++;
        }
        if (dropped == one.entries.size()) {
            assertThat(event).isNull();
            one.hungry = true;
            return false;
        }
        assertThat(event).isNotNull();
        String text = one.entries.get(dropped).text;
        assertThat(HubBench.show(event, one.sub.feed().takeDropped()))
                .isEqualTo(text + (dropped == 0 ? "" : " !" + dropped));
        one.entries.subList(0, dropped + 1).clear();
        if (one.mode > 0) {
            one.open.add(event);
            if (random.nextBoolean()) {
                one.sub.feed().settled(one.open.remove(random.nextInt(one.open.size())));
            }
        }
        return true;
    }

    /** By the words of §10.19-3 and §10.19-4. */
    private static boolean naive(String pattern, String topic) {
        String[] wanted = pattern.split("\\.");
        String[] given = topic.split("\\.");
        if (given[0].equals("fluxar") && (wanted[0].equals("*") || wanted[0].equals(">"))) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(">")) {
                return given.length > i;
            }
            if (i >= given.length || !(wanted[i].equals("*") || wanted[i].equals(given[i]))) {
                return false;
            }
        }
        return wanted.length == given.length;
    }
}
