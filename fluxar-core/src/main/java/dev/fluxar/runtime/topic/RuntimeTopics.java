package dev.fluxar.runtime.topic;

import dev.fluxar.Limits;
import dev.fluxar.PublishSpec;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.pubsub.TopicSettings;
import dev.fluxar.patterns.pubsub.Topics;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;

/** The topics of one session, both ways, joined to the application and to a hub. */
public final class RuntimeTopics {

    private final SessionLoop loop;
    private final Limits limits;
    private final Settlements settlements;
    private final Topics topics;

    /**
     * Registers itself for topics.
     *
     * @param loop of the session
     * @param exchanges of the session
     * @param settings of this side
     * @param prefetch of the session
     */
    public RuntimeTopics(
            SessionLoop loop, Exchanges exchanges, TopicSettings settings, Prefetch prefetch) {
        this.loop = loop;
        this.limits = settings.limits();
        this.settlements = new Settlements(loop);
        // What the hub has said is acted upon: one submission for all of it.
        Submission turn = new HubTurn(this::onTurn);
        this.topics = new Topics(exchanges, settings, prefetch, () -> loop.submit(turn));
    }

    private void onTurn() {
        topics.onTurn();
    }

    /**
     * A subscription to be.
     *
     * @param pattern what it is for
     * @return for one subscription
     */
    public SubscribeSpec subscribe(String pattern) {
        return new RuntimeSubscribeSpec(this, pattern, limits.credit());
    }

    /**
     * A publish to be.
     *
     * @param topic what it is published under
     * @return for one event
     */
    public PublishSpec publish(String topic) {
        return new RuntimePublishSpec(this, topic);
    }

    /**
     * Bytes of events that are held for the other side beside the budget. For any thread.
     *
     * @return how many
     */
    public long beyondBudget() {
        return topics.beyondBudget();
    }

    SessionLoop loop() {
        return loop;
    }

    Topics topics() {
        return topics;
    }

    Settlements settlements() {
        return settlements;
    }
}
