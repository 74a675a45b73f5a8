package dev.fluxar.tests.topicrivals;

/** Takes the events of one subscription. Never blocks. */
public interface EventSink {

    /**
     * An event is here; one at a time.
     *
     * @param stamp the first eight bytes of its payload
     * @param number the next eight bytes
     */
    void arrived(long stamp, long number);

    /** As far as the subscriber can know, an event has been confirmed to the hub. */
    void settled();

    /** No event follows. */
    void failed(Throwable cause);
}
