package dev.fluxar.runtime;

import dev.fluxar.runtime.call.CallEntry;
import dev.fluxar.runtime.loop.TargetTable;

/**
 * What the other side of a session may use.
 *
 * @param calls the methods
 */
record Offered(TargetTable<CallEntry> calls) {}
