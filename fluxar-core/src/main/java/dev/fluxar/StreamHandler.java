package dev.fluxar;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in one name's streams, as their acceptor.
 *
 * @param <Q> type of the argument
 */
@FunctionalInterface
public interface StreamHandler<Q> {

    /**
     * Takes a stream on. Streams and calls of one session are handed over in the order in which
     * they came.
     *
     * @param argument the open's payload; null when it was null
     * @param stream what the other side sends is read from it
     * @return what this side sends, as {@link ItemStream#sendAll} takes it; or null: the handler
     *     sends through {@code stream}, now or later, and ends or fails it. The stream counts
     *     against the opener's limit until it is closed
     * @throws Exception fails the stream: a {@link FluxarException} with its code, any other with
     *     {@link ErrorCode#INTERNAL}, and is logged here
     */
    Flow.@Nullable Publisher<?> handle(Q argument, ItemStream stream) throws Exception;

    /**
     * Whether {@link #handle} may block; then it runs off the session's loop, and the stream's
     * direction is ended when it returns.
     *
     * @return false unless overridden
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * A handler that may block: it reads and sends by waiting.
     *
     * @param body runs on a thread of {@link PeerOptions#blocking}; interrupted when the stream is
     *     cancelled or its deadline passes
     * @param <Q> type of the argument
     * @return to be given to {@link Handlers#onStream}
     */
    static <Q> StreamHandler<Q> blocking(Blocking<Q> body) {
        return new StreamHandler<>() {
            @Override
            public Flow.@Nullable Publisher<?> handle(Q argument, ItemStream stream)
                    throws Exception {
                body.run(argument, stream);
                return null;
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
     * @param <Q> type of the argument
     */
    @FunctionalInterface
    interface Blocking<Q> {
        /**
         * Takes part in a stream; when it returns, this side's direction is ended, and what the
         * other side still sends is no longer wanted.
         *
         * @param argument the open's payload; null when it was null
         * @param stream to read and to send
         * @throws Exception fails the stream: a {@link FluxarException} with its code, any other
         *     with {@link ErrorCode#INTERNAL}
         */
        void run(Q argument, ItemStream stream) throws Exception;
    }
}
