package dev.fluxar.patterns.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription was granted (spec §10.20).
 *
 * @param ackWaitMillis modes 1 and 2: what is in force, 0 for ever; otherwise 0
 * @param ledger 32 hex digits: the numbering that the seqs of events belong to (§10.26-5); null
 *     unless durable and without a group
 * @param seq the highest that was ever sent, 0 for none
 * @param floor all below are settled, from 1
 */
public record Granted(long ackWaitMillis, @Nullable String ledger, long seq, long floor) {}
