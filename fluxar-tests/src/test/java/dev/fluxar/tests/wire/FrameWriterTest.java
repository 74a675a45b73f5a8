package dev.fluxar.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.tests.simulation.NotedConnection;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames on their way to a connection: §5.1-1, §5.2-1. */
class FrameWriterTest {

    private final List<byte[]> writes = new ArrayList<>();

    private NotedConnection connection(boolean boundaries) {
        return new NotedConnection(boundaries, () -> true, writes::add);
    }

    private static void frame(FrameWriter writer, int length) {
        WriteBuffer out = writer.begin();
        assertThat(writer.content()).isZero();
        out.write(new byte[length], 0, length);
        assertThat(writer.content()).isEqualTo(length);
        writer.end();
    }

    // §5.1-1
    @Test
    void framesAreGatheredIntoOneWriteAndEachHasItsLengthInFront() {
        NotedConnection connection = connection(false);
        FrameWriter writer = new FrameWriter(connection, new WriteBuffer(16));
        frame(writer, 3);
        frame(writer, 300);
        assertThat(writes).isEmpty();
        writer.flush();
        assertThat(connection.flushes).isOne();
        ByteBuffer bytes = ByteBuffer.wrap(writes.get(0));
        assertThat(bytes.getInt()).isEqualTo(3);
        assertThat(bytes.getInt(7)).isEqualTo(300);
        assertThat(bytes.capacity()).isEqualTo(311);
        writer.flush();
        assertThat(connection.flushes).isOne();
    }

    // §5.1-1: large content is spliced into the buffer, and counts
    @Test
    void thePrefixCountsContentThatIsNotCopied() {
        NotedConnection connection = connection(false);
        FrameWriter writer = new FrameWriter(connection, new WriteBuffer(16));
        frame(writer, 5);
        frame(writer, 200_000);
        frame(writer, 7);
        writer.flush();
        ByteBuffer bytes = ByteBuffer.allocate(200_024);
        writes.forEach(bytes::put);
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(bytes.getInt(9)).isEqualTo(200_000);
        assertThat(bytes.getInt(200_013)).isEqualTo(7);
    }

    @Test
    void whatIsGatheredIsWrittenOnceItIsWorthIt() {
        NotedConnection connection = connection(false);
        FrameWriter writer = new FrameWriter(connection, new WriteBuffer(16));
        for (int i = 0; i < 100; i++) {
            frame(writer, 1020);
        }
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0)).hasSize(FrameWriter.GATHERED);
        assertThat(connection.flushes).isZero();
        writer.flush();
        assertThat(writes).hasSize(2);
    }

    // §5.2-1
    @Test
    void whereBoundariesAreKeptEveryFrameIsAMessageWithoutAPrefix() {
        NotedConnection connection = connection(true);
        FrameWriter writer = new FrameWriter(connection, new WriteBuffer(16));
        frame(writer, 3);
        frame(writer, 70_000);
        writer.flush();
        assertThat(writes).extracting(bytes -> bytes.length).containsExactly(3, 70_000);
        assertThat(connection.flushes).isOne();
    }

    // The buffer is shared by the sessions of a loop
    @Test
    void whatIsDiscardedReachesNobody() {
        WriteBuffer shared = new WriteBuffer(16);
        FrameWriter failing =
                new FrameWriter(
                        new NotedConnection(
                                false,
                                () -> true,
                                bytes -> {
                                    throw new AssertionError("written");
                                }),
                        shared);
        frame(failing, 10);
        failing.begin().write(new byte[40_000], 0, 40_000);
        failing.discard();
        FrameWriter writer = new FrameWriter(connection(false), shared);
        frame(writer, 2);
        writer.flush();
        failing.flush();
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0)).hasSize(6);
    }
}
