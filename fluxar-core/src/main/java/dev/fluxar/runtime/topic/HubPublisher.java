package dev.fluxar.runtime.topic;

import dev.fluxar.PublishSpec;
import dev.fluxar.hub.TopicHub;

/**
 * Publishes at a hub without a session: what the process that has the hub publishes itself. For any
 * thread.
 */
public final class HubPublisher {

    private final TopicHub hub;

    /**
     * Publishes at a hub.
     *
     * @param hub takes the events
     */
    public HubPublisher(TopicHub hub) {
        this.hub = hub;
    }

    /**
     * A publish to be.
     *
     * @param topic what it is published under
     * @return for one event
     */
    public PublishSpec spec(String topic) {
        return new HubPublishSpec(this, topic);
    }

    TopicHub hub() {
        return hub;
    }
}
