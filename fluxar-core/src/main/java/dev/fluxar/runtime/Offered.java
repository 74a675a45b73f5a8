package dev.fluxar.runtime;

import dev.fluxar.hub.TopicHub;
import dev.fluxar.runtime.call.CallEntry;
import dev.fluxar.runtime.loop.TargetTable;
import dev.fluxar.runtime.stream.StreamEntry;
import org.jspecify.annotations.Nullable;

/**
 * What the other side of a session may use.
 *
 * @param calls the methods
 * @param streams what it may open
 * @param hub where it may publish and subscribe; null for none
 */
record Offered(
        TargetTable<CallEntry> calls, TargetTable<StreamEntry> streams, @Nullable TopicHub hub) {}
