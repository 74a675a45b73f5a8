package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.meta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Meta;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meta, read and written, §3. */
class MetaTest {

    private static Meta read(String map) {
        byte[] envelope = Fields.bytes(meta(map));
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(envelope, 0, envelope.length, view);
        Meta meta = view.meta();
        // It keeps nothing of the bytes received, which are used again.
        java.util.Arrays.fill(envelope, (byte) 0xff);
        return meta;
    }

    private static Object value(String item) {
        return read("a1 6161" + item).toMap().get("a");
    }

    private static String written(Meta.Builder builder) {
        return Fields.hex(builder.encode());
    }

    // §3.1-4
    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "1800, 0",
        "1b7fffffffffffffff, 9223372036854775807",
        "20, -1",
        "3b7fffffffffffffff, -9223372036854775808"
    })
    void integersAreLongs(String item, long expected) {
        assertThat(value(item)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1b8000000000000000, 9223372036854775808",
        "1bffffffffffffffff, 18446744073709551615",
        "3b8000000000000000, -9223372036854775809",
        "3bffffffffffffffff, -18446744073709551616"
    })
    void integersBeyondALongAreBigIntegers(String item, BigInteger expected) {
        assertThat(value(item)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "f93c00, 1.0",
        "f98000, -0.0",
        "f90001, 5.960464477539063E-8",
        "f903ff, 6.097555160522461E-5",
        "f97bff, 65504",
        "f9fc00, -Infinity",
        "f97e00, NaN",
        "fa7f7fffff, 3.4028234663852886E38",
        "fb3ff199999999999a, 1.1"
    })
    void floatsAreDoubles(String item, double expected) {
        assertThat(value(item)).isEqualTo(expected);
    }

    @Test
    void otherValuesAreWhatTheyAre() {
        assertThat(value("f5")).isEqualTo(true);
        assertThat(value("f4")).isEqualTo(false);
        assertThat(value("62c3bc")).isEqualTo("ü");
        assertThat(value("7f6161 6162ff")).isEqualTo("ab");
        assertThat((byte[]) value("420102")).containsExactly(1, 2);
        assertThat((byte[]) value("5f41014102ff")).containsExactly(1, 2);
        for (String item : List.of("80", "9f01ff", "a0", "c11a514b67b0", "f7", "e0", "f8ff")) {
            assertThat(value(item)).isEqualTo(Cbor.of(Fields.bytes(item)));
        }
        assertThat(read("a1 6161 f6").toMap()).isEmpty();
    }

    // §1.2-9: neither ends it the session nor hides it the other keys
    @Test
    void aTextThatIsNoUtf8IsLeftAsItCame() {
        Meta meta = read("a3 6161 61ff 6162 7f61c361bcff 6163 01");
        assertThat(meta.toMap())
                .containsExactly(
                        Map.entry("a", Cbor.of(Fields.bytes("61ff"))),
                        Map.entry("b", Cbor.of(Fields.bytes("7f61c361bcff"))),
                        Map.entry("c", 1L));
    }

    @Test
    void theOrderIsThatOfTheSenderAndTheMapIsUnmodifiable() {
        Map<String, Object> map = read("a3 6162 01 6161 02 60 03").toMap();
        assertThat(new ArrayList<>(map.keySet())).containsExactly("b", "a", "");
        assertThatThrownBy(() -> map.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    // §3.1-2, §1.2-10, §1.2-8
    @Test
    void anUnsignedIntegerIsReadByItsKey() {
        Meta meta = read("a5 6161 1903e8 7f6162ff 1bffffffffffffffff 6163 f6 6164 20 6165 f93c00");
        assertThat(meta.unsigned("a")).isEqualTo(1000);
        assertThat(meta.unsigned("b")).isEqualTo(Long.MAX_VALUE);
        assertThat(meta.unsigned("c")).isEqualTo(-1);
        assertThat(meta.unsigned("x")).isEqualTo(-1);
        assertThatThrownBy(() -> meta.unsigned("d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("meta key 'd' is a negative integer, expected an unsigned integer");
        assertThatThrownBy(() -> meta.unsigned("e"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meta key 'e' is a simple value or float");
    }

    // §3.1-2
    @Test
    void aBooleanIsReadByItsKey() {
        Meta meta = read("a4 6161 f5 6162 f4 6163 f6 6164 01");
        assertThat(meta.bool("a")).isTrue();
        assertThat(meta.bool("b")).isFalse();
        assertThat(meta.bool("c")).isFalse();
        assertThat(meta.bool("x")).isFalse();
        assertThatThrownBy(() -> meta.bool("d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("meta key 'd' is an unsigned integer, expected true or false");
    }

    // §3.1-2
    @Test
    void aTextIsReadByItsKey() {
        Meta meta = read("a4 6161 62c3bc 62c3bc 6162 6163 61ff 6164 01");
        assertThat(meta.text("a")).isEqualTo("ü");
        assertThat(meta.text("ü")).isEqualTo("b");
        assertThat(meta.text("x")).isNull();
        assertThatThrownBy(() -> meta.text("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("meta key 'c' is not valid UTF-8");
        assertThatThrownBy(() -> meta.text("d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a text string");
    }

    // §1.2-1
    @Test
    void entriesAreWrittenInTheirOrderInPreferredSerialization() {
        Meta.Builder builder =
                new Meta.Builder()
                        .put("s", "ü")
                        .put("l", 500L)
                        .put("i", -1)
                        .put("h", (short) 24)
                        .put("b", (byte) 1)
                        .put("z", true)
                        .put("d", 1.5)
                        .put("f", 0.5f)
                        .put("y", new byte[] {1});
        assertThat(written(builder))
                .isEqualTo(
                        "a9"
                                + "617362c3bc"
                                + "616c1901f4"
                                + "616920"
                                + "61681818"
                                + "616201"
                                + "617af5"
                                + "6164f93e00"
                                + "6166f93800"
                                + "61794101");
    }

    @Test
    void aMapOfAnySizeHasADefiniteLength() {
        for (int size : new int[] {0, 1, 23, 24, 64}) {
            Meta.Builder builder = new Meta.Builder();
            for (int i = 0; i < size; i++) {
                builder.put(String.format("%02d", i), i);
            }
            assertThat(builder.isEmpty()).isEqualTo(size == 0);
            String head = size < 24 ? HexFormat.of().toHexDigits((byte) (0xa0 + size)) : "b8";
            assertThat(written(builder)).startsWith(head);
            assertThat(read(written(builder)).toMap()).hasSize(size);
        }
        byte[] large = new byte[10_000];
        assertThat(read(written(new Meta.Builder().put("a", large).put("b", 1))).toMap())
                .containsEntry("b", 1L)
                .containsKey("a");
    }

    // §1.2-6, §1.2-11
    @Test
    void aKeyIsGivenOnceAndThereAreAtMost64() {
        Meta.Builder builder = new Meta.Builder();
        for (int i = 0; i < 64; i++) {
            builder.put("key" + i, i);
        }
        String full = written(builder);
        assertThatThrownBy(() -> builder.put("key5", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("meta key 'key5' is given twice");
        assertThatThrownBy(() -> builder.put("one more", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more meta keys than the 64 allowed");
        assertThat(written(builder)).isEqualTo(full);
    }

    @Test
    void aValueThatIsRefusedLeavesNothingBehind() {
        Meta.Builder builder = new Meta.Builder().put("a", 1);
        for (Object value : new Object[] {new Object(), List.of(), 'c', BigInteger.ONE, null}) {
            assertThatThrownBy(() -> builder.put("b", value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("meta key 'b' has a value of type ")
                    .hasMessageEndingWith(", expected String, integer, Boolean, Double or byte[]");
        }
        assertThatThrownBy(() -> builder.put("b", "\ud800"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(written(builder)).isEqualTo("a1616101");
        assertThat(written(builder.put("b", 2))).isEqualTo("a2616101616202");
    }

    // §1.2-6: as question marks both would be the same key
    @Test
    void keysWithoutAnEncodingAreRefused() {
        for (String key : List.of("\ud800", "\udc00", "a\ud800b", "\ud800\ud800\udc00")) {
            assertThatThrownBy(() -> new Meta.Builder().put(key, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate without its pair");
        }
        assertThat(read(written(new Meta.Builder().put("😀?", 1))).toMap()).containsKey("😀?");
    }

    // §3.1-1
    @Test
    void traceKeysAreTexts() {
        for (String key : List.of("traceparent", "tracestate", "trace_id")) {
            new Meta.Builder().put(key, "text");
            assertThatThrownBy(() -> new Meta.Builder().put(key, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected String");
        }
    }
}
