package dev.fluxar.tests.sim;

import dev.fluxar.Binder;
import dev.fluxar.Connector;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.hub.memory.MemoryHub;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Peers that talk over a simulated network, in virtual time: nothing happens, and no time passes,
 * but in {@link #run}, {@link #advance}, {@link #runUntil} and {@link #await}. Everything runs on
 * the thread that made the simulation, and whatever is left to chance follows from its {@link
 * #seed}.
 *
 * <p>While it is open, every address {@code sim:name} that is listened on or connected to on this
 * thread is one of its network. Blocking methods of the face ({@code await()} above all) would wait
 * for a time that stands still: use their non-blocking twins, and {@link #await} of this class.
 *
 * <p>Faults are those of all connections here, those of one at its {@link SimLink}.
 */
public final class Sim implements AutoCloseable {

    /** How much virtual time {@link #await(CompletionStage)} lets pass. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SimNetwork network = new SimNetwork();
    private final VirtualLoop loop = network.loop();
    private final long seed;
    private final Random random;

    private final Random splits;
    private final Random delays;
    private final Random turns;

    private Duration latency = Duration.ZERO;
    private Duration jitter = Duration.ZERO;
    private Splitting splitting = Splitting.WHOLE;
    private Consumer<SimLink> preparation = link -> {};

    /**
     * Opens one, whose names are those of this thread until it is closed.
     *
     * @param seed what random numbers begin with: with the same one the same happens
     */
    public Sim(long seed) {
        this.seed = seed;
        Random seeds = new Random(seed);
        this.random = new Random(seeds.nextLong());
        this.splits = new Random(seeds.nextLong());
        this.delays = new Random(seeds.nextLong());
        this.turns = new Random(seeds.nextLong());
        network.adoptNames();
        network.prepare(this::prepared);
    }

    private void prepared(SimLink link) {
        link.latency(latency);
        link.jitter(jitter, delays);
        link.split(splitting);
        preparation.accept(link);
    }

    /**
     * What random numbers began with.
     *
     * @return to be given to {@link SimTest} or {@link #Sim(long)} to have the same again
     */
    public long seed() {
        return seed;
    }

    /**
     * Random numbers for the test's own choices.
     *
     * @return the same ones in every run with the same seed
     */
    public Random random() {
        return random;
    }

    /**
     * Prepares to listen, with {@link #options}.
     *
     * @param name becomes the address {@code sim:name}
     * @return handlers go here, then {@link Binder#start}
     */
    public Binder listen(String name) {
        return Peer.listen(address(name)).options(options());
    }

    /**
     * Prepares to connect, with {@link #options}.
     *
     * @param name of an address that is listened on
     * @return handlers go here, then {@link Connector#start}
     */
    public Connector connect(String name) {
        return Peer.connect(address(name)).options(options());
    }

    /**
     * An address of this simulation.
     *
     * @param name begins with a letter
     * @return {@code sim:name}
     */
    public String address(String name) {
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            throw new IllegalArgumentException("name is '" + name + "', expected a letter first");
        }
        return "sim:" + name;
    }

    /**
     * The default settings, but for handlers that may block: they run by {@link #blocking}.
     *
     * @return to be changed and given to a connector or binder
     */
    public PeerOptions options() {
        return PeerOptions.DEFAULT.withBlocking(blocking());
    }

    /**
     * Runs handlers that may block on the loop, each in a turn of its own. They may compute as long
     * as they like, which takes no virtual time; what would have to wait for the loop ({@code
     * await()}, a {@code send} of a stream that is full, a cursor that is empty) is refused with
     * {@link IllegalStateException}.
     *
     * @return for {@link PeerOptions#withBlocking}
     */
    public Executor blocking() {
        return loop;
    }

    /**
     * A hub in memory whose waiting is in virtual time. Timestamps of events are those of the
     * machine.
     *
     * @param options its bounds and settings
     * @return a fresh one, empty
     */
    public Hub hub(HubOptions options) {
        Random ids = new Random(random.nextLong());
        return Hub.on(new MemoryHub(options, () -> bytes16(ids), loop::nanoTime));
    }

    private static byte[] bytes16(Random from) {
        byte[] bytes = new byte[16];
        from.nextBytes(bytes);
        return bytes;
    }

    /**
     * How much time has passed.
     *
     * @return since the simulation was opened
     */
    public Duration elapsed() {
        return loop.elapsed();
    }

    /**
     * Runs everything that can be run without time passing.
     *
     * @throws IllegalStateException when a task of the loop failed, or another thread has meddled
     */
    public void run() {
        loop.run();
    }

    /**
     * Lets time pass, and everything happen that becomes due.
     *
     * @param time zero or more
     * @throws IllegalStateException as {@link #run}
     */
    public void advance(Duration time) {
        loop.advance(time);
    }

    /**
     * Lets time pass until something is so.
     *
     * @param condition asked at every point in time at which something has happened
     * @param within how much time may pass
     * @throws AssertionError when it is not so by then
     * @throws IllegalStateException as {@link #run}
     */
    public void runUntil(BooleanSupplier condition, Duration within) {
        if (!loop.advance(within, condition)) {
            throw new AssertionError("the condition was not met within " + within);
        }
    }

    /**
     * Lets time pass until something has completed, {@link #PATIENCE} at most.
     *
     * @param pending what {@code start} or {@code send} returned, for example
     * @param <T> type of its value
     * @return its value; what it failed with is thrown
     * @throws AssertionError when it has not completed by then
     */
    public <T extends @Nullable Object> T await(CompletionStage<T> pending) {
        return await(pending, PATIENCE);
    }

    /**
     * Lets time pass until something has completed.
     *
     * @param pending what {@code start} or {@code send} returned, for example
     * @param within how much time may pass
     * @param <T> type of its value
     * @return its value; what it failed with is thrown: a {@link RuntimeException} such as {@link
     *     dev.fluxar.FluxarException} itself, anything else in a {@link CompletionException}
     * @throws AssertionError when it has not completed by then
     * @throws IllegalStateException as {@link #run}
     */
    public <T extends @Nullable Object> T await(CompletionStage<T> pending, Duration within) {
        CompletableFuture<T> future = pending.toCompletableFuture();
        if (!loop.advance(within, future::isDone)) {
            throw new AssertionError("it did not complete within " + within);
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof RuntimeException failure ? failure : e;
        }
    }

    /**
     * Something that takes time: what a handler returns that answers later, for example.
     *
     * @param time how long
     * @return completes on the loop when so much time has passed; cancelling it has no effect on
     *     the time
     */
    public CompletableFuture<@Nullable Void> after(Duration time) {
        CompletableFuture<@Nullable Void> passed = new CompletableFuture<>();
        loop.schedule(() -> passed.complete(null), time.toNanos());
        return passed;
    }

    // Faults of all connections, those that are open too

    /**
     * Delays everything that is sent from now on.
     *
     * @param oneWay how long it is under way; zero at first
     * @return this
     */
    public Sim latency(Duration oneWay) {
        latency = notNegative("latency", oneWay);
        network.links().forEach(link -> link.latency(oneWay));
        return this;
    }

    /**
     * Delays every write from now on by a random time beyond the latency, so that connections
     * overtake each other. Within one the order stays.
     *
     * @param most the longest; zero at first
     * @return this
     */
    public Sim jitter(Duration most) {
        jitter = notNegative("jitter", most);
        network.links().forEach(link -> link.jitter(most, delays));
        return this;
    }

    private static Duration notNegative(String what, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " is " + value + ", expected 0 or more");
        }
        return value;
    }

    /**
     * Cuts what arrives into pieces.
     *
     * @param how for example {@link Splitting#EVERY_BYTE}; {@link Splitting#WHOLE} at first
     * @return this
     */
    public Sim split(Splitting how) {
        splitting = how;
        network.splitAll(how);
        network.links().forEach(link -> link.split(how));
        return this;
    }

    /**
     * Cuts what arrives into pieces of random length.
     *
     * @return this
     */
    public Sim splitAtRandom() {
        return split(Splitting.random(splits));
    }

    /**
     * Lets connections overtake each other: of all that have something to hand over at a time, any
     * may be next. Within one the order stays.
     *
     * @param on whether; at first who has waited longest is next
     * @return this
     */
    public Sim shuffle(boolean on) {
        network.shuffle(on ? turns : null);
        return this;
    }

    /**
     * Does something to every connection that is made from now on, before anything is sent: says
     * after how many bytes it breaks, for example.
     *
     * @param action replaces the one before
     * @return this
     */
    public Sim prepare(Consumer<SimLink> action) {
        preparation = action;
        return this;
    }

    // Faults of one connection

    /**
     * The connection that a peer's session is on.
     *
     * @param peer at either end of a connection of this simulation
     * @return not over yet
     * @throws IllegalArgumentException when it has none
     */
    public SimLink link(Peer peer) {
        for (SimLink link : network.links()) {
            if (link.name().equals(peer.remote())) {
                return link;
            }
        }
        throw new IllegalArgumentException(
                peer
                        + " has no connection, expected one of "
                        + network.links().size()
                        + " that are open");
    }

    /**
     * Breaks the connection of a peer: what is under way is lost, and both ends hear of it at once.
     *
     * @param peer at either end
     * @throws IllegalArgumentException when it has none
     */
    public void cut(Peer peer) {
        link(peer).cut();
        loop.run();
    }

    /** Breaks every connection. */
    public void cut() {
        network.links().forEach(SimLink::cut);
        loop.run();
    }

    /**
     * The network, its connections, its loop, and the {@linkplain SimNetwork#trace trace} of what
     * has happened.
     *
     * @return the only one
     */
    public SimNetwork network() {
        return network;
    }

    /**
     * Gives the names back, and runs what was due.
     *
     * @throws IllegalStateException as {@link #run}
     */
    @Override
    public void close() {
        try {
            loop.run();
        } finally {
            network.close();
        }
    }
}
