package dev.fluxar.tests.cli;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.Event;
import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.Subscription;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Subscribes to topics at a peer's hub. */
@Command(
        name = "sub",
        description = {
            "Subscribes to topics and prints each event as a line of JSON, until Ctrl-C.",
            "An event has a topic and a payload, and what else there is to say of it: attempt (when"
                    + " it was sent before), dropped (so many just before it), retained, ts."
        },
        footer = {
            "",
            "In a pattern, * stands for one level and > at the end for one or more:",
            "  sub URI 'orders.>' --mode 1 --durable billing",
            "",
            "An event is acknowledged when it is printed. A durable subscription outlives the"
                    + " command."
        },
        mixinStandardHelpOptions = true)
final class SubCommand implements Callable<Integer> {

    private static final String FROM_START = "start";
    private static final String FROM_NOW = "live";

    @Spec private CommandSpec spec;
    @Mixin private Dialing dialing;

    @Parameters(index = "1", paramLabel = "PATTERN", description = "The topics to hear of.")
    private String pattern = "";

    @Option(
            names = "--mode",
            paramLabel = "0|1|2",
            description = "An event comes at most once (the default), at least once, exactly once.")
    private Delivery mode = Delivery.AT_MOST_ONCE;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Shares the events with the other members of this group.")
    private @Nullable String group;

    @Option(
            names = "--durable",
            paramLabel = "NAME",
            description = "The hub keeps events while nobody is here. Needs --mode 1 or 2.")
    private @Nullable String durable;

    @Option(
            names = "--from",
            paramLabel = "start|live|TIME",
            description =
                    "Begins with all that is kept, with what comes, or with a time such as"
                            + " 2030-01-31T12:00:00Z. Default: retained values, then what comes.")
    private @Nullable String from;

    @Option(names = "--count", paramLabel = "N", description = "Leaves behind the Nth event.")
    private @Nullable Long count;

    @Option(
            names = "--window",
            paramLabel = "ITEMS",
            description = "How many events may be on their way or not printed yet. Default: 256.")
    private @Nullable Long window;

    @Option(names = "--payload", description = "Prints the payloads only.")
    private boolean payloadOnly;

    /** An event that is not printed yet; null at the end. */
    private record Waiting(@Nullable Event<Cbor> event, CompletableFuture<Void> settled) {}

    @Override
    public Integer call() throws Exception {
        atLeastOne("--count", count);
        atLeastOne("--window", window);
        if (durable != null && mode == Delivery.AT_MOST_ONCE) {
            throw usage("--durable with --mode 0, expected --mode 1 or 2");
        }
        Instant since = since();
        return dialing.talk(peer -> subscribe(peer, since));
    }

    private void atLeastOne(String option, @Nullable Long value) {
        if (value != null && value < 1) {
            throw usage(option + " is " + value + ", expected at least 1");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private @Nullable Instant since() {
        if (from == null || from.equals(FROM_START) || from.equals(FROM_NOW)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(from).toInstant();
        } catch (DateTimeException e) {
            throw usage(
                    "--from is '"
                            + from
                            + "', expected start, live or a time such as 2030-01-31T12:00:00Z");
        }
    }

    private void subscribe(Peer peer, @Nullable Instant since) throws Exception {
        // No longer than the window: no more is given than is unsettled.
        BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
        Subscription subscription =
                terms(peer, since)
                        .eachAsync(
                                Cbor.class,
                                event -> {
                                    Waiting next = new Waiting(event, new CompletableFuture<>());
                                    waiting.add(next);
                                    return next.settled;
                                })
                        .get();
        try (subscription) {
            spec.commandLine().getErr().println("subscribed to " + subscription.pattern());
            Waiting end = new Waiting(null, new CompletableFuture<>());
            var unused = subscription.closed().whenComplete((done, why) -> waiting.add(end));
            print(waiting, subscription);
            if (subscription.closed().isDone()) {
                subscription.closed().get();
            }
        } finally {
            waiting.forEach(SubCommand::giveBack);
        }
    }

    private SubscribeSpec terms(Peer peer, @Nullable Instant since) {
        SubscribeSpec terms = peer.subscribe(pattern).delivery(mode);
        dialing.meta().forEach(terms::meta);
        if (group != null) {
            terms.group(group);
        }
        if (durable != null) {
            terms.durable(durable);
        }
        if (since != null) {
            terms.from(since);
        } else if (FROM_START.equals(from)) {
            terms.fromStart();
        } else if (FROM_NOW.equals(from)) {
            terms.fromNow();
        }
        Credit usual = Limits.DEFAULT.credit();
        long items = window == null ? usual.items() : window;
        return terms.window(new Credit(isShared() ? 1 : items, usual.bytes()));
    }

    /** Whether an event that comes here and is not wanted is missing elsewhere or later. */
    private boolean isShared() {
        return count != null && (group != null || durable != null);
    }

    /** Prints until the subscription has ended or no more is wanted. */
    private void print(BlockingQueue<Waiting> waiting, Subscription subscription)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        long printed = 0;
        while (true) {
            Waiting next = waiting.take();
            Event<Cbor> event = next.event;
            if (event == null) {
                return;
            }
            try {
                out.println(payloadOnly ? JsonPayload.write(event.payload()) : line(event));
                if (out.checkError()) {
                    return; // Whoever closes the pipe behind us has seen enough.
                }
                printed++;
                if (count != null && printed == count) {
                    subscription.close(); // Before the ack has another event sent.
                    event.ack();
                    return;
                }
                event.ack();
            } finally {
                giveBack(next);
            }
        }
    }

    /** What was not printed is another's, or comes again; nothing happens to what was. */
    private static void giveBack(Waiting waiting) {
        if (waiting.event != null) {
            waiting.event.nack();
        }
        waiting.settled.complete(null);
    }

    private static String line(Event<Cbor> event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("topic", event.topic());
        line.put("payload", JsonPayload.tree(event.payload()));
        if (event.attempt() > 1) {
            line.put("attempt", event.attempt());
        }
        if (event.dropped() > 0) {
            line.put("dropped", event.dropped());
        }
        if (event.isRetained()) {
            line.put("retained", true);
        }
        event.timestamp().ifPresent(time -> line.put("ts", time.toString()));
        return JsonPayload.line(line);
    }
}
