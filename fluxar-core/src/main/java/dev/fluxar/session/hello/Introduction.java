package dev.fluxar.session.hello;

import org.jspecify.annotations.Nullable;

/**
 * What offer and answer have in common: who speaks, and what it accepts.
 *
 * @param name of the peer, or null
 * @param agent software and version, or null; nothing depends on it
 * @param limits what it accepts
 */
public record Introduction(@Nullable String name, @Nullable String agent, Announced limits) {}
