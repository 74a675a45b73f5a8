package dev.fluxar.runtime.stream;

import dev.fluxar.FluxarException;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.stream.ItemSource;
import dev.fluxar.payload.Payloads;
import dev.fluxar.runtime.loop.SendingRoom;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.loop.Task;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the application sends in a stream, from its threads to the session's: encoded items in a
 * bounded queue. The loop is woken when it has found the queue empty before, so once for many
 * items. Several threads that send at once are safe; the order of their items is not told.
 */
final class Outgoing implements ItemSource {

    private enum Giver {
        /** Items are sent one by one. */
        APPLICATION,
        /** A publisher gives them, and ends the direction. */
        PUBLISHER,
        /** The direction is ended: nothing is given any more. */
        NOBODY
    }

    private final RuntimeStream stream;
    private final SendingRoom room;

    // Any thread.
    private final WaitingItems items;
    private final AtomicReference<Giver> giver = new AtomicReference<>(Giver.APPLICATION);
    private volatile @Nullable FluxarException failure;

    /** Nothing is polled any more, or the direction's end is about to be written. */
    private volatile boolean shut;

    /** False when the loop has found nothing: then it is to be woken. */
    private final AtomicBoolean awake = new AtomicBoolean(true);

    private final Submission wake = new Task(this::wakeUp);

    private final RoomWatch watch;
    private final AtomicBoolean inLine = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Submission look = new Task(this::lookForRoom);
    private final Runnable called = this::onCalled;
    private volatile @Nullable Upload upload;

    // Confined to the loop.

    /** What the other side lets be written, less what was polled since it was told. */
    private long creditItems;

    private long creditBytes;

    Outgoing(RuntimeStream stream, SendingRoom room) {
        this.stream = stream;
        this.room = room;
        this.items = new WaitingItems(room);
        this.watch = new RoomWatch(stream);
    }

    // The application's threads

    boolean trySend(@Nullable Object item) {
        requireOpen();
        if (watch.isWanted()) {
            return false;
        }
        Payload payload = Payloads.standard().encode(item);
        return offer(payload) || offerAgain(payload);
    }

    void send(@Nullable Object item) throws InterruptedException {
        requireOpen();
        Payload payload = Payloads.standard().encode(item);
        if (!offer(payload)) {
            if (stream.loop.loop().inLoop()) {
                throw new IllegalStateException(
                        "send() on the session's loop would wait for ever, expected trySend()");
            }
            park(payload);
        }
    }

