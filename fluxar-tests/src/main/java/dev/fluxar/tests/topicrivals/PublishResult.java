package dev.fluxar.tests.topicrivals;

/** Told how publishing an event ended. */
public interface PublishResult {

    /** The hub has confirmed it. */
    void accepted();

    /** The hub has refused it, or is not there. */
    void failed(Throwable cause);
}
