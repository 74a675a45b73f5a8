package dev.fluxar.tests.cli;

import static dev.fluxar.tests.cli.DemoSteps.PATIENCE;
import static dev.fluxar.tests.cli.DemoSteps.expect;
import static dev.fluxar.tests.cli.DemoSteps.shorten;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.fluxar.Delivery;
import dev.fluxar.Event;
import dev.fluxar.EventHandler;
import dev.fluxar.Peer;
import dev.fluxar.PublishSpec;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What Ada and Bob do with topics. Bob has the hub; each transport has topics of its own. */
final class DemoTopics {

    private static final int SHARED = 10;

    private final Supplier<Peer> connection;
    private final String prefix;
    private final DemoText text;
    private final DemoBob bob;

    DemoTopics(Supplier<Peer> connection, String prefix, DemoText text, DemoBob bob) {
        this.connection = connection;
        this.prefix = prefix;
        this.text = text;
        this.bob = bob;
    }

    void addTo(Map<String, Callable<String>> steps) {
        steps.put("three deliveries", this::deliveries);
        steps.put("a group", this::group);
        steps.put("a retained value", this::retained);
    }

    private SubscribeSpec subscribe(String topic) {
        return connection.get().subscribe(prefix + topic);
    }

    private PublishSpec publish(String topic, Object payload) {
        return connection.get().publish(prefix + topic).with(payload);
    }

    private String deliveries() throws Exception {
        List<String> words = DemoText.split(text.text());
        List<String> sent = words.subList(0, Math.min(3, words.size()));
        int atMost = deliver(Delivery.AT_MOST_ONCE, sent);
        int atLeast = deliver(Delivery.AT_LEAST_ONCE, sent);
        int exactly = deliver(Delivery.EXACTLY_ONCE, sent);
        expect(sent.size(), atMost);
        expect(sent.size() + 1, atLeast);
        expect(sent.size(), exactly);
        return String.format(
                "%d words published in each of three ways%n"
                        + "at most once:  %d came%n"
                        + "at least once: %d came; \"%s\" was handed back once%n"
                        + "exactly once:  %d came; \"%s\" was published twice",
                sent.size(),
                atMost,
                atLeast,
                shorten(sent.get(0)),
                exactly,
                shorten(sent.get(sent.size() - 1)));
    }

    /** How many came, and that they were the right ones. */
    private int deliver(Delivery mode, List<String> sent) throws Exception {
        BlockingQueue<Event<? extends String>> came = new LinkedBlockingQueue<>();
        AtomicBoolean handedBack = new AtomicBoolean(mode != Delivery.AT_LEAST_ONCE);
        EventHandler<String> take =
                event -> {
                    came.add(event);
                    if (handedBack.compareAndSet(false, true)) {
                        event.nack();
                    }
                };
        Subscription subscription = granted(subscribe("words").delivery(mode), String.class, take);
        for (int i = 0; i < sent.size(); i++) {
            publishAs(mode, i, sent.get(i));
        }
        if (mode == Delivery.EXACTLY_ONCE) {
            publishAs(mode, sent.size() - 1, sent.get(sent.size() - 1));
        }
        List<String> payloads = new ArrayList<>();
        List<String> expected = new ArrayList<>(sent);
        if (mode == Delivery.AT_LEAST_ONCE) {
            expected.add(sent.get(0));
        }
        int again = 0;
        for (int i = 0; i < expected.size(); i++) {
            Event<? extends String> event = next(came);
            payloads.add(String.valueOf(event.payload()));
            again += event.attempt() - 1;
        }
        end(subscription);
        Collections.sort(payloads);
        Collections.sort(expected);
        expect(expected, payloads);
        expect(expected.size() - sent.size(), again);
        return payloads.size() + came.size();
    }

    /** The last one under a number that tells that it is the same. */
    private void publishAs(Delivery mode, int index, String word) throws InterruptedException {
        PublishSpec event = publish("words", word).delivery(mode);
        if (mode == Delivery.EXACTLY_ONCE) {
            event.producer(prefix + DemoSteps.NAME, 1, index + 1);
        }
        event.await();
    }

    private String group() throws Exception {
        BlockingQueue<Integer> one = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> two = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> all = new LinkedBlockingQueue<>();
        Subscription first = member(one, all);
        Subscription second = member(two, all);
        for (int i = 0; i < SHARED; i++) {
            publish("jobs", i).delivery(Delivery.AT_LEAST_ONCE).await();
        }
        TreeSet<Integer> distinct = new TreeSet<>();
        while (distinct.size() < SHARED) {
            expect(true, distinct.add(next(all)));
        }
        end(first);
        end(second);
        expect(SHARED, one.size() + two.size());
        return String.format(
                "%d events for two members, each for one of them%n"
                        + "the first got %s%n"
                        + "the second got %s",
                SHARED, row(one), row(two));
    }

    private Subscription member(BlockingQueue<Integer> own, BlockingQueue<Integer> all)
            throws Exception {
        return granted(
                subscribe("jobs").group("workers").delivery(Delivery.AT_LEAST_ONCE),
                Integer.class,
                event -> {
                    Integer number = Objects.requireNonNull(event.payload());
                    own.add(number);
                    all.add(number);
                });
    }

    private String retained() throws Exception {
        String longest = DemoText.longestWord(text.text());
        int words = DemoText.words(text.text());
        publish("longest", longest).retain().delivery(Delivery.AT_LEAST_ONCE).await();
        BlockingQueue<Event<? extends String>> came = new LinkedBlockingQueue<>();
        EventHandler<String> take = event -> came.add(event);
        Subscription subscription = granted(subscribe("*"), String.class, take);
        Event<? extends String> kept = next(came);
        expect(longest, kept.payload());
        expect(true, kept.isRetained());
        bob.hub.publish(prefix + "words").with(words + " words").await();
        Event<? extends String> live = next(came);
        expect(words + " words", live.payload());
        expect(false, live.isRetained());
        end(subscription);
        return String.format(
                "who subscribes later hears the last value first%n"
                        + "%s: \"%s\", retained%n"
                        + "%s: \"%s\", published by Bob just now",
                kept.topic(), shorten(kept.payload()), live.topic(), live.payload());
    }

    private static <T> Subscription granted(
            SubscribeSpec terms, Class<T> type, EventHandler<T> handler) throws Exception {
        return terms.each(type, handler).get(PATIENCE.toSeconds(), SECONDS);
    }

    private static void end(Subscription subscription) throws Exception {
        subscription.unsubscribe().get(PATIENCE.toSeconds(), SECONDS);
    }

    private static <T> T next(BlockingQueue<T> came) throws InterruptedException {
        T next = came.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new CommandException("an event did not come", null);
        }
        return next;
    }

    private static String row(BlockingQueue<Integer> numbers) {
        return numbers.isEmpty() ? "none" : DemoSteps.row(new ArrayList<>(numbers));
    }
}
