package dev.fluxar.tests.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.fluxar.CallSpec;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What Ada does over one transport. Each step says in words what happened, or throws when that was
 * not what was promised.
 */
final class DemoSteps implements AutoCloseable {

    static final String NAME = "Ada";

    private static final int PIECES = 5;
    private static final int CALLS_AT_ONCE = 5;
    private static final int CALLS_IN_A_ROW = 200;
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final URI uri;
    private final DemoText text;
    private final DemoBob bob;
    private final DemoCommand.ProgressBar bar;
    private @Nullable Peer connected;

    DemoSteps(URI uri, DemoText text, DemoBob bob, DemoCommand.ProgressBar bar) {
        this.uri = uri;
        this.text = text;
        this.bob = bob;
        this.bar = bar;
    }

    Map<String, Callable<String>> inOrder() {
        Map<String, Callable<String>> steps = new LinkedHashMap<>();
        steps.put("Ada connects", this::connect);
        steps.put("Ada asks Bob", this::ask);
        steps.put("Bob asks Ada back", this::askBack);
        steps.put(CALLS_AT_ONCE + " calls at once", this::atOnce);
        steps.put("a method Bob lacks", this::missing);
        steps.put("a call that fails", this::failing);
        steps.put(SHORT.toMillis() + " ms and no more", this::deadline);
        steps.put("Ada changes her mind", this::cancel);
        steps.put(CALLS_IN_A_ROW + " calls in a row", this::inARow);
        new DemoStreams(this::bob, text, bob, bar).addTo(steps);
        new DemoTopics(this::bob, uri.getScheme() + ".", text, bob).addTo(steps);
        steps.put("Ada leaves", this::leave);
        return steps;
    }

    private String connect() throws InterruptedException {
        List<String> pieces = text.pieces(PIECES);
        connected =
                Peer.connect(uri)
                        .options(PeerOptions.DEFAULT.withName(NAME))
                        .onCall(
                                "piece",
                                Integer.class,
                                (i, call) -> CompletableFuture.completedFuture(pieces.get(i)))
                        .await();
        expect(DemoBob.NAME, bob().name().orElse("nobody"));
        return "and hears that this is " + DemoBob.NAME;
    }

    private String ask() throws InterruptedException {
        Integer lines = call("count-lines").with(text.text()).await(Integer.class);
        Integer words = call("count-words").with(text.text()).await(Integer.class);
        String longest = call("longest-word").with(text.text()).await(String.class);
        expect(DemoText.lines(text.text()), lines);
        expect(DemoText.words(text.text()), words);
        expect(DemoText.longestWord(text.text()), longest);
        return lines + " lines, " + words + " words, the longest is \"" + shorten(longest) + "\"";
    }

    private String askBack() throws InterruptedException {
        Integer words = call("count-by-pieces").with(PIECES).await(Integer.class);
        expect(DemoText.words(text.text()), words);
        return PIECES + " pieces of the text, " + words + " words in all";
    }

    private String atOnce() throws Exception {
        List<Integer> asked = IntStream.rangeClosed(1, CALLS_AT_ONCE).boxed().toList();
        List<Integer> backwards = new ArrayList<>(asked);
        Collections.reverse(backwards);
        List<Integer> answered = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<?>[] calls =
                asked.stream()
                        .map(i -> call("hold").with(i).send(Integer.class))
                        .map(reply -> reply.thenAccept(answered::add))
                        .toArray(CompletableFuture<?>[]::new);
        expect(CALLS_AT_ONCE, call("release").await(Integer.class));
        CompletableFuture.allOf(calls).get();
        expect(backwards, List.copyOf(answered));
        return "asked " + row(asked) + ", answered " + row(answered);
    }

    private String missing() {
        FluxarException failure = failureOf("count-vowels", text.text());
        expect(ErrorCode.NOT_FOUND.code(), failure.code());
        expect(Outcome.NOT_PROCESSED, failure.outcome());
        return told(failure);
    }

    private String failing() {
        FluxarException failure = failureOf("longest-word", "");
        expect(DemoBob.EMPTY_TEXT, failure.code());
        expect(Outcome.PROCESSED, failure.outcome());
        return told(failure);
    }

    private String deadline() throws Exception {
        long start = System.nanoTime();
        FluxarException failure = failureOf(call("never").deadline(SHORT));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        expect(ErrorCode.DEADLINE_EXCEEDED.code(), failure.code());
        expect(Outcome.UNKNOWN, failure.outcome());
        expect(true, took.compareTo(SHORT) >= 0 && took.compareTo(PATIENCE) < 0);
        nextIdle().get(PATIENCE.toSeconds(), SECONDS);
        return told(failure) + "; Bob stopped";
    }

    private String cancel() throws Exception {
        CompletableFuture<Void> reply = call("never").send(Void.class);
        CompletableFuture<Void> stopped = nextIdle();
        reply.cancel(false);
        stopped.get(PATIENCE.toSeconds(), SECONDS);
        expect(true, reply.isCancelled());
        return "the call is cancelled; Bob was told, and stopped";
    }

    private String inARow() throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS_IN_A_ROW; i++) {
            expect(2, call("count-words").with("two words").await(Integer.class));
            bar.at(i, CALLS_IN_A_ROW);
        }
        double millis = (System.nanoTime() - start) / 1e6 / CALLS_IN_A_ROW;
        return String.format(Locale.ROOT, "%.2f ms each, there and back", millis);
    }

    private String leave() throws Exception {
        bob().drain(PATIENCE).get(PATIENCE.toSeconds() + 1, SECONDS);
        bob().closed().get(PATIENCE.toSeconds(), SECONDS);
        return "in order: nothing was cut off";
    }

    @Override
    public void close() {
        if (connected != null) {
            connected.close();
        }
    }

    private Peer bob() {
        return Objects.requireNonNull(connected, "Ada is not connected");
    }

    private CallSpec call(String target) {
        return bob().call(target).deadline(PATIENCE);
    }

    private CompletableFuture<Void> nextIdle() throws InterruptedException {
        CompletableFuture<Void> told = bob.idle.poll(PATIENCE.toSeconds(), SECONDS);
        if (told == null) {
            throw new CommandException("the call did not reach Bob", null);
        }
        return told;
    }

    private FluxarException failureOf(String target, Object payload) {
        return failureOf(call(target).with(payload));
    }

    private static FluxarException failureOf(CallSpec call) {
        try {
            throw new CommandException("expected a failure, got " + call.await(Object.class), null);
        } catch (FluxarException failure) {
            return failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", e);
        }
    }

    static void expect(Object promised, @Nullable Object actual) {
        if (!promised.equals(actual)) {
            throw new CommandException("expected " + promised + ", got " + actual, null);
        }
    }

    private static String told(FluxarException failure) {
        ErrorCode known = ErrorCode.of(failure.code());
        String code = known == null ? "error " + failure.code() : known.name();
        return code + ", " + failure.outcome() + ": " + failure.getMessage();
    }

    static String shorten(@Nullable String word) {
        String shown = String.valueOf(word);
        return shown.length() <= 24 ? shown : shown.substring(0, 24) + "...";
    }

    static String row(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
