package dev.fluxar.runtime.topic;

import dev.fluxar.Delivery;
import dev.fluxar.PublishSpec;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.Topics;
import dev.fluxar.message.Names;
import dev.fluxar.message.Utf8;
import dev.fluxar.runtime.loop.MetaEntries;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects what is said of a publish; where it goes is up to who extends it. */
abstract class CollectedPublish implements PublishSpec {

    private static final int MAX_ID = 255;

    final byte[] topic;
    final MetaEntries meta = new MetaEntries();
    @Nullable Object payload;
    Delivery delivery = Delivery.AT_MOST_ONCE;
    boolean retain;
    @Nullable ProducerId producer;
    private boolean sent;

    CollectedPublish(String topic) {
        this.topic = Names.target(topic);
        String fault = Topics.faultOf(this.topic);
        if (fault != null) {
            throw new IllegalArgumentException(fault); // §10.19-1
        }
    }

    @Override
    public final PublishSpec with(@Nullable Object value) {
        requireUnsent();
        payload = value;
        return this;
    }

    @Override
    public final PublishSpec meta(String key, Object value) {
        requireUnsent();
        meta.put(key, value);
        return this;
    }

    @Override
    public final PublishSpec delivery(Delivery mode) {
        requireUnsent();
        delivery = Objects.requireNonNull(mode, "mode");
        return this;
    }

    @Override
    public final PublishSpec retain() {
        requireUnsent();
        retain = true;
        return this;
    }

    @Override
    public final PublishSpec producer(String id, long epoch, long seq) {
        requireUnsent();
        int bytes = Utf8.encode("producer", id).length;
        if (bytes < 1 || bytes > MAX_ID) {
            throw new IllegalArgumentException(
                    "producer has " + bytes + " bytes, expected 1 to " + MAX_ID);
        }
        producer = new ProducerId(id, epoch, seq);
        return this;
    }

    private void requireUnsent() {
        if (sent) {
            throw new IllegalStateException("the publish was sent before, expected once");
        }
    }

    @Override
    public final CompletableFuture<Void> send() {
        requireUnsent();
        if (producer != null && delivery != Delivery.EXACTLY_ONCE) {
            throw new IllegalStateException(
                    "a producer's number with delivery " + delivery + ", expected EXACTLY_ONCE");
        }
        sent = true;
        return publish();
    }

    /** Sends what was collected. */
    abstract CompletableFuture<Void> publish();
}
