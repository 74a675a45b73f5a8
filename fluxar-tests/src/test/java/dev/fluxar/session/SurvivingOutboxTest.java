package dev.fluxar.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.session.resume.AckClock;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.tests.simulation.NotedConnection;
import dev.fluxar.transport.WriteBuffer;
import dev.fluxar.wire.FrameWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits to be written where what was written is kept. */
class SurvivingOutboxTest {

    private final ReplayBuffer replay = new ReplayBuffer(8192);
    private final Outbox outbox = new Outbox(new Budget(1 << 20), null);
    private final FrameWriter writer =
            new FrameWriter(
                    new NotedConnection(false, () -> true, bytes -> {}), new WriteBuffer(16));

    SurvivingOutboxTest() {
        outbox.survive(replay, new Receiving(new AckClock(8192)));
    }

    private static Envelope item(int bytes) {
        return new Envelope(
                MessageType.STREAM,
                0,
                0,
                1,
                1,
                "x".getBytes(US_ASCII),
                null,
                Payload.bytes(new byte[bytes]),
                null);
    }

    private void write() {
        outbox.writeTo(writer, 1 << 20, false, 0);
        writer.flush();
    }

    /** Takes something of unknown length only where it can be written. */
    private static final class Asking extends EnvelopeSource {
        final List<Boolean> told = new ArrayList<>();
        int bytes;

        @Override
        protected boolean writeTo(EnvelopeSink out) {
            boolean takes = out.takesAny();
            told.add(takes);
            return takes ? !out.write(item(bytes)) : true;
        }
    }

    // §9.9-3: what was asked for can be written, and nothing is asked for again meanwhile
    @Test
    void anyEnvelopeIsTakenOnlyWhereTheLongestCanBeKept() {
        Asking source = new Asking();
        source.bytes = 4000;
        for (int i = 0; i < 3; i++) {
            outbox.add(source);
            write();
        }
        assertThat(source.told).containsExactly(true, true, false);
        assertThat(replay.written()).isEqualTo(2);
        assertThat(replay.kept()).isBetween(8000L, 8192L);
        assertThat(outbox.isEmpty()).isFalse();
        assertThat(outbox.hasOutput()).isFalse();
        replay.ack(1);
        write();
        assertThat(source.told).containsExactly(true, true, false, true);
        assertThat(replay.written()).isEqualTo(3);
        assertThat(outbox.isEmpty()).isTrue();
    }

    // §9.9-3: what is next waits, also where something shorter is behind it
    @Test
    void nothingOvertakesWhatWaits() {
        List<Integer> written = new ArrayList<>();
        for (int bytes : new int[] {4000, 3000, 2000, 10}) {
            Envelope next =
                    new Envelope(
                            MessageType.CALL,
                            1,
                            bytes,
                            0,
                            0,
                            "x".getBytes(US_ASCII),
                            null,
                            Payload.bytes(new byte[bytes]),
                            null) {
                        @Override
                        public void written() {
                            written.add(bytes);
                        }
                    };
            outbox.add(next);
        }
        write();
        assertThat(written).containsExactly(4000, 3000);
        replay.ack(1);
        write();
        assertThat(written).containsExactly(4000, 3000, 2000, 10);
    }

    // §9.9-4
    @Test
    void whatIsForgottenAtTheEndAsksForNothing() {
        outbox.add(item(10));
        outbox.clear();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.hasOutput()).isFalse();
    }
}
