/**
 * What every implementation of an interface must do, as interfaces of default tests for JUnit 5: a
 * test class implements one and says what it tests. Bring JUnit along. Start with {@code
 * TransportContract}.
 */
@NullMarked
package dev.fluxar.tests.contract;

import org.jspecify.annotations.NullMarked;
