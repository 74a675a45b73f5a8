/**
 * The face: what an application sees of FLUXAR, the same at both ends of a connection. It is
 * values, small fluent operations and the interfaces an application implements, and depends on the
 * JDK alone; the runtime is found through {@link java.util.ServiceLoader}. Spec: every chapter, as
 * the application meets it.
 */
@NullMarked
package dev.fluxar;

import org.jspecify.annotations.NullMarked;
