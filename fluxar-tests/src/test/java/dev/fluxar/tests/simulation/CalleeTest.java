package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Call;
import dev.fluxar.CallHandler;
import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimNetwork;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 10 at the callee: a hand-written peer that calls a runtime. */
class CalleeTest {

    private final SimNetwork network = new SimNetwork();
    private final List<Started> started = new ArrayList<>();
    private final Queue<Runnable> blocking = new ArrayDeque<>();
    private boolean noThreads;
    private Executor executor =
            task -> {
                if (noThreads) {
                    throw new RejectedExecutionException("none");
                }
                blocking.add(task);
            };
    private Peer peer;
    private RawPeer raw;
    private int ids = 100;

    /** A call whose handler answers later. */
    private record Started(Object request, Call call, CompletableFuture<Object> answer) {}

    @BeforeEach
    void listen() {
        CompletableFuture<Peer> far = new CompletableFuture<>();
        Peer.listen(network.uri().toString())
                .options(PeerOptions.DEFAULT.withBlocking(task -> executor.execute(task)))
                .onCall("slow", Object.class, this::slow)
                .onCall("null", Object.class, (q, call) -> null)
                .onCall("number", Integer.class, (q, call) -> completed(q))
                .onCall(
                        "blocking",
                        Object.class,
                        CallHandler.blocking(
                                (q, call) -> {
                                    if (call.isCancelled()) {
                                        throw new InterruptedException();
                                    }
                                    return "blocked";
                                }))
                .onCall("throws", Integer.class, this::fail)
                .onCall(
                        "fails",
                        Integer.class,
                        (q, call) ->
                                CompletableFuture.supplyAsync(
                                        () -> {
                                            throw failure(q);
                                        },
                                        Runnable::run))
                .onPeer(far::complete)
                .start();
        network.loop().run();
        raw = RawPeer.shakeHands(network, Map.of("limits", Map.of("message", 4096)));
        peer = far.join();
    }

    @AfterEach
    void nothingIsLeft() {
        started.forEach(s -> s.answer.complete(null));
        blocking.forEach(Runnable::run);
        network.loop().run();
        Insides insides = Insides.of(peer);
        assertThat(insides.live()).isZero();
        assertThat(insides.held()).isZero();
        assertThat(insides.untimed()).isTrue();
        network.close();
    }

    private static CompletableFuture<Object> completed(Object value) {
        return CompletableFuture.completedFuture(value);
    }

    private CompletableFuture<Object> slow(Object request, Call call) {
        Started begun = new Started(request, call, new CompletableFuture<>());
        started.add(begun);
        return begun.answer;
    }

    private CompletableFuture<Object> fail(Integer which, Call call) throws Exception {
        if (which == 20) {
            throw new Exception("checked");
        }
        if (which == 21) {
            throw new StackOverflowError();
        }
        if (which == 22) {
            throw new InterruptedException();
        }
        throw failure(which);
    }

    private static RuntimeException failure(int which) {
        return switch (which) {
            case 0 -> new IllegalStateException("secret of the application");
            case 1 -> new FluxarException(ErrorCode.CONFLICT, "taken");
            case 2 -> new FluxarException(4711, "own", Cbor.of(Letter.encode(Map.of("k", 1))));
            case 3 ->
                    new FluxarException(
                            402, "slower", Outcome.UNKNOWN, Duration.ofSeconds(3), null, null);
            case 4 -> new FluxarException(0, "none", Outcome.UNKNOWN, null, null, null);
            case 5 -> new FluxarException(70_000, "none", Outcome.UNKNOWN, null, null, null);
            case 6 -> new FluxarException(4711, "data", Cbor.of(new byte[] {(byte) 0x9f}));
            case 7 -> new FluxarException(ErrorCode.OVERLOADED, "busy");
            case 8 ->
                    new CompletionException(
                            new CompletionException(new FluxarException(1000, "deep", null)));
            case 9 -> new FluxarException(1000, "m".repeat(5000), null);
            case 10 -> new FluxarException(1000, "large data", Cbor.of(new byte[0]));
            case 11 ->
                    new FluxarException(
                            1000, "data too long", Cbor.of(Letter.encode(new byte[5000])));
            default -> new IllegalArgumentException();
        };
    }

