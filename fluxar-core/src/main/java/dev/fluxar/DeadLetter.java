package dev.fluxar;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that a hub has given up for one subscription: sent as often as {@link
 * HubOptions#maxDeliver} allows, or longer than the subscriber accepts (spec §10.22-13). Immutable.
 *
 * @param topic what it was published under
 * @param meta the application's entries and the tracing ones, in the order received; values as
 *     {@code String}, {@code Long}, {@code java.math.BigInteger}, {@code Boolean}, {@code Double},
 *     {@code byte[]} or {@link Cbor}. Unmodifiable
 * @param payload as it was published; {@link Cbor#NULL} for none
 * @param sendings how often it was sent: 0 when it was too long to be sent at all
 * @param pattern of the subscription
 * @param group of the subscription, or null
 * @param durable name of the subscription, or null
 */
public record DeadLetter(
        String topic,
        Map<String, Object> meta,
        Cbor payload,
        int sendings,
        String pattern,
        @Nullable String group,
        @Nullable String durable) {}
