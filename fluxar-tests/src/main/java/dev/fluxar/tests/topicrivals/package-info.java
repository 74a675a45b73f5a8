/**
 * What {@code bench topics} measures, each behind one interface: publishing and subscribing through
 * a hub, by this library and by others whose hub is a program of its own. Start with {@code
 * TopicSystem}.
 */
@NullMarked
package dev.fluxar.tests.topicrivals;

import org.jspecify.annotations.NullMarked;
