package dev.fluxar.runtime.stream;

import dev.fluxar.StreamHandler;
import java.lang.reflect.Type;

/**
 * A registered stream.
 *
 * @param target its name
 * @param type what the argument is read as
 * @param handler takes part in it
 */
public record StreamEntry(String target, Type type, StreamHandler<Object> handler) {}
