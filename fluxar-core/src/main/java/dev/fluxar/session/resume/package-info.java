/**
 * Layer 4, session: what lets a session outlive its connection: the numbers of what is read, when
 * it is acknowledged, and what is kept until then. Start reading at ReplayBuffer. Spec: chapters
 * 5.6 and 9.6 to 9.9.
 */
@NullMarked
package dev.fluxar.session.resume;

import org.jspecify.annotations.NullMarked;
