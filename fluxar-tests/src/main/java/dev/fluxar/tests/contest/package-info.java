/**
 * How systems are compared: both ends of each in processes of their own, on cores of their own,
 * taking turns round by round; every figure is the median of the rounds. Knows neither the systems
 * nor what they do. Start with {@code Contest}, then {@code Rounds}.
 */
@NullMarked
package dev.fluxar.tests.contest;

import org.jspecify.annotations.NullMarked;
