package dev.fluxar.runtime.topic;

import dev.fluxar.message.Payload;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.Waiting;
import dev.fluxar.session.Session;
import java.util.concurrent.CompletableFuture;

/** A publish to be, through a session. */
final class RuntimePublishSpec extends CollectedPublish {

    private final RuntimeTopics topics;

    RuntimePublishSpec(RuntimeTopics topics, String topic) {
        super(topic);
        this.topics = topics;
    }

    @Override
    CompletableFuture<Void> publish() {
        Payload encoded = Payloads.standard().encode(payload);
        PendingPublish pending = new PendingPublish(topics);
        pending.submit(
                new OutboundPublish(
                        topic,
                        meta.map(),
                        encoded,
                        delivery,
                        retain,
                        producer,
                        false,
                        Session.NEVER,
                        pending));
        return pending;
    }

    @Override
    public void await() throws InterruptedException {
        Waiting.requireOff(topics.loop().loop());
        Waiting.on(send());
    }
}
