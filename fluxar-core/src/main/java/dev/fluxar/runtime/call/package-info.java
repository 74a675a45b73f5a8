/**
 * Calls as applications see them: futures at the caller, handlers at the callee (spec chapter 10).
 * Start reading at {@link dev.fluxar.runtime.call.RuntimeCalls}.
 */
@NullMarked
package dev.fluxar.runtime.call;

import org.jspecify.annotations.NullMarked;
