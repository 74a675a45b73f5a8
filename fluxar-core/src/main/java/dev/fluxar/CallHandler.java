package dev.fluxar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers one method's calls.
 *
 * @param <Q> type of the request
 */
@FunctionalInterface
public interface CallHandler<Q> {

    /**
     * Answers one call. Calls of one session are handed over in the order in which they came and
     * may be answered in any order.
     *
     * @param request the payload; null when it was null
     * @param call what else is known of the call
     * @return completes with the reply, of any type that {@link CallSpec#with} takes (a {@code
     *     byte[]} is kept by reference and must never change after that); null stands for a null
     *     reply. Fails with a {@link FluxarException} to answer with its code; any other failure
     *     answers {@link ErrorCode#INTERNAL} and is logged here
     * @throws Exception as if the stage had failed with it
     */
    @Nullable CompletionStage<?> handle(Q request, Call call) throws Exception;

    /**
     * Whether {@link #handle} may block; then it runs off the session's loop.
     *
     * @return false unless overridden
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * A handler that may block and returns its reply.
     *
     * @param function runs on a thread of {@link PeerOptions#blocking}; interrupted when the call
     *     is cancelled or its deadline passes
     * @param <Q> type of the request
     * @return to be given to {@link Handlers#onCall}
     */
    static <Q> CallHandler<Q> blocking(Blocking<Q> function) {
        return new CallHandler<>() {
            @Override
            public CompletionStage<?> handle(Q request, Call call) throws Exception {
                return CompletableFuture.completedFuture(function.apply(request, call));
            }

            @Override
            public boolean mayBlock() {
                return true;
            }
        };
    }

    /**
     * A method body that may block.
     *
     * @param <Q> type of the request
     */
    @FunctionalInterface
    interface Blocking<Q> {
        /**
         * Answers one call.
         *
         * @param request the payload; null when it was null
         * @param call what else is known of the call
         * @return the reply, or null
         * @throws Exception a {@link FluxarException} answers with its code, any other with {@link
         *     ErrorCode#INTERNAL}
         */
        @Nullable Object apply(Q request, Call call) throws Exception;
    }
}
