/**
 * What an idle session costs the one who listens, in memory, beside other libraries: the listener
 * and the clients in processes of their own. Start with {@code IdleCommand}.
 */
@NullMarked
package dev.fluxar.tests.idle;

import org.jspecify.annotations.NullMarked;
