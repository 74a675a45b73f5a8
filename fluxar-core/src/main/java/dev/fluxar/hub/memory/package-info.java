/**
 * The hub in memory: routes by a trie, keeps what waits in bounded queues, retained values,
 * history, durable subscriptions and the marks of producers; pure. Start reading at {@link
 * dev.fluxar.hub.memory.MemoryHub}. Spec: chapter 10, topics, as far as it is the hub's.
 */
@NullMarked
package dev.fluxar.hub.memory;

import org.jspecify.annotations.NullMarked;
