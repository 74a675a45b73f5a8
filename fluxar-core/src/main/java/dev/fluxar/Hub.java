package dev.fluxar;

/**
 * Routes events from publishes to subscriptions (spec chapter 10, topics). One hub may serve any
 * number of listeners, connections and sessions. Safe for use from any thread.
 */
public interface Hub {

    /**
     * A hub that keeps everything in memory, with default bounds.
     *
     * @return a fresh one
     */
    static Hub inMemory() {
        return inMemory(HubOptions.DEFAULT);
    }

    /**
     * A hub that keeps everything in memory. Nothing of it survives the process.
     *
     * @param options its bounds and settings
     * @return a fresh one
     */
    static Hub inMemory(HubOptions options) {
        return PeerProvider.load().hub(options);
    }

    /**
     * The face of a hub of another kind: one that stores, or is distributed.
     *
     * @param backend an implementation of {@code dev.fluxar.hub.TopicHub}
     * @return a face for it, as good as any other of the same backend
     * @throws IllegalArgumentException when it is something else
     */
    static Hub on(Backend backend) {
        return PeerProvider.load().hub(backend);
    }

    /** What is behind a hub; {@code dev.fluxar.hub.TopicHub} is the interface to implement. */
    interface Backend {}

    /**
     * Prepares to publish an event of this process, without a session.
     *
     * @param topic levels separated by dots, 1 to 255 bytes of UTF-8, without wildcards
     * @return payload and settings go here. The future of {@link PublishSpec#send} completes on any
     *     thread, perhaps before it is returned; in {@link Delivery#AT_MOST_ONCE} it has always
     *     succeeded. {@link Delivery#EXACTLY_ONCE} costs nothing more than {@link
     *     Delivery#AT_LEAST_ONCE} here, unless the application {@linkplain PublishSpec#producer
     *     numbers} its publishes. The numbers of a producer are remembered as long as the hub
     *     lives; of no more producers than one session may have, {@link HubOptions#producers}
     * @throws IllegalArgumentException when it is no topic
     */
    PublishSpec publish(String topic);

    /**
     * What it holds and has done.
     *
     * @return as of now
     */
    HubStats stats();
}
