package dev.fluxar.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fluxar.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the loop of a connection does. Every fixture also checks that events come on the loop. */
public interface TransportLoopContract extends TransportSubject {

    /** A connection keeps its loop, and only the loop's thread is in it. */
    @Test
    default void aConnectionStaysOnItsLoop() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            TransportFixture.Pair pair = fixture.connect();
            Loop loop = pair.near().connection().loop();
            assertFalse(loop.inLoop());
            pair.near().run(on -> assertTrue(on.loop().inLoop()));
            pair.near().send(new byte[10]);
            pair.far().received(10);
            pair.near().run(on -> assertSame(loop, on.loop()));
        }
    }

    /** Tasks run in order; one that throws ends nothing else. */
    @Test
    default void tasksRunInOrderAndMayFail() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            Loop loop = fixture.connect().near().connection().loop();
            List<Integer> ran = new ArrayList<>();
            CompletableFuture<List<Integer>> done = new CompletableFuture<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                loop.execute(
                        () -> {
                            ran.add(number);
                            if (number % 10 == 0) {
                                throw new IllegalStateException("deliberate");
                            }
                        });
            }
            loop.execute(() -> done.complete(ran));
            assertEquals(IntStream.range(0, 100).boxed().toList(), TransportEnd.get(done));
        }
    }

    /** Scheduled tasks run on the loop, not before their time. */
    @Test
    default void scheduledTasksRunOnTheLoopWhenDue() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            Loop loop = fixture.connect().near().connection().loop();
            long delay = TimeUnit.MILLISECONDS.toNanos(30);
            CompletableFuture<Long> fired = new CompletableFuture<>();
            CompletableFuture<Boolean> atOnce = new CompletableFuture<>();
            long start = loop.nanoTime();
            loop.schedule(() -> fired.complete(loop.nanoTime() - start), delay);
            loop.schedule(() -> atOnce.complete(loop.inLoop()), -1);
            assertTrue(TransportEnd.get(atOnce));
            assertTrue(TransportEnd.get(fired) >= delay);
        }
    }

    /** A task that was taken back does not run; taking it back later does nothing. */
    @Test
    default void scheduledTasksCanBeTakenBack() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            Loop loop = fixture.connect().near().connection().loop();
            List<String> ran = new ArrayList<>();
            CompletableFuture<@Nullable Void> later = new CompletableFuture<>();
            long delay = TimeUnit.MILLISECONDS.toNanos(20);
            Runnable cancel = loop.schedule(() -> ran.add("cancelled"), delay);
            Runnable fired = loop.schedule(() -> ran.add("kept"), delay);
            cancel.run();
            cancel.run();
            loop.schedule(() -> later.complete(null), 2 * delay);
            TransportEnd.get(later);
            fired.run();
            assertEquals(List.of("kept"), ran);
        }
    }
}
