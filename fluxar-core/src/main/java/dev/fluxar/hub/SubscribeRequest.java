package dev.fluxar.hub;

import dev.fluxar.Delivery;
import dev.fluxar.Overflow;
import org.jspecify.annotations.Nullable;

/**
 * What a subscribe asks of a hub (spec §10.20).
 *
 * @param session whose subscription it is, by identity
 * @param principal who the session belongs to; durable subscriptions are the principal's. Empty
 *     without authentication
 * @param pattern as it was read; checked by the hub
 * @param delivery the mode
 * @param group or null
 * @param durable or null
 * @param from where to begin
 * @param overflow what becomes of events of mode 0 that have no room to wait
 * @param ackWaitMillis how long to wait for an ack, 0 for ever
 * @param allowance bounds what waits for the session; not asked for groups and durable
 *     subscriptions, which outlive it
 * @param unixMillis the time
 */
public record SubscribeRequest(
        Object session,
        String principal,
        String pattern,
        Delivery delivery,
        @Nullable String group,
        @Nullable String durable,
        From from,
        Overflow overflow,
        long ackWaitMillis,
        EventAllowance allowance,
        long unixMillis) {}
