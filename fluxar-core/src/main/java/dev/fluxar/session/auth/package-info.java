/**
 * Layer 4, session: who the two sides of a session are: credentials presented, decided about,
 * challenged and refreshed. Decides nothing itself: it is told. Start reading at AuthExchange.
 * Spec: chapters 8.6 to 8.8.
 */
@NullMarked
package dev.fluxar.session.auth;

import org.jspecify.annotations.NullMarked;
