package dev.fluxar.tests.sim;

import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A connection seen from outside: both of its ends, and what happens to bytes between them. */
public final class SimLink {

    private final boolean keepsBoundaries;
    private final SimConnection near;
    private final SimConnection far;
    private Splitting splitting = Splitting.WHOLE;
    private BooleanSupplier readCompletes = () -> true;
    private Duration latency = Duration.ZERO;

    SimLink(VirtualLoop loop, String name, boolean keepsBoundaries) {
        this.keepsBoundaries = keepsBoundaries;
        this.near = new SimConnection(this, loop, "sim:" + name);
        this.far = new SimConnection(this, loop, "sim:" + name);
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

    Duration latency() {
        return latency;
    }
}
