package dev.fluxar.tests.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.tests.stranger.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay over real sockets; its clock stands still unless a test moves it. */
@Timeout(60)
class RelayTest {

    private static final Faults NONE = new Faults(1, null, Duration.ZERO, Duration.ZERO);

    @TempDir private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

    private Relay relay;
    private SocketChannel caller;
    private SocketChannel target;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void bytesPassUnchangedBothWaysAndEachEndIsPassedOn(String scheme) throws Exception {
        join(scheme, NONE);
        CompletableFuture<Void> forth = CompletableFuture.runAsync(() -> writeAll(caller, 1, 3));
        CompletableFuture<Void> back = CompletableFuture.runAsync(() -> writeAll(target, 2, 3));
        CompletableFuture<byte[]> atTarget = CompletableFuture.supplyAsync(() -> readToEnd(target));
        assertThat(readToEnd(caller)).isEqualTo(bytes(2, 3));
        assertThat(Await.value(atTarget)).isEqualTo(bytes(1, 3));
        Await.value(forth);
        Await.value(back);
        assertThat(line()).startsWith("#1 opened");
        assertThat(line())
                .isEqualTo(
                        "#1 closed after 0 ms, %d bytes to the target, %d back", 3 << 20, 3 << 20);
        assertThat(relay.mostHeld()).isLessThanOrEqualTo(2 * TimedBytes.MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void aHalfThatIsClosedLeavesTheOtherOpen(String scheme) throws Exception {
        join(scheme, NONE);
        write(caller, "ask");
        caller.shutdownOutput();
        assertThat(new String(readToEnd(target), US_ASCII)).isEqualTo("ask");
        write(target, "answer");
        assertThat(read(caller, 6)).isEqualTo("answer");
        assertThat(lines).hasSize(1);
        target.shutdownOutput();
        assertThat(readToEnd(caller)).isEmpty();
        assertThat(line()).startsWith("#1 opened");
        assertThat(line()).isEqualTo("#1 closed after 0 ms, 3 bytes to the target, 6 back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void aCutEndsBothSidesAtTheDrawnAge(String scheme) throws Exception {
        Duration every = Duration.ofSeconds(2);
        long age = new CutSchedule(5, every).next();
        join(scheme, new Faults(5, every, Duration.ZERO, Duration.ZERO));
        move(age - 1);
        write(caller, "still");
        assertThat(read(target, 5)).isEqualTo("still");
        move(1);
        assertCut(caller, scheme);
        assertCut(target, scheme);
        long millis = age / 1_000_000;
        assertThat(line()).startsWith("#1 opened").endsWith("to be cut after " + millis + " ms");
        assertThat(line()).isEqualTo("#1 cut after %d ms, 5 bytes to the target, 0 back", millis);
    }

    @Test
    void theSecondConnectionIsCutAtTheSecondAge() throws Exception {
        Duration every = Duration.ofSeconds(2);
        CutSchedule schedule = new CutSchedule(6, every);
        long first = schedule.next() / 1_000_000;
        long second = schedule.next() / 1_000_000;
        join("tcp", new Faults(6, every, Duration.ZERO, Duration.ZERO));
        opened.add(connect());
        assertThat(line()).startsWith("#1 opened").endsWith("after " + first + " ms");
        assertThat(line()).startsWith("#2 opened").endsWith("after " + second + " ms");
    }

    @Test
    void aDelayHoldsEveryByteAndTheEndForThatLong() throws Exception {
        long delay = Duration.ofMillis(50).toNanos();
        join("tcp", new Faults(1, null, Duration.ofNanos(delay), Duration.ZERO));
        target.configureBlocking(false);
        write(caller, "first");
        awaitHeld(5);
        move(delay - 1);
        write(caller, "second");
        caller.shutdownOutput();
        // The relay has seen the clock since, and has released nothing.
        awaitHeld(11);
        assertThat(target.read(ByteBuffer.allocate(20))).isZero();
        move(1);
        awaitHeld(6);
        target.configureBlocking(true);
        assertThat(read(target, 5)).isEqualTo("first");
        target.configureBlocking(false);
        assertThat(target.read(ByteBuffer.allocate(20))).isZero();
        move(delay);
        target.configureBlocking(true);
        assertThat(new String(readToEnd(target), US_ASCII)).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void aReaderThatStandsStillBoundsWhatIsHeld(String scheme) throws Exception {
        join(scheme, NONE);
        // More than the systems' buffers and the relay together hold: the writer has to wait.
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeAll(caller, 3, 24));
        awaitHeld(TimedBytes.MOST_BYTES);
        assertThat(writing).isNotDone();
        assertThat(readToEnd(target)).isEqualTo(bytes(3, 24));
        Await.value(writing);
        assertThat(relay.mostHeld()).isEqualTo(TimedBytes.MOST_BYTES);
    }

    @Test
    void aResetIsPassedOn() throws Exception {
        join("tcp", NONE);
        write(caller, "x");
        assertThat(read(target, 1)).isEqualTo("x");
        caller.setOption(StandardSocketOptions.SO_LINGER, 0);
        caller.close();
        assertCut(target, "tcp");
        assertThat(line()).startsWith("#1 opened");
        assertThat(line())
                .isEqualTo("#1 lost by the caller after 0 ms, 1 bytes to the target, 0 back");
    }

    @Test
    void aTargetThatRefusesEndsTheCallerAndNotTheRelay() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        start("tcp://127.0.0.1:0", "tcp://127.0.0.1:" + port, NONE);
        for (int number = 1; number <= 2; number++) {
            try (SocketChannel refused = connect()) {
                assertCut(refused, "tcp");
            }
            assertThat(line()).startsWith("#" + number + " opened from 127.0.0.1:");
            assertThat(line())
                    .startsWith("#" + number + " refused by the target (Connection refused) after");
        }
    }

    @Test
    void aUnixTargetThatIsNotThereEndsTheCaller() throws Exception {
        start("tcp://127.0.0.1:0", "unix:" + directory.resolve("absent.sock"), NONE);
        try (SocketChannel refused = connect()) {
            assertCut(refused, "tcp");
        }
        assertThat(line()).startsWith("#1 refused by the target (");
    }

    @Test
    void whatIsOpenAtTheEndIsCutAndTheSocketsFileGoes() throws Exception {
        join("unix", NONE);
        write(caller, "x");
        assertThat(read(target, 1)).isEqualTo("x");
        assertThat(directory.resolve("relay.sock")).exists();
        relay.close();
        assertCut(caller, "unix");
        assertCut(target, "unix");
        assertThat(directory.resolve("relay.sock")).doesNotExist();
        assertThat(line()).startsWith("#1 opened");
        assertThat(line()).startsWith("#1 cut by the proxy's end after 0 ms, 1 bytes");
        Await.value(relay.ended());
    }

    @Test
    void connectionsBeyondTheMostWaitUntilOneEnds() throws Exception {
        ServerSocket server =
                new ServerSocket(0, 2 * Relay.MOST_CONNECTIONS, InetAddress.getLoopbackAddress());
        opened.add(server);
        start("tcp://127.0.0.1:0", "tcp://127.0.0.1:" + server.getLocalPort(), NONE);
        List<SocketChannel> callers = new ArrayList<>();
        for (int number = 1; number <= Relay.MOST_CONNECTIONS; number++) {
            callers.add(connect());
            opened.add(callers.get(number - 1));
            assertThat(line()).startsWith("#" + number + " opened");
        }
        opened.add(connect());
        // What passes now has been read in a turn in which the last one could have been accepted.
        opened.add(server.accept());
        Socket second = server.accept();
        opened.add(second);
        write(callers.get(1), "x");
        assertThat(second.getInputStream().read()).isEqualTo('x');
        assertThat(lines).isEmpty();
        callers.get(0).setOption(StandardSocketOptions.SO_LINGER, 0);
        callers.get(0).close();
        assertThat(line()).startsWith("#1 lost by the caller");
        assertThat(line()).startsWith("#" + (Relay.MOST_CONNECTIONS + 1) + " opened");
    }

    /** Starts a relay to a listener of this test, and joins one connection through it. */
    private void join(String scheme, Faults faults) throws IOException {
        String listen = "tcp://127.0.0.1:0";
        String to = listen;
        if (scheme.equals("unix")) {
            listen = "unix:" + directory.resolve("relay.sock");
            to = "unix:" + directory.resolve("target.sock");
        }
        RelayAddress address = RelayAddress.of(to);
        try (ServerSocketChannel server = address.bind()) {
            server.configureBlocking(true);
            start(listen, address.boundText(server), faults);
            caller = connect();
            opened.add(caller);
            target = server.accept();
            opened.add(target);
        }
    }

    private void start(String listen, String to, Faults faults) throws IOException {
        relay =
                new Relay(
                        RelayAddress.of(listen),
                        RelayAddress.of(to),
                        faults,
                        clock::get,
                        lines::add);
        opened.add(relay);
        relay.start();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(RelayAddress.of(relay.uri()).resolve());
    }

    private void move(long nanos) {
        clock.addAndGet(nanos);
        relay.wakeUp();
    }

    private void awaitHeld(int bytes) {
        Await.until(() -> "held " + relay.held() + " of " + bytes, () -> relay.held() == bytes);
    }

    private @Nullable String line() throws InterruptedException {
        return lines.poll(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(int seed, int mebibytes) {
        byte[] bytes = new byte[mebibytes << 20];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static void writeAll(SocketChannel channel, int seed, int mebibytes) {
        try {
            ByteBuffer source = ByteBuffer.wrap(bytes(seed, mebibytes));
            while (source.hasRemaining()) {
                channel.write(source);
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    private static String read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Until all is there.
        }
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    private static byte[] readToEnd(SocketChannel channel) {
        try {
            return Channels.newInputStream(channel).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** TCP tells a cut by a reset, a Unix socket by an end. */
    private static void assertCut(SocketChannel channel, String scheme) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1);
        if (scheme.equals("unix")) {
            assertThat(channel.read(bytes)).isEqualTo(-1);
        } else {
            assertThatThrownBy(() -> channel.read(bytes)).isInstanceOf(IOException.class);
        }
    }
}
