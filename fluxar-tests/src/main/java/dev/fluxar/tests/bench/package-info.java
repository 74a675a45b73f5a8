/**
 * Benchmarks: systems take turns, the two ends of a connection live in separate processes, figures
 * are medians of rounds. Start with {@code CallsCommand}; what is measured is in {@code rivals}.
 */
@NullMarked
package dev.fluxar.tests.bench;

import org.jspecify.annotations.NullMarked;
