/**
 * A relay between two addresses that cuts connections and delays bytes, for trying what a lost or
 * slow connection does. It knows nothing of FLUXAR: it passes bytes. Start with {@code
 * ProxyCommand}, then {@code Relay}.
 */
@NullMarked
package dev.fluxar.tests.proxy;

import org.jspecify.annotations.NullMarked;
