package dev.fluxar.runtime.topic;

import dev.fluxar.Delivery;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.EndFuture;
import dev.fluxar.runtime.loop.Waiting;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A publish to be, at a hub of this process. */
final class HubPublishSpec extends CollectedPublish {

    private static final byte[] NONE = {};

    /** In mode 0 nobody is told: one future for all. */
    private static final EndFuture HANDED_OVER = new EndFuture();

    static {
        HANDED_OVER.end(null);
    }

    private final HubPublisher publisher;

    HubPublishSpec(HubPublisher publisher, String topic) {
        super(topic);
        this.publisher = publisher;
    }

    @Override
    CompletableFuture<Void> publish() {
        if (delivery == Delivery.AT_MOST_ONCE) {
            publisher.hub().publish(publication(delivery), PublishAnswer.NONE);
            return HANDED_OVER;
        }
        Answer answer = new Answer();
        // There is no way on which it could be doubled: a number is for producers that repeat.
        Delivery mode = producer == null ? Delivery.AT_LEAST_ONCE : delivery;
        publisher.hub().publish(publication(mode), answer);
        return answer;
    }

    private Publication publication(Delivery mode) {
        Map<String, Object> entries = meta.map();
        return new Publication(
                publisher,
                "",
                topic,
                encode(entries),
                entries.size(),
                payload(),
                mode,
                retain,
                producer,
                System.currentTimeMillis());
    }

    /** Keys and values without the map's head. */
    private static byte[] encode(Map<String, Object> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        Meta.Builder builder = new Meta.Builder();
        entries.forEach(builder::put);
        byte[] map = builder.encode();
        return Arrays.copyOfRange(map, CborWriter.headLength(entries.size()), map.length);
    }

    /** The hub keeps what is long by reference; what the application gave may change. */
    private Payload payload() {
        Object value = payload;
        return value instanceof byte[] bytes && bytes.length >= HubEvent.INLINE - 9
                ? Payload.bytes(bytes.clone())
                : Payloads.standard().encode(value);
    }

    @Override
    public void await() throws InterruptedException {
        Waiting.on(send());
    }

    /** The future of a publish of modes 1 and 2; completed by the hub, on any thread. */
    private static final class Answer extends CompletableFuture<Void> implements PublishAnswer {

        @Override
        @SuppressWarnings("NullAway") // the one value of Void
        public void accepted() {
            complete(null);
        }

        @Override
        public void refused(FluxarException why) {
            completeExceptionally(why);
        }
    }
}
