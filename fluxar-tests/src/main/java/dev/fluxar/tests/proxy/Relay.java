package dev.fluxar.tests.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins every connection that it accepts to a new one to the target. One thread does everything. At
 * most {@link #MOST_CONNECTIONS} are open, further ones wait to be accepted; of each, at most
 * {@link TimedBytes#MOST_BYTES} are held in each direction.
 */
public final class Relay implements AutoCloseable {

    /** How many connections are open at once. */
    static final int MOST_CONNECTIONS = 256;

    private static final int READ_BYTES = 64 << 10;

    private final RelayAddress listen;
    private final SocketAddress target;
    private final Faults faults;
    private final LongSupplier clock;
    private final Consumer<String> lines;
    private final long start;
    private final CutSchedule cuts;
    private final SplittableRandom jitter;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final SelectionKey serverKey;
    private final @Nullable Object identity;
    private final String uri;
    private final Thread thread = new Thread(this::run, "fluxar-proxy");
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(READ_BYTES);
    private final List<Joined> open = new ArrayList<>();
    private int accepted;
    private boolean started;
    private volatile boolean closing;
    private volatile int held;
    private volatile int mostHeld;

    /**
     * Listens; connections wait until it is started.
     *
     * @param clock in nanoseconds
     * @param lines takes one for each connection that opens or ends, on the relay's thread
     * @throws IOException when an address is not known, or is in use
     */
    Relay(
            RelayAddress listen,
            RelayAddress target,
            Faults faults,
            LongSupplier clock,
            Consumer<String> lines)
            throws IOException {
        this.listen = listen;
        this.target = target.resolve();
        this.faults = faults;
        this.clock = clock;
        this.lines = lines;
        this.start = clock.getAsLong();
        this.cuts = new CutSchedule(faults.seed(), faults.cutEvery());
        // Apart from the cuts, which must not depend on how bytes come.
        this.jitter = new SplittableRandom(~faults.seed());
        this.selector = Selector.open();
        try {
            this.server = listen.bind();
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
        this.serverKey = server.register(selector, SelectionKey.OP_ACCEPT);
        this.identity = listen.identity();
        this.uri = listen.boundText(server);
        thread.setDaemon(true);
    }

    /**
     * One that cuts, and runs.
     *
     * @param listen where; port 0 lets the system choose
     * @param target where to
     * @param every about how old connections get, null for no cutting
     * @param seed of their ages
     * @throws IOException when an address is not known, or is in use
     */
    public static Relay cutting(String listen, String target, @Nullable Duration every, long seed)
            throws IOException {
        Relay relay =
                new Relay(
                        RelayAddress.of(listen),
                        RelayAddress.of(target),
                        new Faults(seed, every, Duration.ZERO, Duration.ZERO),
                        System::nanoTime,
                        line -> {});
        relay.start();
        return relay;
    }

    /** Where it listens. */
    public String uri() {
        return uri;
    }

    /** Begins to accept. */
    synchronized void start() {
        started = true;
        thread.start();
    }

    /** Done when it has ended; fails when it had to end because of a failure. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** How many bytes are on their way, as of the last turn. */
    int held() {
        return held;
    }

    /** The most that {@link #held} has been. */
    int mostHeld() {
        return mostHeld;
    }

    /** Has it look at the clock. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Cuts what is open and waits until all is closed. */
    @Override
    public synchronized void close() {
        closing = true;
        selector.wakeup();
        if (!started) {
            started = true;
            thread.start();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                await();
                turn();
            }
            end();
            ended.complete(null);
        } catch (IOException | RuntimeException failure) {
            closeQuietly();
            ended.completeExceptionally(failure);
        }
    }

    private long now() {
        return clock.getAsLong() - start;
    }

    private void await() throws IOException {
        long now = now();
        long due = CutSchedule.NEVER;
        for (Joined one : open) {
            due = Math.min(due, one.nextDue(now));
        }
        if (due == CutSchedule.NEVER) {
            selector.select();
        } else if (due <= now) {
            selector.selectNow();
        } else {
            // Rounded up: a turn before its time would be for nothing.
            selector.select(1 + TimeUnit.NANOSECONDS.toMillis(due - now - 1));
        }
    }

    private void turn() throws IOException {
        boolean arrivals = selector.selectedKeys().contains(serverKey);
        long now = now();
        int sum = 0;
        for (Joined one : open) {
            one.advance(shared, now);
            sum += one.held();
        }
        selector.selectedKeys().clear();
        held = sum;
        mostHeld = Math.max(mostHeld, sum);
        open.removeIf(Joined::isOver);
        if (arrivals) {
            accept(now);
        }
        serverKey.interestOps(open.size() < MOST_CONNECTIONS ? SelectionKey.OP_ACCEPT : 0);
    }

    private void accept(long now) throws IOException {
        while (open.size() < MOST_CONNECTIONS) {
            SocketChannel caller = server.accept();
            if (caller == null) {
                return;
            }
            join(caller, ++accepted, now);
        }
    }

    private void join(SocketChannel caller, int number, long now) {
        // Drawn for every connection, so that a refused one does not shift the others' ages.
        long cutAge = cuts.next();
        SocketChannel to = null;
        try {
            String from = text(caller.getRemoteAddress());
            caller.configureBlocking(false);
            to = RelayAddress.open(target);
            undelayed(caller);
            undelayed(to);
            boolean connected = to.connect(target);
            Joined joined =
                    new Joined(
                            number,
                            caller.register(selector, connected ? SelectionKey.OP_READ : 0),
                            to.register(
                                    selector,
                                    connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT),
                            bytes(),
                            bytes(),
                            now,
                            cutAge,
                            lines);
            open.add(joined);
            lines.accept("#" + number + " opened" + from + cutText(cutAge));
        } catch (IOException refused) {
            Joined.reset(caller);
            Joined.close(caller);
            Joined.close(to);
            lines.accept("#" + number + " refused by the target (" + refused.getMessage() + ")");
        }
    }

    private TimedBytes bytes() {
        return new TimedBytes(faults.delay(), faults.jitter(), jitter);
    }

    private static String text(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress
                ? " from " + remote.toString().replace("/", "")
                : "";
    }

    private static String cutText(long cutAge) {
        return cutAge == CutSchedule.NEVER
                ? ""
                : ", to be cut after " + TimeUnit.NANOSECONDS.toMillis(cutAge) + " ms";
    }

    /** As the transports have it: the relay's own delays are to be the only ones. */
    private static void undelayed(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    private void end() throws IOException {
        long now = now();
        for (Joined one : open) {
            one.cut("cut by the proxy's end", now);
        }
        server.close();
        // This closes the channels that were registered, which is when TCP resets them.
        selector.close();
        listen.deleteOwn(identity);
    }

    private void closeQuietly() {
        try {
            end();
        } catch (IOException | RuntimeException alsoFailed) {
            // What ended the relay is told instead.
        }
    }
}
