package dev.fluxar.patterns.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Limits;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionSettings;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.transport.WriteBuffer;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a payload is put together, and what it takes meanwhile. */
class InboundTransferTest {

    private static final Limits LIMITS = Limits.DEFAULT;
    private static final int PART = LIMITS.part();

    private final Session session;
    private final Parts parts;

    InboundTransferTest() {
        Exchanges exchanges = new Exchanges(1, 10, null);
        session =
                new Session(
                        new SessionSettings(
                                Role.INITIATOR, null, "t", LIMITS, 15_000, 1, true, true),
                        exchanges,
                        new IdGenerator(1, 2),
                        new byte[0],
                        new EnvelopeDecoder(),
                        new EnvelopeView(),
                        null,
                        0);
        exchanges.bind(session);
        parts = new Parts(exchanges, LIMITS);
    }

    private Budget budget() {
        return session.budget();
    }

    private static EnvelopeView view(
            @Nullable String target, byte @Nullable [] meta, @Nullable Payload payload) {
        WriteBuffer out = new WriteBuffer(100);
        out.write(new byte[7], 0, 7); // Somewhere in the middle of what was read.
        EnvelopeEncoder.encode(
                new Envelope(
                        MessageType.CALL,
                        1,
                        2,
                        3,
                        4,
                        target == null ? null : target.getBytes(),
                        meta,
                        payload,
                        null),
                out,
                0);
        byte[] bytes = out.toByteArray();
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(bytes, 7, bytes.length, view);
        return view;
    }

    private static EnvelopeView part(byte[] bytes) {
        return view("part", null, Payload.bytes(bytes));
    }

    private static long taken(InboundTransfer transfer) {
        try {
            Field chunks = InboundTransfer.class.getDeclaredField("chunks");
            chunks.setAccessible(true);
            return ((Collection<?>) chunks.get(transfer))
                    .stream().mapToLong(chunk -> ((byte[]) chunk).length).sum();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] item(int size) {
        WriteBuffer out = new WriteBuffer(size);
        byte[] content = new byte[size - 5];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 127);
        }
        CborWriter.head(out, CborReader.BYTES, content.length);
        out.write(content, 0, content.length);
        return out.toByteArray();
    }

    // §6.3-8 §11.3-1
    @ParameterizedTest
    @CsvSource({
        "1000000, 1",
        "1000000, 1000",
        "1000000, 65535",
        "1000000, 65536",
        "70000, 65536",
        "16777216, 65536"
    })
    void itTakesNoMoreThanHasArrivedAndOnePart(int size, int length) {
        byte[] item = item(size);
        InboundTransfer transfer = parts.receive(view(null, null, null), size);
        assertThat(taken(transfer)).isZero();
        int at = 0;
        while (size - at > length) {
            assertThat(transfer.read(part(Arrays.copyOfRange(item, at, at + length)))).isFalse();
            at += length;
            if (taken(transfer) < at || taken(transfer) > at + PART) {
                throw new AssertionError(taken(transfer) + " taken for " + at);
            }
        }
        assertThat(transfer.read(part(Arrays.copyOfRange(item, at, size)))).isTrue();
        EnvelopeView whole = transfer.whole();
        assertThat(whole.copyPayload()).isEqualTo(item);
        assertThat(taken(transfer)).isZero();
        transfer.giveBack();
        assertThat(budget().used()).isZero();
    }

    // §6.3-1
    @Test
    void allOfItIsReservedAtOnceAndGivenBackOnce() {
        EnvelopeView announced = view(null, null, null);
        assertThat(parts.fits(announced, 5000)).isTrue();
        InboundTransfer transfer = parts.receive(announced, 5000);
        assertThat(budget().theirs()).isEqualTo(5000 + announced.length());
        transfer.read(part(new byte[4000]));
        transfer.discard();
        transfer.giveBack();
        transfer.discard();
        assertThat(budget().theirs()).isZero();
        assertThat(taken(transfer)).isZero();
        assertThat(transfer.discards()).isTrue();
        assertThat(transfer.read(part(new byte[1000]))).isTrue();
        assertThat(taken(transfer)).isZero();
        assertThatThrownBy(transfer::whole).isInstanceOf(IllegalStateException.class);
    }

    // §6.3-1
    @Test
    void whatDoesNotFitIsNotReserved() {
        EnvelopeView announced = view(null, null, null);
        InboundTransfer first = parts.receive(announced, LIMITS.payload());
        assertThat(first).isNotNull();
        assertThat(parts.fits(announced, 1)).isFalse();
        assertThat(parts.receive(announced, 1)).isNull();
        first.giveBack();
        assertThat(parts.receive(announced, 1)).isNotNull();
        assertThat(parts.discard(1).discards()).isTrue();
    }

    // §6.2-6
    @Test
    void theEnvelopeStaysAsItWasAnnounced() {
        byte[] meta = new Meta.Builder().put("k", "v").encode();
        EnvelopeView announced = view("name", meta, null);
        InboundTransfer transfer = parts.receive(announced, 3);
        int length = announced.length();
        Arrays.fill(announced.source(), (byte) 0); // The array is used for what is read next.
        assertThat(transfer.read(part(new byte[] {0x42, 1, 2}))).isTrue();
        EnvelopeView whole = transfer.whole();
        assertThat(whole.type()).isEqualTo(MessageType.CALL);
        assertThat(whole.idLow()).isEqualTo(2);
        assertThat(whole.refLow()).isEqualTo(4);
        assertThat(whole.target()).isEqualTo("name");
        assertThat(whole.targetIs("name".getBytes())).isTrue();
        assertThat(whole.meta().toMap()).isEqualTo(Map.of("k", "v"));
        assertThat(whole.hasPayload()).isTrue();
        assertThat(whole.copyPayload()).isEqualTo(new byte[] {0x42, 1, 2});
        assertThat(whole.payloadSource()).isSameAs(whole.copyPayload());
        assertThat(whole.length()).isEqualTo(length);
        assertThat(whole.error()).isNull();
    }

    // §6.1-1
    @Test
    void theSizeIsAddedToWhatMetaHolds() {
        for (int keys : new int[] {0, 1, 22, 23, 24}) {
            Meta.Builder meta = new Meta.Builder();
            for (int i = 0; i < keys; i++) {
                meta.put("key" + i, i);
            }
            byte[] with = Parts.withSize(keys == 0 ? null : meta.encode(), 70_000);
            EnvelopeView view = view(null, with, null);
            assertThat(view.meta().toMap()).hasSize(keys + 1).containsEntry("size", 70_000L);
            assertThat(with.length).isLessThanOrEqualTo(meta.encode().length + Parts.SIZE_BOUND);
        }
    }

    // §6.2-3
    @Test
    void aPayloadIsCutAnywhere() {
        byte[] content = new byte[300];
        Arrays.fill(content, (byte) 9);
        Payload payload = Payload.bytes(content);
        WriteBuffer all = new WriteBuffer(10);
        payload.write(all);
        for (int length = 1; length <= 5; length++) {
            WriteBuffer cut = new WriteBuffer(10);
            for (int at = 0; at < payload.encodedLength(); at += length) {
                payload.write(cut, at, Math.min(length, payload.encodedLength() - at));
            }
            assertThat(cut.toByteArray()).isEqualTo(all.toByteArray());
        }
    }
}
