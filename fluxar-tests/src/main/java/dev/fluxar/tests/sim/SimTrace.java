package dev.fluxar.tests.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has happened on a simulated network, one line for each happening: time, number and address
 * of the connection, direction, what. Content is not shown, since ids are random in every run. Only
 * the last {@value #KEPT} lines are kept; {@link #digest} is of all.
 */
public final class SimTrace {

    /** How many lines are kept. */
    public static final int KEPT = 1024;

    private static final Line[] NONE = {};

    /** What may happen at one end of a connection. */
    enum Happening {
        OPENED,
        SENT,
        LOST,
        ARRIVED,
        CLOSED,
        BROKEN
    }

    private record Line(long nanos, SimLink link, boolean near, Happening what, long bytes) {
        @Override
        public String toString() {
            String end = near ? "near" : "far";
            String text =
                    switch (what) {
                        case OPENED, CLOSED -> what.name().toLowerCase(Locale.ROOT);
                        case BROKEN -> "closed, broken";
                        case SENT -> "sends " + bytes;
                        case LOST -> "loses " + bytes;
                        case ARRIVED -> "reads " + bytes;
                    };
            return String.format(
                    Locale.ROOT, "%,14.6f ms  %s %s %s", nanos / 1e6, link.name(), end, text);
        }
    }

    private final VirtualLoop loop;
    private Line[] ring = NONE;
    private long count;
    private long digest;

    SimTrace(VirtualLoop loop) {
        this.loop = loop;
    }

    void note(SimLink link, boolean near, Happening what, long bytes) {
        if (ring.length == 0) {
            ring = new Line[KEPT];
        }
        long nanos = loop.elapsed().toNanos();
        ring[(int) (count++ % KEPT)] = new Line(nanos, link, near, what, bytes);
        digest = (digest * 31 + nanos) * 31 + link.number();
        digest = (digest * 31 + what.name().hashCode() * 2L + (near ? 1 : 0)) * 31 + bytes;
    }

    /**
     * How much has happened.
     *
     * @return lines since the beginning, those included that are not kept
     */
    public long count() {
        return count;
    }

    /**
     * One number for all lines since the beginning.
     *
     * @return the same wherever the same has happened at the same times
     */
    public long digest() {
        return digest;
    }

    /**
     * The last lines.
     *
     * @param most how many at most, {@value #KEPT} or less
     * @return the oldest of them first
     */
    public List<String> last(int most) {
        List<String> lines = new ArrayList<>();
        long from = Math.max(0, count - Math.min(most, KEPT));
        for (long i = from; i < count; i++) {
            lines.add(ring[(int) (i % KEPT)].toString());
        }
        return lines;
    }

    /** All lines that are kept. */
    @Override
    public String toString() {
        return String.join("\n", last(KEPT));
    }
}
