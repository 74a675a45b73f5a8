/**
 * Sessions that outlive their connections, in virtual time and over real sockets. Spec: §9.6 on.
 */
@NullMarked
package dev.fluxar.tests.resume;

import org.jspecify.annotations.NullMarked;
