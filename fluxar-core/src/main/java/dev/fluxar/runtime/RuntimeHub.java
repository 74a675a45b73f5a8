package dev.fluxar.runtime;

import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.HubStats;
import dev.fluxar.PublishSpec;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.runtime.platform.Randomness;
import dev.fluxar.runtime.topic.HubPublisher;

/** The face of a hub. */
final class RuntimeHub implements Hub {

    private final TopicHub topics;
    private final HubPublisher publisher;

    RuntimeHub(TopicHub topics) {
        this.topics = topics;
        this.publisher = new HubPublisher(topics);
    }

    static RuntimeHub inMemory(HubOptions options) {
        return new RuntimeHub(new MemoryHub(options, Randomness::ledgerId, System::nanoTime));
    }

    TopicHub topics() {
        return topics;
    }

    @Override
    public PublishSpec publish(String topic) {
        return publisher.spec(topic);
    }

    @Override
    public HubStats stats() {
        return topics.stats();
    }
}
