/**
 * Layer 4, session: how often something may be written and read: tokens for opens and verbs, and a
 * number a second for what sessions say themselves. Start reading at TokenBucket. Spec: chapters
 * 11.5 and 11.7.
 */
@NullMarked
package dev.fluxar.session.rate;

import org.jspecify.annotations.NullMarked;
