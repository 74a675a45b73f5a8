package dev.fluxar.patterns.rpc;

import dev.fluxar.message.EnvelopeView;
import org.jspecify.annotations.Nullable;

/** Finds and runs the handlers of inbound calls. */
public interface CallDispatcher {

    /**
     * Finds the handler of a call.
     *
     * @param open the call's open; valid until this returns
     * @return null when none is registered under the target
     */
    @Nullable InboundCall find(EnvelopeView open);

    /**
     * Runs the handler. {@link InboundCalls#reply} or {@link InboundCalls#fail} follows, on the
     * session's thread, at once or later, exactly once.
     *
     * @param call what {@link #find} returned
     * @param open valid until this returns
     */
    void start(InboundCall call, EnvelopeView open);
}
