package dev.fluxar.tests.cli;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.fluxar.Binder;
import dev.fluxar.Call;
import dev.fluxar.CallHandler;
import dev.fluxar.Cursor;
import dev.fluxar.FluxarException;
import dev.fluxar.Hub;
import dev.fluxar.ItemStream;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The demo's listening peer: it can count, has a hub, and has no text of its own. */
final class DemoBob {

    static final String NAME = "Bob";
    static final int EMPTY_TEXT = 1001;

    /** Each call of {@code never}: completes when Bob was told that nobody waits any more. */
    final BlockingQueue<CompletableFuture<Void>> idle = new LinkedBlockingQueue<>();

    /** How many numbers the readers of {@code numbers} were given in all. */
    final AtomicLong given = new AtomicLong();

    final Hub hub = Hub.inMemory();

    // Guarded by this.
    private final Deque<Held> held = new ArrayDeque<>();

    Listener listen(List<String> uris) throws InterruptedException {
        Binder binder =
                Peer.listen(uris.toArray(String[]::new))
                        .options(PeerOptions.DEFAULT.withName(NAME))
                        .onCall("count-lines", String.class, (t, call) -> done(DemoText.lines(t)))
                        .onCall("count-words", String.class, (t, call) -> done(DemoText.words(t)))
                        .onCall("longest-word", String.class, CallHandler.blocking(this::longest))
                        .onCall("count-by-pieces", Integer.class, DemoBob::countByPieces)
                        .onCall("hold", Integer.class, (number, call) -> hold(number))
                        .onCall("release", Void.class, (none, call) -> release())
                        .onCall("never", Void.class, (none, call) -> never(call))
                        .onStream("words", String.class, StreamHandler.blocking(DemoBob::words))
                        .onStream(
                                "count-sent",
                                Void.class,
                                StreamHandler.blocking((none, stream) -> countSent(stream)))
                        .onStream("hear", Void.class, (none, stream) -> hear(stream))
                        .onStream("numbers", Long.class, (to, stream) -> numbers(to))
                        .hub(hub);
        return binder.await();
    }

    private static CompletionStage<Integer> done(int reply) {
        return completedFuture(reply);
    }

    private String longest(String text, Call call) {
        String word = DemoText.longestWord(text);
        if (word.isEmpty()) {
            throw new FluxarException(EMPTY_TEXT, "an empty text has no longest word", null);
        }
        return word;
    }

    /** Asks the caller for its text, piece by piece, all at once. */
    private static CompletionStage<Integer> countByPieces(int pieces, Call call) {
        List<CompletableFuture<Integer>> counts =
                IntStream.range(0, pieces)
                        .mapToObj(
                                i ->
                                        call.peer()
                                                .call("piece")
                                                .with(i)
                                                .deadline(call.remaining().orElse(Duration.ZERO))
                                                .send(String.class)
                                                .thenApply(DemoText::words))
                        .toList();
        return counts.stream().reduce(completedFuture(0), (a, b) -> a.thenCombine(b, Integer::sum));
    }

    /** A call of {@code hold} that waits for {@code release}. */
    private record Held(int number, CompletableFuture<Integer> reply) {}

    private synchronized CompletionStage<Integer> hold(int number) {
        Held call = new Held(number, new CompletableFuture<>());
        held.push(call);
        return call.reply;
    }

    /** Answers what is held, the last call first. */
    private synchronized CompletionStage<Integer> release() {
        int count = held.size();
        while (!held.isEmpty()) {
            Held last = held.pop();
            last.reply.complete(last.number);
        }
        return done(count);
    }

    private CompletionStage<Void> never(Call call) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> reply = new CompletableFuture<>();
        call.onCancel(
                () -> {
                    told.complete(null);
                    reply.cancel(false);
                });
        idle.add(told);
        return reply;
    }

    private static void words(String text, ItemStream stream) throws InterruptedException {
        for (String word : DemoText.split(text)) {
            stream.send(word);
        }
    }

    /** What {@code count-sent} answers. */
    record Counted(int lines, int words) {}

    private static void countSent(ItemStream stream) throws InterruptedException {
        int count = 0;
        int words = 0;
        try (Cursor<String> lines = stream.cursor(String.class)) {
            while (lines.hasNext()) {
                words += DemoText.words(lines.next());
                count++;
            }
        }
        stream.send(new Counted(count, words));
    }

    /** Answers each line as it comes, with its number of words. */
    private static Flow.@Nullable Publisher<?> hear(ItemStream stream) {
        var unused =
                stream.forEach(
                                String.class,
                                line -> {
                                    if (!stream.trySend(DemoText.words(line))) {
                                        stream.cancel();
                                    }
                                })
                        .thenRun(stream::end);
        return null;
    }

    /** Counts, and counts what it was asked for. */
    private Flow.Publisher<Long> numbers(long to) {
        return SampleStreams.counting(to, given::incrementAndGet);
    }
}