    private String send(String name, Object payload) {
        String id = Letter.id(ids++);
        raw.send(Letter.call(id, name, payload));
        return id;
    }

    private void answer(int index, Object with) {
        network.loop().run(() -> started.get(index).answer.complete(with));
    }

    // §10.2-1: each condition refuses, and an earlier one is told before a later one
    @Test
    void theFirstConditionThatAppliesIsTold() {
        byte[] tooLong = new byte[1 << 20];
        Letter bad = Letter.call(Letter.id(1), "nobody", tooLong).withMeta("timeout", "soon");
        for (int i = 0; i < 1024; i++) {
            send("slow", 1);
        }
        assertThat(raw.letters()).isEmpty();
        raw.send(bad);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.TOO_LARGE.code());
        Letter shorter = Letter.call(Letter.id(2), "nobody", 1).withMeta("timeout", "soon");
        raw.send(shorter);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.OVERLOADED.code());
        answer(0, 1);
        raw.letter();
        raw.send(shorter);
        Letter invalid = raw.letter();
        assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(invalid.message()).contains("timeout");
        raw.send(Letter.call(Letter.id(3), "nobody", 1).withMeta("timeout", 0));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED.code());
        raw.send(Letter.call(Letter.id(4), "nobody", 1).withMeta("timeout", 1));
        Letter notFound = raw.letter();
        assertThat(notFound.code()).isEqualTo(ErrorCode.NOT_FOUND.code());
        assertThat(notFound.message()).contains("nobody");
        assertThat(notFound.id()).isNotNull();
        raw.send(Letter.bye(Letter.id(5), 0, 60_000));
        raw.letter();
        raw.send(bad);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.DRAINING.code());
        assertThat(started).hasSize(1024);
    }

    static Stream<Arguments> wrongMeta() {
        return Stream.of(
                Arguments.of("timeout", -1),
                Arguments.of("timeout", 1.5),
                Arguments.of("timeout", "1"),
                Arguments.of("timeout", true),
                Arguments.of("oneway", 1),
                Arguments.of("oneway", "true"),
                Arguments.of("traceparent", 1),
                Arguments.of("tracestate", List.of()),
                Arguments.of("trace_id", new byte[3]),
                Arguments.of("trace_id", Letter.Item.hex("62ff41")));
    }

    // §10.2-1, as §3.1-2 says
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongMeta")
    void aReservedKeyOfAWrongTypeIsAnInvalidArgument(String key, Object value) {
        raw.send(Letter.call(Letter.id(1), "slow", 1).withMeta(key, value));
        Letter refusal = raw.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(refusal.message()).contains(key);
        assertThat(started).isEmpty();
    }

    // §10.2-1, as §3.1-3 says
    @Test
    void reservedKeysWithoutEffectMayHoldAnything() {
        Letter call = Letter.call(Letter.id(1), "slow", 1);
        for (String key : List.of("mode", "seq", "credit", "fluxar.x", "size", "ts")) {
            call.withMeta(key, "anything");
            call = call.withMeta(key, List.of("anything"));
        }
        raw.send(call.withMeta("timeout", null).withMeta("oneway", null));
        assertThat(started).hasSize(1);
        assertThat(started.get(0).call.meta()).containsKeys("mode", "fluxar.x");
        assertThat(started.get(0).call.remaining()).isEmpty();
    }

    // §10.2-2
    @Test
    void handlersStartInTheOrderOfTheOpens() {
        for (int i = 0; i < 50; i++) {
            send("slow", i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(started.get(i).request).isEqualTo(i);
        }
        answer(30, "x");
        assertThat(raw.letter().ref()).isEqualTo(Letter.id(130));
    }

    // §10.3-1
    @Test
    void everyCallGetsOneReply() {
        String first = send("null", 1);
        Letter reply = raw.letter();
        assertThat(reply.ref()).isEqualTo(first);
        assertThat(reply.payload()).isNull();
        assertThat(reply.error()).isNull();
        assertThat(reply.id()).isNotNull();
        String second = send("slow", 1);
        answer(0, null);
        assertThat(raw.letter().ref()).isEqualTo(second);
        answer(0, "again");
        assertThat(raw.letters()).isEmpty();
    }

    // §10.3-1: what cannot be encoded is a failure too
    @Test
    void aResultThatCannotBeEncodedIsAFailure() {
        send("slow", 1);
        Object[] cyclic = new Object[1];
        cyclic[0] = cyclic;
        answer(0, cyclic);
        assertThat(raw.letter().message()).isEqualTo("handler failed");
        send("slow", 1);
        answer(1, Cbor.of(new byte[] {(byte) 0x9f}));
        assertThat(raw.letter().message()).isEqualTo("handler failed");
    }

    // §10.3-2
    @ParameterizedTest
    @ValueSource(strings = {"throws", "fails"})
    void aFailureWithoutACodeIsInternalAndSaysNothingElse(String name) {
        send(name, 0);
        Letter failure = raw.letter();
        assertThat(failure.error())
                .isEqualTo(Letter.error(ErrorCode.INTERNAL.code(), "handler failed"));
    }

    // §10.3-2
    @ParameterizedTest
    @ValueSource(ints = {20, 21, 22, 99})
    void whateverIsThrownIsAnswered(int which) {
        send("throws", which);
        assertThat(raw.letter().message()).isEqualTo("handler failed");
        assertThat(Thread.interrupted()).isEqualTo(which == 22);
    }

    // §10.3-2
    @ParameterizedTest
    @ValueSource(strings = {"throws", "fails"})
    void aFailureWithACodeTravelsAsItIs(String name) {
        send(name, 1);
        assertThat(raw.letter().error())
                .isEqualTo(Letter.error(ErrorCode.CONFLICT.code(), "taken"));
        send(name, 2);
        Map<String, Object> own = new LinkedHashMap<>(Letter.error(4711, "own"));
        own.put("data", Map.of("k", 1));
        assertThat(raw.letter().error()).isEqualTo(own);
        send(name, 3);
        assertThat(raw.letter().error()).containsEntry("retry", 3000).containsEntry("code", 402);
        send(name, 8);
        assertThat(raw.letter().code()).isEqualTo(1000);
    }

    // §10.3-2, within what §4.1-1 and §4.1-3 allow on the wire
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 10})
    void whatCannotTravelDoesNotEndTheSession(int which) {
        send("throws", which);
        Letter failure = raw.letter();
        assertThat(failure.code()).isBetween(1, 65_535);
        if (which == 7) {
            assertThat(failure.error()).containsKey("retry");
        }
        if (which == 6 || which == 10) {
            assertThat(failure.error()).doesNotContainKey("data").containsKey("message");
        }
        assertThat(raw.closed).isFalse();
    }

    // §10.3-2, shortened as §4.1-4 says
    @ParameterizedTest
    @ValueSource(ints = {9, 11})
    void anErrorFitsWhatTheCallerAccepts(int which) {
        send("throws", which);
        Letter failure = raw.letter();
        assertThat(failure.code()).isEqualTo(1000);
        assertThat(failure.bytes().length).isLessThanOrEqualTo(4096);
        assertThat(failure.error()).doesNotContainKey("data");
    }

    // §10.3-3
    @Test
    void aPayloadThatCannotBeReadIsAnInvalidArgument() {
        String id = send("number", "no number");
        Letter refusal = raw.letter();
        assertThat(refusal.ref()).isEqualTo(id);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        send("number", 5);
        assertThat(raw.letter().payload()).isEqualTo(5);
    }

    // §10.4-2 §10.4-3
    @Test
    void aCancelReachesTheHandlerAndTheReplySaysSoWhateverItReturns() {
        List<String> told = new ArrayList<>();
        for (Object result : Arrays.asList("fine", null)) {
            String id = send("slow", 1);
            Started begun = started.get(started.size() - 1);
            begun.call.onCancel(() -> told.add("first"));
            begun.call.onCancel(
                    () -> {
                        throw new IllegalStateException("thrown by an action");
                    });
            begun.call.onCancel(() -> told.add("second"));
            assertThat(begun.call.isCancelled()).isFalse();
            raw.send(Letter.cancel(id), Letter.cancel(id));
            assertThat(begun.call.isCancelled()).isTrue();
            assertThat(raw.letters()).isEmpty();
            begun.call.onCancel(() -> told.add("late"));
            network.loop().run(() -> begun.answer.complete(result));
            Letter reply = raw.letter();
            assertThat(reply.ref()).isEqualTo(id);
            assertThat(reply.code()).isEqualTo(ErrorCode.CANCELLED.code());
        }
        assertThat(told).containsExactly("first", "second", "late", "first", "second", "late");
    }

    // §10.4-3
    @Test
    void aFailureBehindACancelIsNotTold() {
        String id = send("slow", 1);
        raw.send(Letter.cancel(id));
        network.loop()
                .run(
                        () ->
                                started.get(0)
                                        .answer
                                        .completeExceptionally(
                                                new FluxarException(ErrorCode.CONFLICT, "x")));
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.CANCELLED.code());
    }

    // §10.4-3: whichever came first
    @Test
    void theFirstCauseIsTheOneThatIsTold() {
        raw.send(Letter.call(Letter.id(1), "slow", 1).withMeta("timeout", 100));
        raw.send(Letter.call(Letter.id(2), "slow", 1).withMeta("timeout", 100));
        raw.send(Letter.cancel(Letter.id(1)));
        network.loop().advance(100);
        raw.send(Letter.cancel(Letter.id(2)));
        answer(0, 1);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.CANCELLED.code());
        answer(1, 1);
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED.code());
    }

    // §10.5-1
    @Test
    void theDeadlineReachesTheHandlerAndCountsFromTheLastByteOfTheOpen() {
        byte[] open = Letter.frame(Letter.call(Letter.id(1), "slow", 1).withMeta("timeout", 100));
        raw.sendBytes(Arrays.copyOf(open, open.length - 1));
        network.loop().advance(500);
        raw.sendBytes(new byte[] {open[open.length - 1]});
        Call call = started.get(0).call;
        assertThat(call.remaining()).contains(Duration.ofMillis(100));
        network.loop().advance(99);
        assertThat(call.isCancelled()).isFalse();
        assertThat(call.remaining()).contains(Duration.ofMillis(1));
        network.loop().advance(1);
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.remaining()).contains(Duration.ZERO);
        assertThat(raw.letters()).isEmpty();
    }

    // §10.5-1, for timeouts that no clock can hold (§1.2-10)
    @Test
    void aTimeoutBeyondAllMeasureIsNone() {
        for (Object timeout :
                List.of(
                        Long.MAX_VALUE,
                        Long.MAX_VALUE / 1_000_000,
                        Long.MAX_VALUE / 1_000_000 + 1,
                        new java.math.BigInteger("18446744073709551615"))) {
            raw.send(Letter.call(Letter.id(ids++), "slow", 1).withMeta("timeout", timeout));
        }
        assertThat(started).hasSize(4);
        assertThat(started).noneMatch(s -> s.call.isCancelled());
        raw.send(Letter.ping(Letter.id(1)));
        assertThat(started).noneMatch(s -> s.call.isCancelled());
    }

    // §10.8-1
    @Test
    void aOneWayCallIsNeverAnswered() {
        for (String name : List.of("null", "nobody", "number", "throws", "fails", "blocking")) {
            raw.send(Letter.call(Letter.id(ids++), name, 0).withMeta("oneway", true));
            raw.send(Letter.call(Letter.id(ids++), name, "x").withMeta("oneway", true));
        }
        raw.send(
                Letter.call(Letter.id(1), "slow", 1)
                        .withMeta("oneway", true)
                        .withMeta("timeout", 0));
        raw.send(
                Letter.call(Letter.id(2), "slow", 1)
                        .withMeta("oneway", true)
                        .withMeta("timeout", "x"));
        raw.send(Letter.call(Letter.id(3), "slow", new byte[1 << 20]).withMeta("oneway", true));
        blocking.forEach(Runnable::run);
        blocking.clear();
        network.loop().run();
        assertThat(raw.letters()).isEmpty();
        assertThat(started).isEmpty();
    }

    // §10.8-1: timeout and cancel work without the reply
    @Test
    void aOneWayCallCanBeCancelledAndExpires() {
        raw.send(Letter.call(Letter.id(1), "slow", 1).withMeta("oneway", true));
        raw.send(
                Letter.call(Letter.id(2), "slow", 1)
                        .withMeta("oneway", true)
                        .withMeta("timeout", 9));
        raw.send(Letter.cancel(Letter.id(1)));
        network.loop().advance(9);
        assertThat(started).allMatch(s -> s.call.isCancelled());
        answer(0, 1);
        answer(1, 1);
        assertThat(raw.letters()).isEmpty();
    }

    // §10.7-1
    @Test
    void theEndOfTheSessionReachesTheHandlersAndTheirResultsGoNowhere() {
        send("slow", 1);
        send("slow", 2);
        raw.send(Letter.cancel(Letter.id(101)));
        List<String> told = new ArrayList<>();
        started.forEach(s -> s.call.onCancel(() -> told.add("told " + s.request)));
        told.clear();
        raw.close();
        assertThat(told).containsExactly("told 1");
        assertThat(started).allMatch(s -> s.call.isCancelled());
        assertThat(Insides.of(peer).live()).isZero();
        answer(0, "late");
        answer(1, "late");
        assertThat(Insides.of(peer).held()).isZero();
    }

    // §2.5-3: handlers that may block run off the loop
    @Test
    void blockingHandlersRunWhereTheApplicationSays() {
        String id = send("blocking", 1);
        assertThat(raw.letters()).isEmpty();
        blocking.remove().run();
        network.loop().run();
        assertThat(raw.letter().ref()).isEqualTo(id);
    }

    // §10.4-2
    @Test
    void aBlockingHandlerThatWasCancelledBeforeItBeganIsNotRun() {
        String id = send("blocking", 1);
        raw.send(Letter.cancel(id));
        assertThat(raw.letters()).isEmpty();
        blocking.remove().run();
        network.loop().run();
        assertThat(raw.letter().code()).isEqualTo(ErrorCode.CANCELLED.code());
        assertThat(Thread.interrupted()).isFalse();
    }

    // Where no thread is to be had: OVERLOADED, with a retry (§4.1-3)
    @Test
    void withoutAThreadTheCallIsRefused() {
        noThreads = true;
        send("blocking", 1);
        Letter refusal = raw.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED.code());
        assertThat(refusal.error()).containsKey("retry");
        executor =
                task -> {
                    throw new IllegalStateException("a fault of the executor");
                };
        send("blocking", 1);
        assertThat(raw.letter().message()).isEqualTo("handler failed");
    }

    // §3.1-4
    @Test
    void metaReachesTheHandlerAsItWasSent() {
        raw.send(
                Letter.call(Letter.id(1), "slow", 1)
                        .withMeta("text", "\u00fc")
                        .withMeta("number", -7)
                        .withMeta("bytes", new byte[] {1})
                        .withMeta("trace_id", "abc"));
        assertThat(started.get(0).call.meta())
                .containsEntry("text", "\u00fc")
                .containsEntry("number", -7L)
                .containsEntry("trace_id", "abc")
                .containsEntry("bytes", new byte[] {1});
        assertThat(started.get(0).call.target()).isEqualTo("slow");
        assertThat(started.get(0).call.peer()).isSameAs(peer);
    }

    // Ends from another thread than the loop's come by the queue: §10.3-1
    @Test
    void aHandlerMayEndAnywhere() {
        String id = send("slow", 1);
        started.get(0).answer.complete("from elsewhere");
        assertThat(raw.letters()).isEmpty();
        network.loop().run();
        assertThat(raw.letter().ref()).isEqualTo(id);
    }
}
