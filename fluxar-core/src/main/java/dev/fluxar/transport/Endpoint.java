package dev.fluxar.transport;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * An address with what a transport must know to use it.
 *
 * @param uri the address; port 0 lets the system choose when listening
 * @param maxFrame the largest frame accepted, in bytes; transports that assemble messages refuse a
 *     longer one before buffering it (spec §5)
 * @param connectTimeout how long opening a connection may take; where listening, how long an
 *     accepted one may take to become open, an upgrade included
 * @param loops supplies a loop for a connection of a transport that has none of its own (memory)
 */
public record Endpoint(URI uri, int maxFrame, Duration connectTimeout, Supplier<Loop> loops) {}
