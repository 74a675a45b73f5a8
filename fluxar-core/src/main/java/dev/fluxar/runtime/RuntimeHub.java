package dev.fluxar.runtime;

import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.HubStats;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.memory.MemoryHub;

/** The face of a hub. */
final class RuntimeHub implements Hub {

    private final TopicHub topics;

    RuntimeHub(TopicHub topics) {
        this.topics = topics;
    }

    static RuntimeHub inMemory(HubOptions options) {
        return new RuntimeHub(new MemoryHub(options, Randomness::ledgerId));
    }

    TopicHub topics() {
        return topics;
    }

    @Override
    public HubStats stats() {
        return topics.stats();
    }
}
