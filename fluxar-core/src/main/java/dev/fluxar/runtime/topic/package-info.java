/**
 * Topics as applications see them: handlers, publishers and futures of events at the subscriber,
 * publishing through a session or at a hub (spec chapter 10, from 10.19 on). Start reading at
 * {@link dev.fluxar.runtime.topic.RuntimeTopics}; see docs/concurrency.md.
 */
@NullMarked
package dev.fluxar.runtime.topic;

import org.jspecify.annotations.NullMarked;
