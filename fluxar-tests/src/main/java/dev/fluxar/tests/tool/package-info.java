/**
 * Options that several commands of the tool share. Start with {@code Surviving}, how sessions
 * outlive their connections.
 */
@NullMarked
package dev.fluxar.tests.tool;

import org.jspecify.annotations.NullMarked;
