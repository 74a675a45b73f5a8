package dev.fluxar.runtime.topic;

import dev.fluxar.Credit;
import dev.fluxar.EventHandler;
import dev.fluxar.patterns.pubsub.ReceivedEvent;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Task;
import dev.fluxar.session.SessionState;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events over off the loop, one after the other. A few are taken ahead, so that the thread
 * need not wait for the loop after each; they are charged to the session's budget.
 *
 * @param <T> type of the payloads
 */
final class EachBlocking<T> extends PacedTaker<T> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EachBlocking.class);

    /** How many events are taken ahead, and how many bytes of them. */
    private static final Credit AHEAD = new Credit(16, 64 * 1024);

    /** How many events a thread handles before others get a turn. */
    private static final int MOST_IN_A_TURN = 64;

    /** When it is tried again to get a thread. */
    private static final long RETRY_NANOS = 50_000_000;

    private final EventHandler<T> handler;
    private final SessionLoop loop;

    // Guarded by this.
    private final ArrayDeque<RuntimeEvent<T>> waiting = new ArrayDeque<>(4);
    private boolean running;
    private boolean left;
    private boolean ended;

    /** Whether the budget had room for the event taken last; the loop's. */
    private boolean charged = true;

    EachBlocking(EventHandler<T> handler, Credit window, SessionLoop loop) {
        super(
                new Credit(
                        Math.min(AHEAD.items(), window.items()),
                        Math.min(AHEAD.bytes(), window.bytes())));
        this.handler = handler;
        this.loop = loop;
    }

    @Override
    boolean affordable() {
        return charged;
    }

    // On the loop

    @Override
    void take(RuntimeEvent<T> event, ReceivedEvent received) {
        event.keep(received);
        charged = loop.session().budget().tryReserve(event.length);
        event.charged = charged ? event.length : 0;
        taken(event);
        boolean start;
        synchronized (this) {
            waiting.add(event);
            start = !running;
            running = true;
        }
        if (start) {
            start();
        }
        ask();
    }

    @Override
    void settled(RuntimeEvent<T> event) {
        loop.session().budget().release(event.charged);
        event.charged = 0;
        super.settled(event);
    }

    @Override
    void drop() {
        for (RuntimeEvent<T> event = poll(true); event != null; event = poll(true)) {
            loop.session().budget().release(event.charged);
            event.charged = 0;
            subscription().dropped(event);
        }
    }

    @Override
    synchronized boolean ended() {
        ended = true;
        return !running;
    }

    /** Gets a thread; where there is none now, later: nothing is lost by it. */
    private void start() {
        try {
            loop.blocking().execute(this);
        } catch (RejectedExecutionException e) {
            LOG.debug("no thread is free for events of '{}'", subscription().pattern());
            retry();
        } catch (RuntimeException | Error e) {
            LOG.warn("the executor for events of '{}' failed", subscription().pattern(), e);
            retry();
        }
    }

    private void retry() {
        if (loop.session().state() == SessionState.CLOSED) {
            subscription().abandon(); // What is left will not be waited for.
        } else {
            loop.loop().schedule(() -> loop.submit(new Task(this::start)), RETRY_NANOS);
        }
    }

    // Any thread

    @Override
    synchronized void leave() {
        left = true;
    }

    @Override
    public void run() {
        for (int i = 0; i < MOST_IN_A_TURN; i++) {
            RuntimeEvent<T> event = poll(false);
            if (event == null) {
                return;
            }
            if (subscription().read(event, null)) {
                subscription().handle(handler, event);
            }
        }
        loop.submit(new Task(this::start)); // Others wait for a thread too.
    }

    /** The next event to be handed over, or to be dropped; without one the thread is done. */
    private @Nullable RuntimeEvent<T> poll(boolean toDrop) {
        synchronized (this) {
            RuntimeEvent<T> event = left && !toDrop ? null : waiting.poll();
            if (event != null || toDrop) {
                return event;
            }
            running = false;
            if (!ended) {
                return null;
            }
        }
        loop.submit(new Task(subscription()::over));
        return null;
    }
}
