package dev.fluxar.tests.stress;

import dev.fluxar.Call;
import dev.fluxar.CallHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A handler that answers nobody until as many wait as may, and then all of them in an order of its
 * own.
 */
final class Shuffle implements CallHandler<String> {

    private record Waiting(String question, CompletableFuture<String> answer) {}

    private final Random random;
    private final int most;
    private final List<Waiting> waiting = new ArrayList<>();
    private int left;
    private int largest;

    /** Answers so many calls in all, when at most so many can be there at once. */
    Shuffle(long seed, int calls, int most) {
        this.random = new Random(seed);
        this.left = calls;
        this.most = most;
    }

    @Override
    public CompletionStage<?> handle(String question, Call call) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        List<Waiting> due = List.of();
        synchronized (this) {
            waiting.add(new Waiting(question, answer));
            largest = Math.max(largest, waiting.size());
            if (waiting.size() == Math.min(most, left)) {
                due = new ArrayList<>(waiting);
                left -= waiting.size();
                waiting.clear();
                Collections.shuffle(due, random);
            }
        }
        due.forEach(one -> one.answer.complete("answer to " + one.question));
        return answer;
    }

    /** How many have waited at once. */
    synchronized int largest() {
        return largest;
    }
}
