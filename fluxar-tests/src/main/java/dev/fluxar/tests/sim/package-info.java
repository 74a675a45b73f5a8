/**
 * Simulation: a loop whose clock is moved by the test, and a transport in memory whose bytes can be
 * split, held back, delayed and cut. Two runtimes talk over it on one thread, with no sleep, and do
 * the same in every run. Start at {@link dev.fluxar.tests.sim.SimNetwork}.
 */
@NullMarked
package dev.fluxar.tests.sim;

import org.jspecify.annotations.NullMarked;
