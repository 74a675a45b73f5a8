package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.PeerOptions;
import dev.fluxar.Rate;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who says more than was announced, over real connections: he is told, and left. The regular, who
 * obeys, is not disturbed. §11.5-4 §11.7-2
 */
@ParameterizedClass
@ValueSource(strings = {"tcp", "unix", "ws"})
@Timeout(120)
class RatedStrangersTest {

    private final String scheme;
    private Hall hall;

    RatedStrangersTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        Limits limits = Limits.DEFAULT.withRate(new Rate(50, 50));
        hall = Hall.open(scheme, directory, PeerOptions.DEFAULT.withLimits(limits));
    }

    @AfterEach
    void close() {
        hall.close();
    }

    static List<IntFunction<byte[]>> floods() {
        return List.of(
                number -> Spoken.call(number, "echo", "x"),
                number -> Spoken.call(number, "nobody offers this", "x"),
                RatedStrangersTest::cancel,
                number -> Spoken.join(continuation(number), Spoken.hex("f6f6f6f6")),
                Spoken::ping);
    }

    private static byte[] cancel(int number) {
        return Spoken.join(continuation(number), Spoken.hex("6663616e63656cf6f6f6"));
    }

    /** Of type 2, up to its target. */
    private static byte[] continuation(int number) {
        return Spoken.join(Spoken.hex("8702f650"), Spoken.id(number));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void whoeverFloodsIsToldAndLeft(IntFunction<byte[]> flood) {
        try (Line line = hall.enter()) {
            line.say(Spoken.hello());
            assertThat(line.hear().isAnswer()).isTrue();
            byte[][] all = new byte[3000][];
            for (int i = 0; i < all.length; i++) {
                all[i] = line.framed(flood.apply(i + 2));
            }
            line.raw().send(Spoken.join(all));
            List<Heard> heard = line.hearOut();
            assertThat(heard.get(heard.size() - 1).isFatalBye(ErrorCode.RATE_LIMITED)).isTrue();
            assertThat(heard).hasSizeLessThan(all.length);
        }
        hall.awaitAnotherCall();
    }
}
