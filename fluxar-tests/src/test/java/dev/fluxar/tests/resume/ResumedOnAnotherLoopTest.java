package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Reconnect;
import dev.fluxar.Resume;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session stays on its loop, on whichever one its connections live. */
class ResumedOnAnotherLoopTest {

    private static final int ROUNDS = 12;

    /** More than a frame of a handshake may have. §8.1-2 */
    private static final int LARGE = 60_000;

    @TempDir private Path directory;

    /**
     * What was answered meanwhile comes right behind the answer to the resume, before the session's
     * loop has heard of that. §5.2-6 §9.13-1
     */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "ws"})
    void longFramesMayFollowTheAnswer(String scheme) {
        PeerOptions options =
                PeerOptions.DEFAULT
                        .withParts(false)
                        .withResume(
                                Resume.DEFAULT.withReconnect(
                                        new Reconnect(
                                                Duration.ofMillis(1),
                                                Duration.ofMillis(50),
                                                false)));
        AtomicReference<CompletableFuture<byte[]>> waiting = new AtomicReference<>();
        CompletableFuture<Peer> accepted = new CompletableFuture<>();
        List<PeerChange.Kind> changes = new CopyOnWriteArrayList<>();
        Set<Boolean> relayed = new HashSet<>();
        try (Listener listener =
                        Await.value(
                                Peer.listen(Duo.address(scheme, directory))
                                        .options(options)
                                        .trusted()
                                        .onPeer(accepted::complete)
                                        .onCall(
                                                "later",
                                                Void.class,
                                                (nothing, call) -> later(waiting))
                                        .start());
                Peer near =
                        Await.value(
                                Peer.connect(listener.uri()).options(options).trusted().start())) {
            Peer far = Await.value(accepted);
            near.onChange(change -> changes.add(change.kind()));
            far.onChange(
                    change -> {
                        if (!far.isConnected()) {
                            waiting.get().complete(new byte[LARGE]);
                        }
                    });
            for (int round = 1; round <= ROUNDS; round++) {
                waiting.set(null);
                CompletableFuture<byte[]> answer = near.call("later").send(byte[].class);
                Await.until(() -> "the call has not come", () -> waiting.get() != null);
                Insides.of(far).drop();
                assertThat(Await.value(answer)).hasSize(LARGE);
                int resumes = 2 * round;
                Await.until(() -> "not resumed: " + changes, () -> changes.size() >= resumes);
                assertThat(changes).hasSize(resumes);
                relayed.add(Insides.of(near).relayed());
                if (round % 2 == 0) { // Loops take turns: this uses one up.
                    Await.failure(Peer.connect("unix:/nonexistent/fluxar").start());
                }
            }
            assertThat(relayed).containsExactlyInAnyOrder(true, false);
        }
    }

    private static CompletableFuture<byte[]> later(
            AtomicReference<CompletableFuture<byte[]>> waiting) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.set(answer);
        return answer;
    }
}
