package dev.fluxar.runtime;

import dev.fluxar.Limits;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.pubsub.TopicSettings;
import dev.fluxar.runtime.call.RuntimeCalls;
import dev.fluxar.runtime.loop.SendingRoom;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.platform.Randomness;
import dev.fluxar.runtime.stream.RuntimeStreams;
import dev.fluxar.runtime.topic.RuntimeTopics;
import dev.fluxar.session.budget.Budget;
import java.util.function.Supplier;

/** The patterns of one session, joined to the application. */
final class Patterns {

    private final RuntimeCalls calls;
    private final RuntimeStreams streams;
    private final RuntimeTopics topics;

    /** Registers them with the session's exchanges. */
    Patterns(
            SessionLoop loop,
            Exchanges exchanges,
            Offered offered,
            Limits limits,
            Supplier<String> principal) {
        Budget budget = loop.session().budget();
        Prefetch prefetch = new Prefetch(budget);
        SendingRoom room = new SendingRoom(budget);
        this.calls = new RuntimeCalls(loop, exchanges, offered.calls(), limits);
        this.streams =
                new RuntimeStreams(loop, exchanges, offered.streams(), limits, prefetch, room);
        this.topics =
                new RuntimeTopics(
                        loop,
                        exchanges,
                        new TopicSettings(
                                limits, offered.hub(), principal, Randomness.producerId()),
                        prefetch);
    }

    RuntimeCalls calls() {
        return calls;
    }

    RuntimeStreams streams() {
        return streams;
    }

    RuntimeTopics topics() {
        return topics;
    }
}
