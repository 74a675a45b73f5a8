/**
 * The runtime's ground floor: what calls, streams and topics need of a session's loop, of threads
 * that may block and of what applications say. Start reading at {@link
 * dev.fluxar.runtime.loop.SessionLoop}; see docs/concurrency.md.
 */
@NullMarked
package dev.fluxar.runtime.loop;

import org.jspecify.annotations.NullMarked;
