/**
 * Layer 5, flow control: what one side sends in an exchange and the other takes in at its own
 * speed, items of streams and events alike, counted at both ends. Start at {@link
 * dev.fluxar.patterns.flow.ReceiveCredit}, which decides who is granted how much; {@link
 * dev.fluxar.patterns.flow.HeldItems} charges what waits to the budget; {@link
 * dev.fluxar.patterns.flow.SendCredit} obeys what was granted. Spec: chapters 10.12 and 10.13.
 */
@NullMarked
package dev.fluxar.patterns.flow;

import org.jspecify.annotations.NullMarked;
