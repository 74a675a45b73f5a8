/**
 * Layer 4, session: how many bytes may be held for the other side, and by what. Start reading at
 * Budget. Spec: chapter 11.3.
 */
@NullMarked
package dev.fluxar.session.budget;

import org.jspecify.annotations.NullMarked;
