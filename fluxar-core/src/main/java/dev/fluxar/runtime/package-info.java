/**
 * The runtime: joins the layers below and is the only package with threads, clocks, randomness and
 * {@link java.util.ServiceLoader}. Spec: no chapter of its own; it decides when, the layers decide
 * what.
 */
@NullMarked
package dev.fluxar.runtime;

import org.jspecify.annotations.NullMarked;
