/**
 * Soaks of the command line tool: they run for long and check that nothing is lost, comes twice or
 * piles up. Both ends are in this process, over TCP loopback. Start with {@code
 * SlowReadersCommand}.
 */
@NullMarked
package dev.fluxar.tests.soak;

import org.jspecify.annotations.NullMarked;
