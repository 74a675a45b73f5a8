package dev.fluxar.runtime;

import dev.fluxar.runtime.call.CallEntry;
import dev.fluxar.runtime.loop.TargetTable;
import dev.fluxar.runtime.stream.StreamEntry;

/**
 * What the other side of a session may use.
 *
 * @param calls the methods
 * @param streams what it may open
 */
record Offered(TargetTable<CallEntry> calls, TargetTable<StreamEntry> streams) {}
