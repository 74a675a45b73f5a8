/**
 * Layer 4, session: one session from hello to bye as a state machine: handshake, heartbeat, resume,
 * drain and limits. It is given frames, time and random bytes and does no I/O. Spec: chapters 8 and
 * 9.
 */
@NullMarked
package dev.fluxar.session;

import org.jspecify.annotations.NullMarked;
