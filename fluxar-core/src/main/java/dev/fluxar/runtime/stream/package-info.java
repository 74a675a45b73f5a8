/**
 * Streams as applications see them: publishers, cursors and futures of what is read, queues of what
 * is sent, and handlers (spec chapter 10, from 10.9 on). Start reading at {@link
 * dev.fluxar.runtime.stream.RuntimeStream}; see docs/concurrency.md.
 */
@NullMarked
package dev.fluxar.runtime.stream;

import org.jspecify.annotations.NullMarked;
