package dev.fluxar.tests.streamrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.tests.rivals.LocalServer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is measured delivers every item, in order and whole, until it is cancelled. */
class StreamSystemsTest {

    private static final int WINDOW = 64;

    /** It warns of items that wait to be written when a stream is cancelled. */
    private static final Logger GRPC = Logger.getLogger("io.grpc.netty.shaded");

    @BeforeAll
    static void expectCancelledStreams() {
        GRPC.setLevel(Level.SEVERE);
    }

    @ParameterizedTest
    @EnumSource(StreamSystems.class)
    void everyItemArrivesInOrderUntilTheStreamIsCancelled(StreamSystems which) throws Exception {
        StreamSystem system = which.create();
        assertThat(system.describe()).contains("Netty");
        try (LocalServer server = system.listen();
                StreamClient client = system.connect(server.port())) {
            assertThat(read(client, 64, 20_000)).isEqualTo("cancelled");
            assertThat(read(client, 65_536, 500)).isEqualTo("cancelled");
            assertThat(read(client, 64, 20_000)).isEqualTo("cancelled");
        }
    }

    /** Reads at least that many items, then cancels; how it ended. */
    private static Object read(StreamClient client, int payloadBytes, int items) throws Exception {
        Checked sink = new Checked(payloadBytes, items);
        Runnable cancel = client.open(payloadBytes, WINDOW, sink);
        assertThat(sink.events.poll(20, TimeUnit.SECONDS)).isEqualTo("enough");
        cancel.run();
        return sink.events.poll(20, TimeUnit.SECONDS);
    }

    private static final class Checked implements ItemSink {

        private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final int payloadBytes;
        private final int enough;
        private int items;

        Checked(int payloadBytes, int enough) {
            this.payloadBytes = payloadBytes;
            this.enough = enough;
        }

        @Override
        public void item(int bytes, long stamp, long number) {
            boolean stamped = items % ItemPayloads.STAMPED == 0;
            if (bytes != payloadBytes
                    || (stamp != 0) != stamped
                    || number != (stamped ? items : 0)
                    || stamp > System.nanoTime()) {
                events.add("item " + items + ": " + bytes + " bytes, " + stamp + ", " + number);
            }
            items++;
            if (items == enough) {
                events.add("enough");
            }
        }

        @Override
        public void cancelled() {
            events.add("cancelled");
        }

        @Override
        public void failed(Throwable cause) {
            events.add(cause);
        }
    }
}
