package dev.fluxar.patterns.publish;

import dev.fluxar.FluxarException;

/** Takes what comes of a publish at the producer: one of its methods is called, once. */
public interface PublishOutcome {

    /** The hub has accepted the event; in mode 0, it was written. */
    void accepted();

    /**
     * The publish failed, here or there.
     *
     * @param failure with its outcome
     */
    void failed(FluxarException failure);
}
