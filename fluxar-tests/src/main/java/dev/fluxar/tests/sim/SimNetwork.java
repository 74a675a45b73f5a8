package dev.fluxar.tests.sim;

import dev.fluxar.transport.BoundEndpoint;
import dev.fluxar.transport.ConnectionAcceptor;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.TransportException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network of its own, in virtual time: its {@link #uri} can be listened on and connected to by
 * the usual means, and everything happens on its {@link #loop}, on the test's thread.
 */
public final class SimNetwork implements AutoCloseable {

    private static final Map<String, SimNetwork> OPEN = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Whose the addresses without a number are, on each thread. */
    private static final ThreadLocal<@Nullable SimNetwork> CURRENT = new ThreadLocal<>();

    private final String name = String.valueOf(NUMBER.incrementAndGet());
    private final VirtualLoop loop = new VirtualLoop();
    private final Lanes lanes = new Lanes(loop);
    private final SimTrace trace = new SimTrace(loop);
    private final Map<String, ConnectionAcceptor> listening = new HashMap<>();

    /** Those that are not over, and the last. */
    private final List<SimLink> links = new ArrayList<>();

    private final boolean keepsBoundaries;
    private final @Nullable SimNetwork before = CURRENT.get();
    private int made;
    private Splitting splitting = Splitting.WHOLE;
    private Consumer<SimLink> preparation = link -> {};

    /** Makes one whose connections are streams of bytes, as TCP's are. */
    public SimNetwork() {
        this(false);
    }

    /**
     * Makes one.
     *
     * @param keepsBoundaries whether each write arrives as one message, as on WebSocket
     */
    public SimNetwork(boolean keepsBoundaries) {
        this.keepsBoundaries = keepsBoundaries;
        OPEN.put(name, this);
    }

    /** By its number, or by a name: that is one of the network which the thread uses. */
    static SimNetwork of(URI uri) {
        String first = uri.getSchemeSpecificPart().split("/", 2)[0];
        boolean numbered = !first.isEmpty() && first.chars().allMatch(Character::isDigit);
        SimNetwork found = numbered ? OPEN.get(first) : CURRENT.get();
        if (found == null) {
            throw new IllegalArgumentException(
                    "no simulated network has the address "
                            + uri
                            + (numbered
                                    ? ""
                                    : ", expected use on the thread that opened a simulation and"
                                            + " before it is closed"));
        }
        return found;
    }

    /** Makes this the network of all names, on this thread, until it is closed. */
    void adoptNames() {
        CURRENT.set(this);
    }

    /**
     * Where everything runs.
     *
     * @return moved on by the test
     */
    public VirtualLoop loop() {
        return loop;
    }

    /**
     * An address.
     *
     * @return the network's first
     */
    public URI uri() {
        return URI.create("sim:" + name);
    }

    /**
     * Another address of the network.
     *
     * @param path tells it from the others
     * @return to be listened on
     */
    public URI uri(String path) {
        return URI.create("sim:" + name + "/" + path);
    }

    /**
     * The connection that was made last.
     *
     * @return open or not any more
     */
    public SimLink link() {
        return links.get(links.size() - 1);
    }

    /**
     * The connections that are not over.
     *
     * @return in the order in which they were made
     */
    public List<SimLink> links() {
        return links.stream().filter(link -> !link.isOver()).toList();
    }

    /**
     * What has happened.
     *
     * @return goes on while the network is used
     */
    public SimTrace trace() {
        return trace;
    }

    /**
     * Lets connections overtake each other: of all that have something to hand over at a time,
     * random numbers say which is next. Within one the order stays.
     *
     * @param random decides, or null: who has waited longest is next
     */
    public void shuffle(@Nullable Random random) {
        lanes.shuffle(random);
    }

    /**
     * Cuts what arrives into pieces, on every connection made from now on.
     *
     * @param how never null
     */
    public void splitAll(Splitting how) {
        splitting = how;
    }

    /**
     * Does something to every connection that is made from now on, before anything is sent.
     *
     * @param action never null; replaces the one before
     */
    public void prepare(Consumer<SimLink> action) {
        preparation = action;
    }

    CompletionStage<Void> connect(Endpoint endpoint, ConnectionAcceptor connecting) {
        String address = endpoint.uri().getSchemeSpecificPart();
        CompletableFuture<Void> opened = new CompletableFuture<>();
        @Nullable ConnectionAcceptor accepting = listening.get(address);
        if (accepting == null) {
            opened.completeExceptionally(
                    new TransportException(
                            "cannot connect to " + endpoint.uri() + ": nobody listens there",
                            null));
            return opened;
        }
        links.removeIf(SimLink::isOver);
        SimLink link = new SimLink(lanes, trace, address, ++made, keepsBoundaries);
        link.split(splitting);
        links.add(link);
        preparation.accept(link);
        link.open(accepting, connecting, opened);
        return opened;
    }

    CompletionStage<BoundEndpoint> bind(Endpoint endpoint, ConnectionAcceptor acceptor) {
        String address = endpoint.uri().getSchemeSpecificPart();
        if (listening.putIfAbsent(address, acceptor) != null) {
            return CompletableFuture.failedFuture(
                    new TransportException(endpoint.uri() + " is listened on already", null));
        }
        return CompletableFuture.completedFuture(
                new BoundEndpoint() {
                    @Override
                    public URI uri() {
                        return endpoint.uri();
                    }

                    @Override
                    public CompletionStage<Void> close() {
                        listening.remove(address);
                        return CompletableFuture.completedFuture(null);
                    }
                });
    }

    /** Forgets the addresses. */
    @Override
    public void close() {
        OPEN.remove(name);
        if (CURRENT.get() == this) {
            CURRENT.set(before);
        }
    }
}
