package dev.fluxar.tests.topicrivals;

/** One open connection to a hub, of a publisher or of a subscriber. */
public interface TopicConnection extends AutoCloseable {

    /**
     * Subscribes to the topic of a guarantee and blocks until the hub has said yes. Every event is
     * confirmed when the sink returns, unless nothing is confirmed at all.
     *
     * @param window events that may be under way
     */
    void subscribe(Guarantee guarantee, int window, EventSink sink) throws Exception;

    /**
     * Publishes to the topic of a guarantee. May block for as long as the system's own queues are
     * full. One thread at a time.
     *
     * @param payload 16 bytes or more; never changed by either side
     * @param result told exactly once; told nothing where nobody confirms
     */
    void publish(Guarantee guarantee, byte[] payload, PublishResult result) throws Exception;

    /** Does not wait. */
    @Override
    void close();
}
