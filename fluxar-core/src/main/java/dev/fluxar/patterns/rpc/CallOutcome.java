package dev.fluxar.patterns.rpc;

import dev.fluxar.FluxarException;
import dev.fluxar.message.EnvelopeView;

/** Takes what comes of a call at the caller: exactly one of its methods is called, once. */
public interface CallOutcome {

    /**
     * The reply, without an error; or, of a one-way call, that it was written.
     *
     * @param reply valid until this returns; null for a one-way call
     */
    void succeeded(@org.jspecify.annotations.Nullable EnvelopeView reply);

    /**
     * The call failed, here or there.
     *
     * @param failure with its outcome
     */
    void failed(FluxarException failure);
}
