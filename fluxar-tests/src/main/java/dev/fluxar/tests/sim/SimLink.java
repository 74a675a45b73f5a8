package dev.fluxar.tests.sim;

import dev.fluxar.transport.ChannelClass;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.TransportException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A connection seen from outside: both of its ends, and what happens to bytes between them. */
public final class SimLink {

    private final SimTrace trace;
    private final String address;
    private final int number;
    private final boolean keepsBoundaries;
    private final SimConnection near;
    private final SimConnection far;
    private ChannelClass channelClass = ChannelClass.OPEN;
    private Splitting splitting = Splitting.WHOLE;
    private BooleanSupplier readCompletes = () -> true;
    private Duration latency = Duration.ZERO;
    private Duration jitter = Duration.ZERO;
    private Random random = new Random(0);

    SimLink(Lanes lanes, SimTrace trace, String address, int number, boolean keepsBoundaries) {
        this.trace = trace;
        this.address = address;
        this.number = number;
        this.keepsBoundaries = keepsBoundaries;
        this.near = new SimConnection(this, lanes, true);
        this.far = new SimConnection(this, lanes, false);
        near.join(far);
        far.join(near);
    }

    void open(
            ConnectionAcceptor accepting,
            ConnectionAcceptor connecting,
            CompletableFuture<Void> opened) {
        far.loop().execute(() -> far.open(accepting, new CompletableFuture<>()));
        near.loop().execute(() -> near.open(connecting, opened));
    }

    /**
     * Which of the network's connections it is.
     *
     * @return 1 for the first that was made
     */
    public int number() {
        return number;
    }

    /**
     * What both ends are called, as {@link dev.fluxar.Peer#remote} tells.
     *
     * @return address and number, for example {@code sim:orders#1}
     */
    public String name() {
        return "sim:" + address + "#" + number;
    }

    /**
     * The end that connected.
     *
     * @return the initiator's
     */
    public SimConnection near() {
        return near;
    }

    /**
     * The end that was accepted.
     *
     * @return the responder's
     */
    public SimConnection far() {
        return far;
    }

    /**
     * Says who can listen and who is known to be at the other end, as a connection tells. To be
     * said before it is opened, by {@link Sim#prepare}.
     *
     * @param how open at first
     */
    public void channelClass(ChannelClass how) {
        channelClass = how;
    }

    ChannelClass channelClass() {
        return channelClass;
    }

    /**
     * Cuts what arrives into pieces, at both ends, from now on.
     *
     * @param how never null
     */
    public void split(Splitting how) {
        splitting = how;
    }

    /**
     * Says after which pieces the reader is told that no more is at hand; after the last it always
     * is.
     *
     * @param when asked after each piece
     */
    public void readCompletes(BooleanSupplier when) {
        readCompletes = when;
    }

    /**
     * Delays everything that is sent from now on.
     *
     * @param oneWay how long it is under way
     */
    public void latency(Duration oneWay) {
        latency = oneWay;
    }

    /**
     * Delays every write that is sent from now on by up to so much more, each by another time. What
     * was written before is not overtaken; what other connections carry is.
     *
     * @param most the longest delay beyond the latency; zero for none
     * @param decides where the delays come from
     */
    public void jitter(Duration most, Random decides) {
        jitter = most;
        random = decides;
    }

    /**
     * Keeps what arrives at either end from being read, or lets it be read again: nothing is lost.
     *
     * @param held whether nothing is read
     */
    public void hold(boolean held) {
        near.hold(held);
        far.hold(held);
    }

    /** Loses everything from now on, in both directions, and tells nobody. */
    public void vanish() {
        near.vanish();
        far.vanish();
    }

    /** Breaks the link: what is under way is lost, and both ends hear that it broke. */
    public void cut() {
        TransportException cause = new TransportException("the link was cut", null);
        near.broken(cause);
        far.broken(cause);
    }

    boolean keepsBoundaries() {
        return keepsBoundaries;
    }

    Splitting splitting() {
        return splitting;
    }

    boolean readCompletes() {
        return readCompletes.getAsBoolean();
    }

    /** How long what is sent now is under way, in nanoseconds. */
    long delay() {
        long most = jitter.toNanos();
        return latency.toNanos() + (most == 0 ? 0 : random.nextLong(most + 1));
    }

    boolean isOver() {
        return near.isClosed() && far.isClosed();
    }

    void note(boolean atNear, SimTrace.Happening what, long bytes) {
        trace.note(this, atNear, what, bytes);
    }
}
