package dev.fluxar;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A call that is being answered, as its handler sees it. Safe for use from any thread. */
public interface Call {

    /**
     * The method called.
     *
     * @return the name it was called by
     */
    String target();

    /**
     * Who called.
     *
     * @return may be called back
     */
    Peer peer();

    /**
     * What the caller sent as meta.
     *
     * @return values as {@code String}, {@code Long}, {@code java.math.BigInteger} where a {@code
     *     Long} is too small, {@code Boolean}, {@code Double} or {@code byte[]}; anything else as
     *     {@link Cbor}. Unmodifiable
     */
    Map<String, Object> meta();

    /**
     * How long the caller will still wait.
     *
     * @return empty when it named no deadline; zero when it has passed
     */
    Optional<Duration> remaining();

    /**
     * Whether the caller no longer wants the reply: it cancelled, its deadline passed, or the
     * session ended.
     *
     * @return once true, it stays true
     */
    boolean isCancelled();

    /**
     * Runs an action when the call {@linkplain #isCancelled is cancelled}, at once if it already
     * is. The call counts against the caller's limit until its handler has ended, so a handler that
     * can stop early should.
     *
     * @param action runs on the session's loop; must not block
     */
    void onCancel(Runnable action);
}
