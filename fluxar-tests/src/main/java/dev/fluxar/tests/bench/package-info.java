/**
 * The benchmarks of the command line tool: what the ends of a system do while they are measured.
 * How they are compared is in {@code contest}, the systems are in {@code rivals}, {@code
 * streamrivals} and {@code topicrivals}. Start with {@code BenchCommand}.
 */
@NullMarked
package dev.fluxar.tests.bench;

import org.jspecify.annotations.NullMarked;
