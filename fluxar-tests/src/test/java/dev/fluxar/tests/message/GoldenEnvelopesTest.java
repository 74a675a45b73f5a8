package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.payload.Payloads;
import dev.fluxar.transport.WriteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** §1.1-1, §1.2-1, §1.2-3: the bytes of every kind of envelope, whole, cut and damaged. */
class GoldenEnvelopesTest {

    record GetProfile(int id) {}

    @Test
    void theSampleCallHasExactly60Bytes() {
        assertThat(Golden.CALL.bytes()).hasSize(60);
        WriteBuffer payload = new WriteBuffer(16);
        Payloads.standard().encode(new GetProfile(42)).write(payload);
        assertThat(Fields.hex(payload.toByteArray())).isEqualTo(Golden.CALL.fields().payload());
        assertThat(Golden.CALL.fields().encode()).hasSize(60);
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void anEnvelopeIsWrittenToTheseBytes(Golden golden) {
        assertThat(Fields.hex(golden.fields().encode())).isEqualTo(Fields.hex(golden.bytes()));
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void theseBytesAreReadAsTheEnvelope(Golden golden) {
        assertThat(Fields.decode(golden.bytes())).isEqualTo(golden.fields());
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void anEnvelopeFitsARowOfTheTable(Golden golden) {
        EnvelopeView view = new EnvelopeView();
        byte[] bytes = golden.bytes();
        new EnvelopeDecoder().decode(bytes, 0, bytes.length, view);
        EnvelopeRules.check(view, false, false, false);
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void theSizeBoundHolds(Golden golden) {
        int size = golden.bytes().length;
        assertThat(golden.fields().toEnvelope().sizeBound()).isBetween(size, size + 128);
    }

    // §1.2-3
    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void anEnvelopeThatIsCutAnywhereIsMalformed(Golden golden) {
        byte[] whole = golden.bytes();
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        for (int length = 0; length < whole.length; length++) {
            int limit = length;
            byte[] cut = Arrays.copyOf(whole, limit);
            // The limit counts, whether or not the array ends there.
            for (byte[] source : new byte[][] {cut, whole}) {
                Throwable thrown =
                        catchThrowable(() -> decoder.decode(source, 0, limit, new EnvelopeView()));
                assertThat(thrown)
                        .as("%d bytes", limit)
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void anEnvelopeWithAnyOneByteChangedIsReadOrRefused(Golden golden) {
        byte[] bytes = golden.bytes();
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        EnvelopeView view = new EnvelopeView();
        int refused = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte original = bytes[at];
            for (int value = 0; value < 256; value++) {
                bytes[at] = (byte) value;
                refused += Refusal.readsOrRefuses(decoder, bytes, view) ? 0 : 1;
            }
            bytes[at] = original;
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @MethodSource("dev.fluxar.tests.message.Golden#all")
    void whatFollowsAnEnvelopeIsLeftToTheCaller(Golden golden) {
        byte[] one = golden.bytes();
        for (byte next : new byte[] {0, (byte) 0xff, (byte) 0x87}) {
            byte[] more = Arrays.copyOf(one, one.length + 3);
            Arrays.fill(more, one.length, more.length, next);
            EnvelopeView view = new EnvelopeView();
            int after = new EnvelopeDecoder().decode(more, 0, more.length, view);
            assertThat(after).isEqualTo(one.length);
            assertThat(Fields.of(view)).isEqualTo(golden.fields());
        }
    }

    @Test
    void aReusedViewKeepsNothingOfTheEnvelopeBefore() {
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        EnvelopeView view = new EnvelopeView();
        Golden.all()
                .forEach(
                        first ->
                                Golden.all()
                                        .forEach(
                                                second -> {
                                                    byte[] a = first.bytes();
                                                    byte[] b = second.bytes();
                                                    decoder.decode(a, 0, a.length, view);
                                                    decoder.decode(b, 0, b.length, view);
                                                    assertThat(Fields.of(view))
                                                            .isEqualTo(second.fields());
                                                }));
    }
}
