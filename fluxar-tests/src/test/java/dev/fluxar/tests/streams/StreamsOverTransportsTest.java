package dev.fluxar.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.ItemStream;
import dev.fluxar.PeerOptions;
import dev.fluxar.StreamHandler;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to stream, over every transport; closing checks that nothing of it is left. */
@ParameterizedClass
@ValueSource(strings = {"mem", "tcp", "unix", "ws"})
class StreamsOverTransportsTest {

    private static final int MANY = 20_000;

    private final String scheme;
    @TempDir private Path directory;
    private Duo duo;

    StreamsOverTransportsTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void connect() {
        duo =
                Duo.connect(
                        scheme,
                        directory,
                        PeerOptions.DEFAULT,
                        StreamsOverTransportsTest::register);
    }

    private static void register(Handlers<?> handlers) {
        handlers.onStream("count", Integer.class, (n, stream) -> Numbers.upTo(n))
                .onStream(
                        "lines",
                        Integer.class,
                        StreamHandler.blocking(
                                (n, stream) -> {
                                    for (int i = 0; i < n; i++) {
                                        stream.send("line " + i);
                                    }
                                }))
                .onStream(
                        "sum",
                        Void.class,
                        StreamHandler.blocking(
                                (none, stream) -> {
                                    long sum = 0;
                                    try (Cursor<Long> numbers = stream.cursor(Long.class)) {
                                        while (numbers.hasNext()) {
                                            sum += numbers.next();
                                        }
                                    }
                                    stream.send(sum);
                                }))
                .onStream("echo", Void.class, (none, stream) -> stream.items(byte[].class))
                .onStream(
                        "fail",
                        Integer.class,
                        (n, stream) -> {
                            stream.forEach(Integer.class, i -> {});
                            stream.trySend(n);
                            throw new FluxarException(ErrorCode.CONFLICT, "taken");
                        });
    }

    @AfterEach
    void close() {
        duo.close();
    }

    @Test
    void aCursorSeesEveryItemInOrder() { // §10.10-1 §10.10-2
        try (Cursor<Integer> numbers = duo.near.stream("count").with(MANY).cursor(Integer.class)) {
            int next = 0;
            for (int number : numbers) {
                assertThat(number).isEqualTo(next++);
            }
            assertThat(next).isEqualTo(MANY);
        }
    }

    @Test
    void aSubscriberGetsWhatItRequests() {
        Collecting<String> lines = new Collecting<>(100);
        duo.far.stream("lines").with(1000).items(String.class).subscribe(lines);
        assertThat(Await.value(lines.done)).hasSize(1000).startsWith("line 0").endsWith("line 999");
    }

    @Test
    void anActionGetsEveryItem() {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Await.value(duo.near.stream("count").with(500).forEach(Integer.class, seen::add));
        assertThat(seen).isEqualTo(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    void anUploadHasOneAnswer() throws Exception {
        Long sum = duo.near.stream("sum").from(Numbers.upTo(MANY)).await(Long.class);
        assertThat(sum).isEqualTo((long) MANY * (MANY - 1) / 2);
    }

    @Test
    void longItemsAreReadAsViews() {
        List<ByteBuffer> items = new CopyOnWriteArrayList<>();
        int[] lengths = {0, 10, 4_095, 5_000, 65_536, 100_000, 131_000, 300_000, 7};
        ItemStream echo = duo.near.stream("echo").open();
        CompletableFuture<Void> read = echo.forEach(ByteBuffer.class, items::add);
        Thread sender =
                new Thread(
                        () -> {
                            try {
                                for (int i = 0; i < 90; i++) {
                                    byte[] item = new byte[lengths[i % lengths.length]];
                                    Arrays.fill(item, (byte) i);
                                    echo.send(item);
                                }
                                echo.end();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        sender.start();
        Await.value(read);
        assertThat(items).hasSize(90);
        for (int i = 0; i < 90; i++) {
            byte[] expected = new byte[lengths[i % lengths.length]];
            Arrays.fill(expected, (byte) i);
            // Nobody has written to it since.
            assertThat(items.get(i)).isEqualTo(ByteBuffer.wrap(expected));
        }
    }

    @Test
    void bothDirectionsFlowAtOnce() throws Exception {
        ItemStream echo = duo.near.stream("echo").open();
        List<byte[]> back = new ArrayList<>();
        CompletableFuture<Void> read = echo.forEach(byte[].class, back::add);
        for (int i = 0; i < MANY; i++) {
            echo.send(new byte[] {(byte) i, (byte) (i >> 8), 0, 0});
        }
        echo.end();
        Await.value(read);
        Await.value(echo.closed());
        assertThat(back).hasSize(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(back.get(i)).startsWith((byte) i, (byte) (i >> 8));
        }
    }

    @Test
    void leavingACursorEarlyStopsTheSource() { // §10.11-1 §10.11-5
        try (Cursor<Integer> numbers =
                duo.near.stream("count").with(Integer.MAX_VALUE).cursor(Integer.class)) {
            assertThat(numbers.next()).isZero();
        }
        Await.until(
                () -> duo.far.stats() + " left",
                () -> duo.far.stats().exchanges() == 0 && duo.near.stats().exchanges() == 0);
    }

    @Test
    void aHandlersFailureTravels() { // §10.11-7
        CompletableFuture<Void> read =
                duo.near.stream("fail").with(1).forEach(Integer.class, i -> {});
        assertThat(((FluxarException) Await.failure(read)).errorCode())
                .contains(ErrorCode.CONFLICT);
    }

    @Test
    void anUnknownNameIsRefused() { // §10.9-2
        try (Cursor<Integer> none = duo.near.stream("nothing").cursor(Integer.class)) {
            assertThatThrownBy(none::hasNext)
                    .isInstanceOfSatisfying(
                            FluxarException.class,
                            e -> assertThat(e.errorCode()).contains(ErrorCode.NOT_FOUND));
        }
    }
}
