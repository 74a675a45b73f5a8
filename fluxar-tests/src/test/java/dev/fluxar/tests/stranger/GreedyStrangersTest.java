package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Limits;
import dev.fluxar.PeerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks and asks and never reads an answer: the session ends before it weighs much. §11.3-2 */
@ParameterizedClass
@ValueSource(strings = {"tcp", "unix", "ws"})
@Timeout(120)
class GreedyStrangersTest {

    private static final int BUDGET = 4 << 20;

    private final String scheme;
    private Hall hall;

    GreedyStrangersTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        Limits limits = Limits.DEFAULT.withBudget(BUDGET);
        hall = Hall.open(scheme, directory, PeerOptions.DEFAULT.withLimits(limits));
    }

    @AfterEach
    void close() {
        hall.close();
    }

    @Test
    void whateverTheAnswersAre() {
        List<IntFunction<byte[]>> questions =
                List.of(
                        number -> Spoken.call(number, "echo", "x".repeat(20_000)),
                        number -> Spoken.call(number, "echo", "x"),
                        number -> Spoken.call(number, "nobody offers this", "x"),
                        Spoken::ping);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (IntFunction<byte[]> question : questions) {
            ends.add(
                    CompletableFuture.runAsync(
                            () -> askUntilTheEnd(question),
                            task -> new Thread(task, "greedy").start()));
        }
        ends.forEach(Await::value);
        hall.awaitOnlyTheRegular();
    }

    private void askUntilTheEnd(IntFunction<byte[]> question) {
        try (Line line = hall.enter()) {
            line.say(Spoken.hello());
            assertThat(line.hear().isAnswer()).isTrue();
            byte[][] questions = new byte[500][];
            for (int i = 0; i < questions.length; i++) {
                questions[i] = line.framed(question.apply(i + 2));
            }
            line.raw().sendUntilTheEnd(Spoken.join(questions));
        }
    }
}
