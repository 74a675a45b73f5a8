package dev.fluxar.tests.resume;

import dev.fluxar.Delivery;
import dev.fluxar.HubOptions;
import dev.fluxar.ItemStream;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.tests.sim.Sim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A session in which everything happens that a protocol has: calls both ways, one of them in parts,
 * streams both ways, a subscription and publishes of each mode. What each of them has seen is
 * noted.
 */
final class Scene {

    private static final int ITEMS = 12;
    private static final int LARGE = 6_000;

    final Sim sim;
    final Listener listener;
    final Peer near;
    final Peer far;

    /** What the peers were told of their connection, both. */
    final List<PeerChange.Kind> changes = new ArrayList<>();

    /** What each part of it has seen, in order. */
    private final Map<String, List<Object>> trace = new TreeMap<>();

    private final List<CompletableFuture<?>> all = new ArrayList<>();

    Scene(Sim sim) {
        this(sim, Resume.DEFAULT);
    }

    Scene(Sim sim, Resume resume) {
        this.sim = sim;
        PeerOptions options =
                sim.options()
                        .withResume(resume)
                        .withLimits(Limits.DEFAULT.withMessage(4096).withPart(4096));
        List<Peer> accepted = new ArrayList<>();
        listener =
                sim.await(
                        sim.listen("hall")
                                .options(options)
                                .trusted()
                                .hub(sim.hub(HubOptions.DEFAULT))
                                .onPeer(accepted::add)
                                .onCall("double", Integer.class, (n, call) -> later(2 * n))
                                .onCall(
                                        "length",
                                        String.class,
                                        (text, call) -> later(text.length()))
                                .onCall(
                                        "tell",
                                        String.class,
                                        (text, call) -> later(note("told", text)))
                                .onStream("count", Integer.class, (n, stream) -> numbers(n))
                                .onStream("sum", String.class, (what, stream) -> sum(what, stream))
                                .start());
        near =
                sim.await(
                        sim.connect("hall")
                                .options(options)
                                .trusted()
                                .onCall("square", Integer.class, (n, call) -> later(n * n))
                                .start());
        sim.run();
        far = accepted.get(0);
        near.onChange(change -> changes.add(change.kind()));
        far.onChange(change -> changes.add(change.kind()));
    }

    private CompletableFuture<Integer> later(int value) {
        return sim.after(Duration.ofMillis(3)).thenApply(done -> value);
    }

    /** Answers with the sum once all have come. */
    private Flow.Publisher<String> sum(String what, ItemStream stream) {
        int[] sum = new int[1];
        CompletableFuture<Void> read =
                stream.forEach(
                        Integer.class,
                        item -> {
                            note(what, item);
                            sum[0] += item;
                        });
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            private boolean asked;

                            @Override
                            public void request(long more) {
                                if (!asked) {
                                    asked = true;
                                    read.thenRun(
                                            () -> {
                                                subscriber.onNext("sum " + sum[0]);
                                                subscriber.onComplete();
                                            });
                                }
                            }

                            @Override
                            public void cancel() {
                                asked = true;
                            }
                        });
    }

    private int note(String who, Object what) {
        trace.computeIfAbsent(who, name -> new ArrayList<>()).add(what);
        return 0;
    }

    /** 0, 1, 2 ... as they are asked for, one a millisecond. */
    private Flow.Publisher<Integer> numbers(int count) {
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            private long wanted;
                            private int next;
                            private boolean under;

                            @Override
                            public void request(long more) {
                                wanted += more;
                                emit();
                            }

                            private void emit() {
                                if (under || wanted == 0 || next > count) {
                                    return;
                                }
                                under = true;
                                sim.after(Duration.ofMillis(1)).thenRun(this::emitted);
                            }

                            private void emitted() {
                                under = false;
                                if (next == count) {
                                    next++;
                                    subscriber.onComplete();
                                } else if (next < count) {
                                    wanted--;
                                    subscriber.onNext(next++);
                                    emit();
                                }
                            }

                            @Override
                            public void cancel() {
                                next = Integer.MAX_VALUE;
                            }
                        });
    }

    private void noted(String who, CompletableFuture<?> what) {
        all.add(
                what.handle(
                        (value, failure) ->
                                note(who, failure == null ? String.valueOf(value) : failure)));
    }

    /** Lets all of it happen; returns what each part has seen. */
    Map<String, List<Object>> play() {
        begin();
        return end();
    }

    void begin() {
        for (Delivery mode : Delivery.values()) {
            String name = "event " + mode.mode();
            noted(
                    "subscribed " + mode.mode(),
                    near.subscribe("news." + mode.mode())
                            .delivery(mode)
                            .each(Integer.class, event -> note(name, event.payload()))
                            .thenApply(subscription -> "yes"));
        }
        sim.run();
        for (int i = 0; i < 4; i++) {
            noted("call " + i, near.call("double").with(i).send(Integer.class));
            noted("call back " + i, far.call("square").with(i).send(Integer.class));
            noted("oneway " + i, near.call("tell").with("word " + i).oneway());
        }
        noted("large", near.call("length").with("x".repeat(LARGE)).send(Integer.class));
        noted(
                "down",
                near.stream("count")
                        .with(ITEMS)
                        .forEach(Integer.class, item -> note("down item", item)));
        noted("up", near.stream("sum").with("up item").from(numbers(ITEMS)).single(String.class));
        for (int i = 0; i < ITEMS; i++) {
            for (Delivery mode : Delivery.values()) {
                noted(
                        "published " + mode.mode() + " " + i,
                        near.publish("news." + mode.mode()).with(i).delivery(mode).send());
            }
            sim.advance(Duration.ofMillis(1));
        }
    }

    Map<String, List<Object>> end() {
        for (CompletableFuture<?> each : all) {
            sim.await(each);
        }
        sim.runUntil(
                () -> {
                    for (Delivery mode : Delivery.values()) {
                        List<Object> seen = trace.get("event " + mode.mode());
                        if (seen == null || seen.size() < ITEMS) {
                            return false;
                        }
                    }
                    return true;
                },
                Duration.ofMinutes(1));
        sim.advance(Duration.ofSeconds(2)); // Nothing more may come.
        return trace;
    }

    /** Nothing is held for a replay any more, and nothing waits. */
    boolean idle() {
        return near.stats().replay() == 0
                && far.stats().replay() == 0
                && near.stats().held() == 0
                && far.stats().opens() == 0;
    }
}
