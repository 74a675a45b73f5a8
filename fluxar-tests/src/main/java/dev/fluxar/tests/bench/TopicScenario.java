package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Scenario;
import dev.fluxar.tests.topicrivals.Guarantee;

/** What the clients of {@code bench topics} do. */
public enum TopicScenario implements Scenario {
    /** One publisher, sixteen subscribers, nothing confirmed. */
    FANOUT("fanout-16", Guarantee.AT_MOST_ONCE, 16),
    /** One publisher, one subscriber, everything confirmed. */
    ACKED("acked", Guarantee.AT_LEAST_ONCE, 1),
    /** One publisher, one subscriber, everything confirmed and nothing twice. */
    ONCE("exactly-once", Guarantee.EXACTLY_ONCE, 1);

    private static final int PAYLOAD_BYTES = 64;

    /** Events that are published and not yet had by the slowest subscriber. */
    private static final int WINDOW = 1024;

    private final String name;
    private final Guarantee guarantee;
    private final int subscribers;

    TopicScenario(String name, Guarantee guarantee, int subscribers) {
        this.name = name;
        this.guarantee = guarantee;
        this.subscribers = subscribers;
    }

    /** What is promised of each event. */
    public Guarantee guarantee() {
        return guarantee;
    }

    /** How many there are, each on a connection of its own. */
    public int subscribers() {
        return subscribers;
    }

    /** How far the publisher may be ahead of the slowest subscriber. */
    public int window() {
        return WINDOW;
    }

    /** Length of the payload of each event. */
    @Override
    public int payloadBytes() {
        return PAYLOAD_BYTES;
    }

    @Override
    public String title() {
        return (subscribers == 1 ? "One subscriber" : subscribers + " subscribers")
                + switch (guarantee) {
                    case AT_MOST_ONCE -> ", at most once; events delivered to all together";
                    case AT_LEAST_ONCE -> ", at least once; events confirmed at both ends";
                    case EXACTLY_ONCE -> ", exactly once; events confirmed at both ends";
                }
                + String.format(" (%d bytes, window of %d)", PAYLOAD_BYTES, WINDOW);
    }

    @Override
    public String words() {
        return name();
    }

    /** As written on the command line. */
    @Override
    public String toString() {
        return name;
    }
}
