package dev.fluxar.tests.cli;

import dev.fluxar.Call;
import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The methods that anyone can try. Nothing here blocks. */
final class SampleService {

    private static final long MAX_WAIT_MILLIS = Duration.ofHours(1).toMillis();

    private SampleService() {}

    /** What a caller serves while it waits. */
    static void answerBasics(Handlers<?> handlers) {
        handlers.onCall("echo", Cbor.class, (payload, call) -> done(payload));
        handlers.onCall("time", Void.class, (none, call) -> done(Instant.now().toString()));
    }

    /** What a listener serves. */
    static void answerAll(Handlers<?> handlers) {
        answerBasics(handlers);
        handlers.onCall("wait", Wait.class, (request, call) -> await(request, call));
        handlers.onCall("fail", Fail.class, (request, call) -> fail(request));
        handlers.onCall("reverse-call", Reverse.class, SampleService::callBack);
    }

    private static CompletableFuture<@Nullable Object> done(@Nullable Object reply) {
        return CompletableFuture.completedFuture(reply);
    }

    /** What {@code wait} takes. */
    record Wait(@Nullable Long ms) {}

    private static CompletionStage<?> await(@Nullable Wait request, Call call) {
        Long millis = request == null ? null : request.ms();
        if (millis == null || millis < 0 || millis > MAX_WAIT_MILLIS) {
            throw invalid("ms is " + millis + ", expected 0 to " + MAX_WAIT_MILLIS);
        }
        CompletableFuture<Map<String, Long>> reply = new CompletableFuture<>();
        call.onCancel(() -> reply.cancel(false));
        return reply.completeOnTimeout(Map.of("waited", millis), millis, TimeUnit.MILLISECONDS);
    }

    /** What {@code fail} takes. */
    record Fail(@Nullable Integer code, @Nullable String message) {}

    private static CompletionStage<?> fail(@Nullable Fail request) {
        Integer asked = request == null ? null : request.code();
        String told = request == null ? null : request.message();
        int code = asked == null ? ErrorCode.APPLICATION_MIN : asked;
        String message = told == null ? "failed as asked" : told;
        ErrorCode known = ErrorCode.of(code);
        if (known != null) {
            throw new FluxarException(known, message);
        }
        if (code < ErrorCode.APPLICATION_MIN || code > ErrorCode.APPLICATION_MAX) {
            throw invalid(
                    "code is "
                            + code
                            + ", expected one of the protocol's or "
                            + ErrorCode.APPLICATION_MIN
                            + " to "
                            + ErrorCode.APPLICATION_MAX);
        }
        throw new FluxarException(code, message, null);
    }

    /** What {@code reverse-call} takes. */
    record Reverse(@Nullable String target, @Nullable Object payload) {}

    private static CompletionStage<?> callBack(@Nullable Reverse request, Call call) {
        if (request == null || request.target() == null) {
            throw invalid("target is absent, expected a method of the caller");
        }
        try {
            var back = call.peer().call(request.target()).with(request.payload());
            call.remaining().ifPresent(back::deadline);
            CompletableFuture<Cbor> answer = back.send(Cbor.class);
            call.onCancel(() -> answer.cancel(false));
            return answer.exceptionally(SampleService::passOn);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** What went wrong at the caller is the answer here: it is told as this method's own. */
    private static Cbor passOn(Throwable failure) {
        if (failure instanceof FluxarException told) {
            throw new FluxarException(
                    told.code(),
                    String.valueOf(told.getMessage()),
                    told.outcome(),
                    told.retry().orElse(null),
                    told.data().orElse(null),
                    told);
        }
        throw new IllegalStateException(failure);
    }

    private static FluxarException invalid(String message) {
        return new FluxarException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
