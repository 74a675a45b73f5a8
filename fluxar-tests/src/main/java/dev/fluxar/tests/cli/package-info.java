/**
 * The command line tool. It reads arguments, runs one command and turns the result into an exit
 * code. Start with {@code Main}.
 */
@NullMarked
package dev.fluxar.tests.cli;

import org.jspecify.annotations.NullMarked;
