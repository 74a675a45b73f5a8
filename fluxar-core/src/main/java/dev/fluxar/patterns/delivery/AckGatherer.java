package dev.fluxar.patterns.delivery;

import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.Timed;
import dev.fluxar.session.Session;

/**
 * Gathers the acks of a subscription, until there are enough of them or it is time to write them
 * (spec §10.22-2). Not thread-safe.
 */
public final class AckGatherer implements Timed {

    /** How long acks are gathered. §10.22-2 */
    private static final long GATHER_NANOS = 100_000_000;

    private final Exchanges exchanges;
    private final AckWriter out;
    private final int window;
    private final Acks acks = new Acks();
    private long deadline = Session.NEVER;
    private int heapIndex = -1;

    /** Writes what was gathered. */
    @FunctionalInterface
    public interface AckWriter {
        /**
         * Writes an ack.
         *
         * @param acks to be taken from until nothing is left
         */
        void write(Acks acks);
    }

    /**
     * Starts with nothing gathered.
     *
     * @param exchanges of the session
     * @param window how many events the publisher lets be unsettled
     * @param out writes acks
     */
    public AckGatherer(Exchanges exchanges, int window, AckWriter out) {
        this.exchanges = exchanges;
        this.window = window;
        this.out = out;
    }

    /**
     * An event is to be acked: with others, when they are as many as half of what the window has
     * left, or after 100 ms.
     *
     * @param seq of the event
     * @param held how many events the application still holds
     */
    public void add(long seq, int held) {
        acks.add(seq);
        if (!exchanges.session().connected()) {
            return; // Until there is a connection again. §9.14-1
        }
        if (2L * acks.count() >= window - held) {
            flush();
        } else if (heapIndex < 0) {
            deadline = exchanges.session().now() + GATHER_NANOS;
            exchanges.time(this);
        }
    }

    /** Writes what was gathered so far. */
    public void flush() {
        exchanges.untime(this);
        if (acks.count() > 0) {
            out.write(acks);
        }
    }

    /** Nothing is written any more. */
    public void stop() {
        exchanges.untime(this);
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onDeadline() {
        if (exchanges.session().connected()) {
            flush();
        }
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
