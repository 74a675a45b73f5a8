package dev.fluxar.tests.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.CallSpec;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the face promises where an application is careless, unlucky or in a hurry. */
class PeerPromisesTest {

    private final CompletableFuture<byte[]> never = new CompletableFuture<>();
    private final CountDownLatch given = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private Listener listener;
    private Peer peer;

    @BeforeEach
    void connect() throws Exception {
        listener =
                Peer.listen("mem:promises")
                        .onCall(
                                "echo",
                                byte[].class,
                                (bytes, call) -> CompletableFuture.completedFuture(bytes))
                        .onCall(
                                "wait",
                                Void.class,
                                (nothing, call) -> {
                                    call.onCancel(
                                            () -> {
                                                givenUp.countDown();
                                                never.complete(new byte[0]);
                                            });
                                    given.countDown();
                                    return never;
                                })
                        .onCall(
                                "relay",
                                Void.class,
                                (nothing, call) -> call.peer().call("missing").send(Void.class))
                        .onCall(
                                "own",
                                Void.class,
                                (nothing, call) -> {
                                    throw new FluxarException(ErrorCode.CONFLICT, "taken");
                                })
                        .await();
        peer = Peer.connect("mem:promises").await();
    }

    @AfterEach
    void close() {
        peer.close();
        listener.close();
    }

    private static FluxarException failure(CompletableFuture<?> future) throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + future.get(20, SECONDS));
        } catch (ExecutionException e) {
            return (FluxarException) e.getCause();
        }
    }

    @Test
    void theFailureOfANestedCallIsNotTheHandlersOwn() throws Exception { // §4.3-1 §10.3-2
        FluxarException nested = failure(peer.call("relay").send(Void.class));
        assertThat(nested.errorCode()).contains(ErrorCode.INTERNAL);
        assertThat(nested.outcome()).isEqualTo(Outcome.PROCESSED);
        assertThat(nested).hasMessage("handler failed");
        FluxarException own = failure(peer.call("own").send(Void.class));
        assertThat(own.errorCode()).contains(ErrorCode.CONFLICT);
        assertThat(own).hasMessage("taken");
    }

    /** A type whose class cannot be initialised. */
    static final class Unlucky {
        static final int VALUE = Integer.parseInt("no number");
        public int value = VALUE;
    }

    @Test
    void aReplyWhoseTypeCannotBeLoadedFailsTheCallAndNothingElse() throws Exception { // §10.3-3
        CompletableFuture<Unlucky> reply =
                peer.call("echo").with(new byte[] {1}).send(Unlucky.class);
        assertThat(failure(reply).outcome()).isEqualTo(Outcome.PROCESSED);
        assertThat(peer.call("echo").with(new byte[] {2}).await(byte[].class)).containsExactly(2);
    }

    @Test
    void aTimeoutOfTheApplicationGivesTheCallUpAtTheOtherSideToo() throws Exception { // §10.4-1
        CompletableFuture<byte[]> reply = peer.call("wait").send(byte[].class);
        assertThat(given.await(20, SECONDS)).isTrue();
        reply.completeExceptionally(new TimeoutException());
        assertThat(givenUp.await(20, SECONDS)).isTrue();
    }

    @Test
    void aCallThatWasSentIsNotChangedAnyMore() throws Exception {
        CallSpec spec = peer.call("echo").with(new byte[] {3}).deadline(Duration.ofSeconds(20));
        CompletableFuture<byte[]> reply = spec.meta("a", 1).send(byte[].class);
        assertThatThrownBy(() -> spec.meta("b", 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> spec.with("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> spec.deadline(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> spec.send(byte[].class)).isInstanceOf(IllegalStateException.class);
        assertThat(reply.get(20, SECONDS)).containsExactly(3);
    }

    @Test
    void theEndOfASessionIsOneFutureThatOthersCannotComplete() throws Exception {
        assertThat(peer.closed()).isSameAs(peer.closed());
        assertThat(peer.closed().complete(null)).isFalse();
        assertThat(peer.closed().cancel(true)).isFalse();
        assertThatThrownBy(
                        () ->
                                peer.closed()
                                        .orTimeout(1, java.util.concurrent.TimeUnit.NANOSECONDS)
                                        .join())
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(peer.closed()).isNotDone();
        assertThat(peer.isOpen()).isTrue();
        peer.drain(Duration.ZERO).get(20, SECONDS);
        assertThat(peer.closed()).isCompleted();
    }

    @Test
    void listeningIsAllOrNothing() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String good = "tcp://127.0.0.1:" + port;
        assertThatThrownBy(() -> Peer.listen(good, "tcp://127.0.0.1:99999").await())
                .isInstanceOf(IllegalArgumentException.class);
        // The first address is free again.
        Peer.listen(good).await().close();
    }

    @Test
    @SuppressWarnings("try") // the listener is only to be closed
    void aBacklogOfOwnCallsCostsTheOtherSideNoReply() throws Exception { // §11.3-2
        Limits tight = Limits.DEFAULT.withMessage(1 << 16).withBudget(1 << 18);
        CompletableFuture<Peer> caller = new CompletableFuture<>();
        try (Listener ignored =
                        Peer.listen("mem:backlog")
                                .options(PeerOptions.DEFAULT.withLimits(tight.withExchanges(1)))
                                .onCall("wait", byte[].class, (bytes, call) -> never)
                                .onPeer(caller::complete)
                                .await();
                Peer backlogged =
                        Peer.connect("mem:backlog")
                                .options(PeerOptions.DEFAULT.withLimits(tight))
                                .onCall(
                                        "big",
                                        Void.class,
                                        (nothing, call) ->
                                                CompletableFuture.completedFuture(new byte[60_000]))
                                .await()) {
            CompletableFuture<byte[]> last;
            do {
                last = backlogged.call("wait").with(new byte[10_000]).send(byte[].class);
                backlogged.ping().get(20, SECONDS);
            } while (!last.isDone());
            assertThat(failure(last).errorCode()).contains(ErrorCode.OVERLOADED);
            byte[] reply = caller.get(20, SECONDS).call("big").await(byte[].class);
            assertThat(reply).hasSize(60_000);
        }
    }
}
