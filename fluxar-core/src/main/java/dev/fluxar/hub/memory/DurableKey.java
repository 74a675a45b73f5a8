package dev.fluxar.hub.memory;

/**
 * What names a durable subscription (spec §10.26).
 *
 * @param principal whose it is
 * @param name as it was given
 */
record DurableKey(String principal, String name) {}
