package dev.fluxar.tests.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Credit;
import dev.fluxar.Cursor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import dev.fluxar.ItemStream;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample streams with readers that the tool itself is not. */
class SampleStreamsTest {

    private static final int PATIENCE_SECONDS = 20;

    @TempDir private Path directory;

    private final List<Peer> peers = new ArrayList<>();
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        var binder = Peer.listen("mem:sample-streams").options(PeerOptions.DEFAULT);
        SampleStreams.answerAll(binder, ServedDirectory.of(directory));
        listener = binder.await();
    }

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
        listener.close();
    }

    private Peer connect() throws InterruptedException {
        Peer peer = Peer.connect("mem:sample-streams").await();
        peers.add(peer);
        return peer;
    }

    @Test
    void countersThatWaitHaveNoThreads() throws Exception {
        Peer peer = connect();
        await(count(peer, 1));
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<CompletableFuture<Void>> counters = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            counters.add(count(peer, 4));
        }
        Set<Thread> meanwhile =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .collect(Collectors.toSet());
        assertThat(meanwhile).hasSizeLessThan(5);
        for (CompletableFuture<Void> counter : counters) {
            await(counter);
        }
    }

    private static CompletableFuture<Void> count(Peer peer, int to) {
        List<Integer> numbers = new ArrayList<>();
        return peer.stream("count")
                .with(Map.of("to", to, "delayMs", 10))
                .forEach(Integer.class, numbers::add)
                .thenRun(() -> assertThat(numbers).hasSize(to).last().isEqualTo(to));
    }

    @Test
    void aFileIsReadAsFastAsItsReaderTakesIt() throws Exception {
        String line = "x".repeat(1000);
        Files.writeString(directory.resolve("long"), (line + "\n").repeat(20_000));
        Peer peer = connect();
        try (Cursor<String> lines =
                peer.stream("lines")
                        .with(Map.of("file", "long"))
                        .window(new Credit(8, 10_000))
                        .cursor(String.class)) {
            assertThat(lines.next()).isEqualTo(line);
            assertThat(peer.stats().held()).isLessThan(1 << 20);
            int count = 1;
            while (lines.hasNext()) {
                assertThat(lines.next()).isEqualTo(line);
                count++;
            }
            assertThat(count).isEqualTo(20_000);
        }
    }

    @Test
    void aLineThatIsTooLongFailsTheStream() throws Exception {
        Files.writeString(directory.resolve("f"), "short\n" + "x".repeat(64 * 1024 + 1) + "\n");
        try (Cursor<String> lines =
                connect().stream("lines").with(Map.of("file", "f")).cursor(String.class)) {
            // What was not written yet when it failed is dropped.
            assertThatThrownBy(() -> lines.forEach(line -> assertThat(line).isEqualTo("short")))
                    .isInstanceOfSatisfying(
                            FluxarException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE.code()))
                    .hasMessage("line 2 of 'f' is longer than 65536 bytes, expected at most that");
        }
    }

    @Test
    void everyoneInTheRoomHearsTheSameInTheSameOrder() throws Exception {
        Peer connection = connect();
        ItemStream ada = connection.stream("chat").with("Ada").open();
        Cursor<Map<String, Object>> toAda = ada.cursor(MAP);
        assertThat(toAda.next()).isEqualTo(Map.of("joined", "Ada"));
        ItemStream bob = connect().stream("chat").with("Bob").open();
        Cursor<Map<String, Object>> toBob = bob.cursor(MAP);
        assertThat(toBob.next()).isEqualTo(Map.of("joined", "Bob"));
        for (int i = 0; i < 100; i++) {
            ada.send(i);
            bob.send(-i);
        }
        List<Map<String, Object>> heardByBob = take(toBob, 200);
        assertThat(toAda.next()).isEqualTo(Map.of("joined", "Bob"));
        assertThat(take(toAda, 200)).isEqualTo(heardByBob);
        assertThat(heardByBob)
                .filteredOn(said -> said.get("from").equals("Ada"))
                .extracting(said -> said.get("said"))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        ada.end();
        assertThat(toAda.hasNext()).isFalse();
        await(ada.closed());
        assertThat(toBob.next()).isEqualTo(Map.of("left", "Ada"));
        connection.close();
        bob.cancel();
    }

    @Test
    void whoLosesTheConnectionHasLeft() throws Exception {
        Peer connection = connect();
        ItemStream ada = connection.stream("chat").with("Ada").open();
        assertThat(ada.cursor(MAP).next()).isEqualTo(Map.of("joined", "Ada"));
        Cursor<Map<String, Object>> toBob = connect().stream("chat").with("Bob").open().cursor(MAP);
        assertThat(toBob.next()).isEqualTo(Map.of("joined", "Bob"));
        connection.close();
        assertThat(toBob.next()).isEqualTo(Map.of("left", "Ada"));
    }

    /** All that was said is either heard or told as missed; and nobody else has waited. */
    @Test
    void whoReadsTooSlowlyIsToldHowMuchWasMissed() throws Exception {
        int said = 5000;
        ItemStream slow = connect().stream("chat").with("Slow").window(new Credit(1, 100)).open();
        Peer connection = connect();
        ItemStream talker = connection.stream("chat").with("Talker").open();
        Cursor<Map<String, Object>> toTalker = talker.cursor(MAP);
        assertThat(toTalker.next()).isEqualTo(Map.of("joined", "Talker"));
        for (int i = 0; i < said; i++) {
            talker.send(i);
            if (i % 100 == 99) {
                take(toTalker, 100);
            }
        }
        talker.end();
        assertThat(toTalker.hasNext()).isFalse();

        Cursor<Map<String, Object>> toSlow = slow.cursor(MAP);
        long all = 1 + 1 + said + 1;
        long heard = 0;
        long missed = 0;
        while (heard + missed < all) {
            Map<String, Object> item = toSlow.next();
            if (item.get("missed") instanceof Number count) {
                missed += count.longValue();
            } else {
                heard++;
            }
        }
        assertThat(heard + missed).isEqualTo(all);
        assertThat(missed).isGreaterThan(said / 2);
        slow.end();
        await(slow.closed());
    }

    @Test
    void theRoomHasBounds() throws Exception {
        Peer peer = connect();
        List<ItemStream> inside = new ArrayList<>();
        for (int i = 0; i < ChatRoom.MOST_PARTICIPANTS; i++) {
            inside.add(peer.stream("chat").with("P" + i).open());
        }
        assertThatThrownBy(() -> await(peer.stream("chat").with("Late").open().closed()))
                .hasMessageContaining("the room is full, expected at most 256 participants");
        inside.get(0).send("x".repeat(ChatRoom.MOST_BYTES));
        assertThatThrownBy(() -> await(inside.get(0).closed()))
                .hasMessageContaining("it has 4099 bytes, expected at most 4096");
        assertThatThrownBy(() -> await(peer.stream("chat").with("x".repeat(65)).open().closed()))
                .hasMessageContaining("the name has 65 characters, expected 1 to 64");
    }

    private static final GenericType<Map<String, Object>> MAP = new GenericType<>() {};

    private static List<Map<String, Object>> take(Cursor<Map<String, Object>> items, int count) {
        List<Map<String, Object>> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(items.next());
        }
        return taken;
    }

    private static void await(CompletableFuture<?> future) throws Exception {
        future.get(PATIENCE_SECONDS, SECONDS);
    }
}
