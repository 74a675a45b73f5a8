package dev.fluxar.session.resume;

/**
 * The id of an exchange, as a key.
 *
 * @param high half
 * @param low half
 */
record ExchangeId(long high, long low) {}
