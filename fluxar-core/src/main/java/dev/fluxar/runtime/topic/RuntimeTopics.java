package dev.fluxar.runtime.topic;

import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.PublishSpec;
import dev.fluxar.SubscribeSpec;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.pubsub.TopicSettings;
import dev.fluxar.patterns.pubsub.Topics;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import java.util.concurrent.atomic.AtomicInteger;

/** The topics of one session, both ways, joined to the application and to a hub. */
public final class RuntimeTopics {

    private final SessionLoop loop;
    private final Limits limits;
    private final Settlements settlements;
    private final Topics topics;

    /** What the hub has said is acted upon: one submission for all of it. */
    private final Submission turn = new HubTurn();

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
        this.topics = new Topics(exchanges, settings, prefetch, () -> loop.submit(turn));
    }

    /**
     * Is never forgotten: where the loop is gone, what the hub grants and ends is still given back,
     * so that others get it. Nothing else runs the session's patterns then.
     */
    private final class HubTurn implements Submission {

        /** How often it was refused since the thread that acts upon it has begun. */
        private final AtomicInteger refused = new AtomicInteger();

        @Override
        public void run() {
            topics.onTurn();
        }

        @Override
        public boolean vital() {
            return true;
        }

        @Override
        public void refuse(FluxarException why) {
            if (refused.getAndIncrement() > 0) {
                return; // The thread that is at it looks again.
            }
            int seen = 1;
            do {
                topics.onTurn();
                seen = refused.addAndGet(-seen);
            } while (seen > 0);
        }
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
