package dev.fluxar.runtime.call;

import dev.fluxar.CallHandler;
import java.lang.reflect.Type;

/**
 * A registered call.
 *
 * @param target its name
 * @param type what the payload is read as
 * @param handler answers it
 */
public record CallEntry(String target, Type type, CallHandler<Object> handler) {}
