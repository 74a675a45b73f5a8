/**
 * Layer 4, session: the maps that messages of type 1 (hello) carry: offer, answer and bye, read and
 * written. Spec: chapters 8, 9.2 and 11.
 */
@NullMarked
package dev.fluxar.session.hello;

import org.jspecify.annotations.NullMarked;
