/**
 * What the benchmarks measure, each behind one interface: this library, others, and the bare Netty
 * pipeline that is the limit of them all. The others' libraries are optional dependencies, bundled
 * with the tool and with nothing else. Start with {@code CallSystem}.
 */
@NullMarked
package dev.fluxar.tests.rivals;

import org.jspecify.annotations.NullMarked;
