package dev.fluxar.hub.memory;

import dev.fluxar.Cbor;
import dev.fluxar.DeadLetter;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.Meta;
import dev.fluxar.transport.WriteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what is given up to the application. §10.22-13 */
final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final @Nullable Consumer<DeadLetter> handler;

    /** Guarded by this. */
    private long count;

    DeadLetters(@Nullable Consumer<DeadLetter> handler) {
        this.handler = handler;
    }

    synchronized long count() {
        return count;
    }

    private synchronized void add() {
        count++;
    }

    void give(HubEvent event, int sendings, Route route) {
        add();
        if (handler == null) {
            LOG.warn(
                    "UNDELIVERABLE: event of '{}' was sent {} times to a subscription of '{}' and is"
                            + " given up",
                    event.topic(),
                    sendings,
                    route.pattern);
            return;
        }
        DeadLetter letter =
                new DeadLetter(
                        event.topic(),
                        meta(event),
                        payload(event),
                        sendings,
                        route.pattern.toString(),
                        route.group(),
                        route.durable());
        try {
            handler.accept(letter);
        } catch (RuntimeException | Error e) {
            LOG.warn("the dead-letter handler failed for an event of '{}'", event.topic(), e);
        }
    }

    private static Map<String, Object> meta(HubEvent event) {
        byte[] encoded = event.copyMeta();
        if (encoded == null) {
            return Map.of();
        }
        Map<String, Object> meta = new LinkedHashMap<>(new Meta(encoded).toMap());
        meta.remove("retain");
        meta.remove("ts");
        return Collections.unmodifiableMap(meta);
    }

    private static Cbor payload(HubEvent event) {
        WriteBuffer out = new WriteBuffer(event.payloadBytes());
        event.writePayload(out);
        return Cbor.of(out.toByteArray());
    }
}
