package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Utf8;
import dev.fluxar.transport.WriteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.cbor.CBORMapper;

/** §1.2-1: preferred serialization. */
class CborWriterTest {

    private static final CBORMapper JACKSON = new CBORMapper();

    private static String written(Consumer<WriteBuffer> action) {
        WriteBuffer out = new WriteBuffer(16);
        action.accept(out);
        return Fields.hex(out.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "23, 17",
        "24, 1818",
        "255, 18ff",
        "256, 190100",
        "65535, 19ffff",
        "65536, 1a00010000",
        "4294967295, 1affffffff",
        "4294967296, 1b0000000100000000",
        "9223372036854775807, 1b7fffffffffffffff",
        "-1, 20",
        "-24, 37",
        "-25, 3818",
        "-9223372036854775808, 3b7fffffffffffffff"
    })
    void anIntegerTakesTheShortestHead(long value, String hex) {
        assertThat(written(out -> CborWriter.integer(out, value))).isEqualTo(hex);
    }

    @Test
    void aHeadIsAsLongAsSaid() {
        for (int bit = 0; bit < 64; bit++) {
            for (long argument : new long[] {(1L << bit) - 1, 1L << bit, (1L << bit) + 1}) {
                byte[] array = new byte[CborWriter.MAX_HEAD];
                int length = CborWriter.head(array, 0, CborReader.UNSIGNED, argument);
                assertThat(CborWriter.headLength(argument)).isEqualTo(length);
                CborReader in = new CborReader().reset(array, 0, length);
                assertThat(in.readUnsigned("value")).isEqualTo(argument);
                assertThat(in.hasRemaining()).isFalse();
            }
        }
        assertThat(CborWriter.headLength(-1)).isEqualTo(9);
    }

    @Test
    void stringsAndSimpleValuesAreWritten() {
        assertThat(written(out -> CborWriter.text(out, "ü"))).isEqualTo("62c3bc");
        assertThat(written(out -> CborWriter.text(out, ""))).isEqualTo("60");
        assertThat(written(out -> CborWriter.bytes(out, new byte[] {1}))).isEqualTo("4101");
        assertThat(written(out -> CborWriter.bool(out, true))).isEqualTo("f5");
        assertThat(written(out -> CborWriter.bool(out, false))).isEqualTo("f4");
        assertThat(written(CborWriter::nil)).isEqualTo("f6");
    }

    @Test
    void everyHalfFloatIsWrittenInTwoBytesAndReadBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            byte[] half = {(byte) 0xf9, (byte) (bits >> 8), (byte) bits};
            double value = JACKSON.readValue(half, Double.class);
            String expected = Double.isNaN(value) ? "f97e00" : Fields.hex(half);
            assertThat(written(out -> CborWriter.floating(out, value))).isEqualTo(expected);
        }
    }

    @Property
    void aFloatIsTheShortestThatIsExact(@ForAll double value) {
        byte[] item = Fields.bytes(written(out -> CborWriter.floating(out, value)));
        assertThat(JACKSON.readValue(item, Double.class)).isEqualTo(value);
        assertThat(item).hasSizeLessThanOrEqualTo((float) value == value ? 5 : 9);
    }

    @Property
    void aFloatThatIsSingleTakesFourBytesAtMost(@ForAll float value) {
        byte[] item = Fields.bytes(written(out -> CborWriter.floating(out, value)));
        assertThat(item).hasSizeLessThanOrEqualTo(5);
        assertThat(JACKSON.readValue(item, Double.class)).isEqualTo(value);
    }

    @Test
    void theEdgesOfHalfAndSinglePrecisionAreExact() {
        assertThat(written(out -> CborWriter.floating(out, 0x1p-24))).isEqualTo("f90001");
        assertThat(written(out -> CborWriter.floating(out, 0x1p-25))).isEqualTo("fa33000000");
        assertThat(written(out -> CborWriter.floating(out, 0x1.8p-24))).isEqualTo("fa33c00000");
        assertThat(written(out -> CborWriter.floating(out, 65504))).isEqualTo("f97bff");
        assertThat(written(out -> CborWriter.floating(out, 65536))).isEqualTo("fa47800000");
        assertThat(written(out -> CborWriter.floating(out, -0.0))).isEqualTo("f98000");
        assertThat(written(out -> CborWriter.floating(out, Float.MIN_VALUE)))
                .isEqualTo("fa00000001");
        assertThat(written(out -> CborWriter.floating(out, Double.MIN_VALUE)))
                .isEqualTo("fb0000000000000001");
        assertThat(written(out -> CborWriter.floating(out, Double.MAX_VALUE)))
                .isEqualTo("fb7fefffffffffffff");
        assertThat(written(out -> CborWriter.floating(out, Double.NEGATIVE_INFINITY)))
                .isEqualTo("f9fc00");
        // A NaN with a payload says no more than one without.
        assertThat(written(out -> CborWriter.floating(out, Double.longBitsToDouble(-1))))
                .isEqualTo("f97e00");
    }

    @Property
    void aTextHasAnEncodingUnlessASurrogateIsAlone(@ForAll String text) {
        boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (encodable) {
            assertThat(Utf8.encode("text", text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        } else {
            assertThatThrownBy(() -> Utf8.encode("text", text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
