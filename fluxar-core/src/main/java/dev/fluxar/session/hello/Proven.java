package dev.fluxar.session.hello;

/**
 * What was read with a proof, which nobody has looked at yet.
 *
 * @param <T> an offer or an answer
 * @param content what it says
 * @param proof as it was read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Proven<T>(T content, byte[] proof) {}
