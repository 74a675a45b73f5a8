/**
 * What {@code bench streams} measures, each behind one interface: streams of items from a server to
 * a client by this library, by others, and by the bare Netty pipeline that is the limit of them
 * all. Start with {@code StreamSystem}.
 */
@NullMarked
package dev.fluxar.tests.streamrivals;

import org.jspecify.annotations.NullMarked;
