package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.PeerOptions;
import dev.fluxar.tests.stress.Leaks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers by the thousand: nothing grows, nothing is left, nobody else notices. §5.4-4 */
@ParameterizedClass
@ValueSource(strings = {"tcp", "unix", "ws"})
@Timeout(180)
class ManyStrangersTest {

    private static final int STRANGERS = 2000;
    private static final int AT_ONCE = 4;
    private static final long MEBIBYTE = 1 << 20;

    private static Leaks leaks;

    private final String scheme;
    private Hall hall;

    ManyStrangersTest(String scheme) {
        this.scheme = scheme;
    }

    /** Every buffer is watched, whatever strangers make of it. */
    @BeforeAll
    static void watch() {
        leaks = Leaks.watch();
    }

    @AfterAll
    static void nothingLeaked() {
        assertThat(leaks.found()).isEmpty();
        leaks.close();
    }

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        hall = Hall.open(scheme, directory, PeerOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        hall.close();
    }

    @Test
    void thousandsComeAndGoAndNothingIsLeft() {
        come(200, 0);
        hall.awaitOnlyTheRegular();
        Footprint before = Footprint.now();

        come(STRANGERS, 1);

        hall.awaitOnlyTheRegular();
        hall.awaitAnotherCall();
        // Channels of strangers that never became connections are gone too.
        Await.until(
                () -> Footprint.openDescriptors() + " descriptors, before " + before.descriptors(),
                () -> Footprint.openDescriptors() <= before.descriptors() + 2);
        Footprint after = Footprint.now();
        assertThat(after.heap() - before.heap()).isLessThan(3 * MEBIBYTE);
        assertThat(after.direct() - before.direct()).isLessThan(8 * MEBIBYTE);
    }

    /** §5.4-4 §11.3-1 */
    @Test
    void whoDoesNotFinishHoldsNoMoreThanAHandshakeFrame() {
        come(50, 2);
        hall.awaitOnlyTheRegular();
        Footprint before = Footprint.now();
        int count = 250;
        int sent = 16_000;
        List<Line> lines = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Line line = hall.enter();
                lines.add(line);
                byte[] frame = line.framed(new byte[16_384]);
                line.raw().send(Arrays.copyOf(frame, sent));
            }
            hall.awaitAnotherCall();
            Footprint during = Footprint.now();
            long held = during.heap() + during.direct() - before.heap() - before.direct();
            // Twice what arrived, the test's own sockets and a connection's own objects included.
            assertThat(held / count).isLessThan(2 * sent + 20_000);
        } finally {
            lines.forEach(Line::close);
        }
    }

    private void come(int strangers, long seed) {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Random random = new Random(seed * AT_ONCE + i);
            crowd.add(
                    CompletableFuture.runAsync(
                            () -> {
                                while (next.getAndIncrement() < strangers) {
                                    comeAndGo(random);
                                }
                            },
                            task -> new Thread(task, "stranger").start()));
        }
        crowd.forEach(Await::value);
    }

    private void comeAndGo(Random random) {
        byte[] noise = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(noise);
        switch (random.nextInt(9)) {
            case 0 -> hall.enterRaw().reset();
            case 1 -> hall.enterRaw().close();
            case 2 -> endOf(hall.enterRaw().send(Spoken.ascii("GET / HTTP/1.1\r\n\r\n")));
            case 3 -> endOf(hall.enterRaw().send(Spoken.hex("1603010005010000010303")));
            case 4 -> endOf(hall.enterRaw().send(noise).endOutput());
            case 5 -> hall.enterRaw().send(noise).reset();
            case 6 -> {
                try (Line line = hall.enter()) {
                    line.say(Spoken.hello());
                    assertThat(line.hear().isAnswer()).isTrue();
                    line.say(Spoken.call(2, "echo", "x".repeat(random.nextInt(10_000))));
                    assertThat(line.hear().type()).isEqualTo(2);
                }
            }
            case 7 -> {
                try (Line line = hall.enter()) {
                    line.say(Spoken.hello());
                    line.say(noise);
                    assertThat(line.hearOut()).isNotEmpty();
                }
            }
            default -> {
                Line line = hall.enter();
                byte[] frame = line.framed(new byte[16_384]);
                line.raw().send(Arrays.copyOf(frame, random.nextInt(frame.length))).reset();
            }
        }
    }

    private static void endOf(RawClient client) {
        try (client) {
            client.readToEnd();
        }
    }
}
