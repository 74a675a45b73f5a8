package dev.fluxar;

import org.jspecify.annotations.Nullable;

/**
 * Says what the other side of a session may do (spec §8.8). Safe for use from any thread, because
 * sessions of several loops ask at once.
 */
@FunctionalInterface
public interface Authorizer {

    /** What the other side wants to do. */
    enum Action {
        /** It calls a method. */
        CALL,
        /** It opens a stream. */
        STREAM,
        /** It subscribes at this side's hub. */
        SUBSCRIBE,
        /** It publishes at this side's hub. */
        PUBLISH
    }

    /**
     * Decides about one open, before it is looked whether anything is offered under the target.
     * Called on the session's loop for every one, so it must not block and should be quick. What it
     * throws forbids.
     *
     * @param principal whom the other side was taken for, or null: nobody in particular
     * @param action what it wants to do
     * @param target the method, stream, pattern or topic, as the other side wrote it
     * @return false refuses with {@link ErrorCode#FORBIDDEN}; one-way calls and publishes that
     *     nobody answers are dropped
     */
    boolean permits(@Nullable String principal, Action action, String target);
}
