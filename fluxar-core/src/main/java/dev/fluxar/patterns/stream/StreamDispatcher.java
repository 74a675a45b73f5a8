package dev.fluxar.patterns.stream;

import dev.fluxar.message.EnvelopeView;
import org.jspecify.annotations.Nullable;

/** Finds and starts the handlers of inbound streams. */
public interface StreamDispatcher {

    /**
     * Finds the handler of a stream.
     *
     * @param open the stream's open; valid until this returns
     * @return null when none is registered under the target
     */
    @Nullable InboundStream find(EnvelopeView open);

    /**
     * Starts the handler. {@link InboundStream#handlerEnded} follows, on the session's thread, at
     * once or later, exactly once, however the stream ends.
     *
     * @param stream what {@link #find} returned; accepted
     * @param open valid until this returns
     */
    void start(InboundStream stream, EnvelopeView open);
}