    private void park(Payload payload) throws InterruptedException {
        Thread self = Thread.currentThread();
        watch.add(self);
        try {
            while (!offerAgain(payload)) {
                requireOpen(); // Its end is told to those who were added before.
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for room to send");
                }
                LockSupport.park(this);
            }
        } finally {
            watch.remove(self);
        }
    }

    private void requireOpen() {
        Giver by = giver.get();
        if (by != Giver.APPLICATION) {
            throw new IllegalStateException(
                    by == Giver.NOBODY
                            ? "this direction of the stream was ended, expected no further item"
                            : "a publisher sends the items of this stream, expected only that");
        }
        FluxarException why = failure;
        if (why != null) {
            throw why;
        }
    }

    private boolean offer(Payload item) {
        boolean fits = items.offer(item);
        if (fits) {
            onOffered();
        }
        return fits;
    }

    /** Says that room is wanted, then looks once more: none that comes between is missed. */
    private boolean offerAgain(Payload item) {
        watch.want();
        if (items.isEmpty()) {
            standInLine(); // Others hold what there is; otherwise what is polled here makes room.
        }
        return offer(item);
    }

    private void onOffered() {
        if (shut) {
            askForRoom(); // It is taken out again there.
        } else {
            wake();
        }
    }

    private void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            stream.loop.submit(wake);
        }
    }

    /** What the publisher gives was asked for: there is room. False when it was not. */
    boolean put(Payload item) {
        boolean fits = items.put(item);
        if (fits) {
            onOffered();
        }
        return fits;
    }

    /** A publisher that still gives items is cancelled. */
    void end() {
        Upload publisher = upload;
        if (publisher != null) {
            publisher.stop();
        }
        endOfPublisher();
    }

    void endOfPublisher() {
        if (giver.getAndSet(Giver.NOBODY) != Giver.NOBODY) {
            wake();
        }
    }

    /** As {@link #end}, unless a publisher does it. */
    void endUnlessPublished() {
        if (giver.compareAndSet(Giver.APPLICATION, Giver.NOBODY)) {
            wake();
        }
    }

    Upload publish(Flow.@Nullable Publisher<?> later) {
        if (!giver.compareAndSet(Giver.APPLICATION, Giver.PUBLISHER)) {
            throw new IllegalStateException(
                    "this direction of the stream has its items already, expected sendAll() once"
                            + " and before end()");
        }
        Upload subscriber = new Upload(stream, this, room, later);
        upload = subscriber;
        if (failure != null) {
            subscriber.stop();
        }
        return subscriber;
    }

    void onReady(Runnable action) {
        if (watch.onReady(action) || failure != null) {
            askForRoom();
        }
    }

    /** Has this called when somebody has given room back. */
    void standInLine() {
        if (inLine.compareAndSet(false, true)) {
            room.await(called);
        }
    }

    /** Any thread. */
    private void onCalled() {
        inLine.set(false);
        Upload publisher = upload;
        if (publisher != null) {
            publisher.schedule();
        } else {
            askForRoom();
        }
    }

    private void askForRoom() {
        if (looking.compareAndSet(false, true)) {
            stream.loop.submit(look);
        }
    }

    // On the loop

    private void wakeUp() {
        stream.exchange().ready();
    }

    @Override
    public int next() {
        Payload item = items.peek();
        if (item == null) {
            giveBack();
            awake.set(false);
            boolean ended = giver.get() == Giver.NOBODY;
            item = items.peek(); // What was offered before one of the two is seen here.
            if (item == null) {
                if (!ended) {
                    return NONE;
                }
                if (!shut) {
                    shut = true;
                    lookForRoom();
                    stream.onSourceEnded(true);
                }
                return ENDED;
            }
            awake.set(true);
        }
        return item.encodedLength();
    }

    @Override
    public Payload peek() {
        return present(items.peek());
    }

    private static Payload present(@Nullable Payload item) {
        if (item == null) {
            throw new IllegalStateException("the queue is empty, expected next() first");
        }
        return item;
    }

    @Override
    public Payload poll() {
        Payload item = present(items.poll());
        creditItems -= creditItems == Long.MAX_VALUE ? 0 : 1;
        creditBytes -= creditBytes == Long.MAX_VALUE ? 0 : WaitingItems.bytesOf(item);
        if (items.isMuchPolled()) {
            giveBack();
        }
        Upload publisher = upload;
        if (publisher != null) {
            publisher.onPolled();
        }
        return item;
    }

    private void giveBack() {
        if (items.giveBack() && watch.isWanted() && !shut) {
            lookForRoom();
        }
    }

    /** Tells whoever wants room, if there is some, or never will be. */
    private void lookForRoom() {
        looking.set(false);
        if (shut) {
            discard();
        }
        if (shut || (watch.isDue() && items.hasRoom())) {
            watch.tell(failure != null || giver.get() == Giver.APPLICATION);
        }
    }

    @Override
    public void onDemand(long mayGo, long bytes) {
        creditItems = mayGo;
        creditBytes = bytes;
        items.cover(mayGo, bytes);
        Upload publisher = upload;
        if (publisher != null) {
            publisher.onDemand();
        } else if (watch.isWanted() && !shut) {
            lookForRoom();
        }
    }

    long creditItems() {
        return creditItems;
    }

    long creditBytes() {
        return creditBytes;
    }

    @Override
    public void stop(FluxarException why) {
        failure = why;
        shut = true;
        discard();
        Upload publisher = upload;
        if (publisher != null) {
            publisher.stop();
        }
        if (inLine.compareAndSet(true, false)) {
            room.leave(called);
        }
        lookForRoom();
        stream.onSourceEnded(false);
    }

    /** Nobody writes it any more. */
    private void discard() {
        items.discard();
        giveBack();
    }
}
