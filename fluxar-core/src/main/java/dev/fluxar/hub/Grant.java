package dev.fluxar.hub;

import dev.fluxar.Cbor;
import org.jspecify.annotations.Nullable;

/**
 * What a hub grants (spec §10.20).
 *
 * @param feed the subscription's events
 * @param ackWaitMillis modes 1 and 2: what is in force (§10.22-10), 0 for ever
 * @param maxDeliver modes 1 and 2: how often an event is sent at most (§10.22-12), 0 for no limit
 * @param ledgerId the encoded byte string of 16 bytes that stands for the numbering; null unless
 *     durable and without a group (§10.26-5)
 * @param ledger where the numbering goes on; {@link Ledger#NEW} unless durable and without a group
 */
public record Grant(
        HubFeed feed, long ackWaitMillis, int maxDeliver, @Nullable Cbor ledgerId, Ledger ledger) {}
