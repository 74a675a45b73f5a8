package dev.fluxar.tests.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Call;
import dev.fluxar.CallHandler;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large payloads of calls over the real transports (spec §6). */
class LargeCallsTest {

    private static final int TEN = 10 << 20;

    @TempDir Path directory;

    private static void echo(Handlers<?> handlers) {
        handlers.onCall("echo", byte[].class, (bytes, call) -> done(bytes));
        handlers.onCall("blocking", byte[].class, CallHandler.blocking((bytes, call) -> bytes));
        handlers.onCall("length", byte[].class, (bytes, call) -> done(bytes.length));
        handlers.onCall("make", Integer.class, (size, call) -> done(new byte[size]));
        handlers.onCall("never", byte[].class, (bytes, call) -> untilGivenUp(call));
    }

    /** What a handler holds is held for as long as it runs. */
    private static CompletableFuture<byte[]> untilGivenUp(Call call) {
        CompletableFuture<byte[]> end = new CompletableFuture<>();
        call.onCancel(() -> end.complete(new byte[0]));
        return end;
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Duo connect(String scheme) {
        return Duo.connect(scheme, directory, PeerOptions.DEFAULT, LargeCallsTest::echo);
    }

    // §6.1-1 §6.2-3
    @ParameterizedTest
    @ValueSource(strings = {"mem", "tcp", "unix", "ws"})
    void tenMegabytesGoBothWaysByDefault(String scheme) throws Exception {
        try (Duo duo = connect(scheme)) {
            byte[] up = random(TEN, 1);
            byte[] down = random(TEN, 2);
            // At once: what one side asks is not in the way of what the other asks.
            CompletableFuture<Integer> there = duo.near.call("length").with(up).send(Integer.class);
            CompletableFuture<Integer> back = duo.far.call("length").with(down).send(Integer.class);
            assertThat(Await.value(there)).isEqualTo(TEN);
            assertThat(Await.value(back)).isEqualTo(TEN);
            for (Peer peer : duo.both()) {
                assertThat(peer.call("echo").with(up).await(byte[].class)).isEqualTo(up);
                assertThat(peer.call("blocking").with(down).await(byte[].class)).isEqualTo(down);
            }
        }
    }

    // §6.5-1
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void smallCallsAreAnsweredWhileALargeOneIsUnderWay(String scheme) throws Exception {
        try (Duo duo = connect(scheme)) {
            for (int round = 0; round < 5; round++) {
                CompletableFuture<byte[]> large =
                        duo.near.call("make").with(TEN).send(byte[].class);
                CompletableFuture<Integer> up =
                        duo.near.call("length").with(new byte[1 << 20]).send(Integer.class);
                List<CompletableFuture<byte[]>> small = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    small.add(duo.near.call("echo").with(new byte[100]).send(byte[].class));
                }
                for (CompletableFuture<byte[]> call : small) {
                    assertThat(Await.value(call)).hasSize(100);
                }
                assertThat(Await.value(up)).isEqualTo(1 << 20);
                assertThat(Await.value(large)).hasSize(TEN);
            }
        }
    }

    // §6.1-2 §10.3-4
    @Test
    void onlyWhatIsLongerThanThePayloadLimitIsTooLarge() throws Exception {
        PeerOptions options = PeerOptions.DEFAULT.withLimits(Limits.DEFAULT.withPayload(3_000_000));
        try (Duo duo = Duo.connect("tcp", directory, options, LargeCallsTest::echo)) {
            Peer peer = duo.near;
            assertThat(peer.call("length").with(new byte[2_999_995]).await(Integer.class))
                    .isEqualTo(2_999_995);
            assertThatThrownBy(
                            () -> peer.call("length").with(new byte[2_999_996]).await(byte[].class))
                    .isInstanceOfSatisfying(
                            FluxarException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE.code());
                                assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                                assertThat(e)
                                        .hasMessageContaining("3000001 bytes, at most 3000000");
                            });
            assertThat(peer.call("make").with(2_999_995).await(byte[].class)).hasSize(2_999_995);
            assertThatThrownBy(() -> peer.call("make").with(2_999_996).await(byte[].class))
                    .hasMessageContaining("reply of 3000001 bytes, at most 3000000 accepted");
        }
    }

    // §6.4-4 §6.4-2: closing the two checks that nothing is left.
    @ParameterizedTest
    @ValueSource(strings = {"mem", "tcp", "unix", "ws"})
    void whateverIsGivenUpLeavesNothingBehind(String scheme) throws Exception {
        try (Duo duo = connect(scheme)) {
            Random random = new Random(4);
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Peer peer = duo.both().get(i % 2);
                int size = 1 + random.nextInt(2_000_000);
                CompletableFuture<byte[]> call =
                        switch (random.nextInt(4)) {
                            case 0 -> peer.call("make").with(size).send(byte[].class);
                            case 1 -> peer.call("echo").with(new byte[size]).send(byte[].class);
                            case 2 ->
                                    peer.call("echo")
                                            .with(new byte[size])
                                            .deadline(Duration.ofMillis(random.nextInt(20)))
                                            .send(byte[].class);
                            default ->
                                    peer.call("never")
                                            .with(new byte[size])
                                            .deadline(Duration.ofMillis(500))
                                            .send(byte[].class);
                        };
                calls.add(call);
                if (random.nextInt(3) == 0) {
                    calls.get(random.nextInt(calls.size())).cancel(true);
                }
            }
            for (CompletableFuture<?> call : calls) {
                Await.until(() -> "not done: " + call, call::isDone);
            }
            assertThat(duo.near.call("echo").with(new byte[9]).await(byte[].class)).hasSize(9);
        }
    }

    // §11.1-1
    @Test
    void aSideWithoutPartsIsSentWhatItTakes() throws Exception {
        try (var listener =
                        Peer.listen("mem:without-parts")
                                .onCall("length", byte[].class, (bytes, call) -> done(bytes.length))
                                .await();
                Peer peer =
                        Peer.connect(listener.uri())
                                .options(PeerOptions.DEFAULT.withParts(false))
                                .await()) {
            assertThat(peer.call("length").with(new byte[900_000]).await(Integer.class))
                    .isEqualTo(900_000);
            assertThatThrownBy(
                            () -> peer.call("length").with(new byte[2 << 20]).await(Integer.class))
                    .hasMessageContaining("at most 1048576 accepted");
        }
    }
}
