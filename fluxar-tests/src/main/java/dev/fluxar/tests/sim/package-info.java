/**
 * Simulation: a loop whose clock is moved by the test, and a transport in memory whose bytes can be
 * split, held back, delayed, lost and cut. Peers talk over it on one thread, with no sleep, and do
 * the same in every run with the same seed. Start at {@link dev.fluxar.tests.sim.Sim}; with JUnit,
 * at {@link dev.fluxar.tests.sim.SimTest}.
 */
@NullMarked
package dev.fluxar.tests.sim;

import org.jspecify.annotations.NullMarked;
