package dev.fluxar.patterns.stream;

import dev.fluxar.FluxarException;
import dev.fluxar.message.Payload;

/**
 * The items of one direction of a stream, on their way out, as the application has given them. What
 * implements it is filled by the application's threads; its methods are called on the session's
 * thread only, and pull. {@link StreamExchange#ready} says that there is something to be pulled.
 *
 * <p>It bounds itself what it holds, and charges it to the session's budget: by {@code trySending}
 * when the application gives an item, by {@code sent} when it is polled or the source is stopped.
 */
public interface ItemSource {

    /** There is no item now, but there may be one later. */
    int NONE = 0;

    /** There is no item, and there never will be. */
    int ENDED = -1;

    /** A direction without items. */
    ItemSource EMPTY =
            new ItemSource() {
                @Override
                public int next() {
                    return ENDED;
                }

                @Override
                public Payload peek() {
                    throw new IllegalStateException("a direction without items was looked at");
                }

                @Override
                public Payload poll() {
                    throw new IllegalStateException("a direction without items was polled");
                }

                @Override
                public void onDemand(long items, long bytes) {}

                @Override
                public void stop(FluxarException why) {}
            };

    /**
     * Looks at the next item; asked again and again.
     *
     * @return the length of its encoded payload in bytes, at least 1; {@link #NONE}; or {@link
     *     #ENDED}: every item was polled and the application has ended its direction. (An
     *     application that gives its last item and ends from another thread: read the end's mark
     *     first, then look for an item once more.)
     */
    int next();

    /**
     * Looks at the item that {@link #next} has told the length of, without taking it: it may be
     * {@linkplain #poll polled} only when all of it is written. §6.1-1
     *
     * @return its array must not change until the connection has taken it
     */
    Payload peek();

    /**
     * Takes the item that {@link #next} has told the length of.
     *
     * @return is written at once; its array must not change until the connection has taken it
     */
    Payload poll();

    /**
     * What may be written has changed: credit was raised, a pause began or was lifted, or the open
     * was written. A publisher is to be asked for no more than this, what it was asked for and what
     * waits here included; so is a writer to be told that there is room. Not called for what {@link
     * #poll} takes: that lowers both by itself.
     *
     * @param items how many more may be polled until the next call; {@link Long#MAX_VALUE} where
     *     the other side sets no bound: then what the source itself may hold is the bound. §10.13-2
     * @param bytes how many bytes they may have; the last item may exceed them. An item takes 23
     *     bytes beside its payload
     */
    void onDemand(long items, long bytes);

    /**
     * Nothing is polled any more: what is held is to be given back, the application told and its
     * publisher cancelled. Called once at most, not after {@link #next} has returned {@link #ENDED}
     * to be acted upon.
     *
     * @param why what the stream has come to
     */
    void stop(FluxarException why);
}
