package dev.fluxar.tests.payload;

import static dev.fluxar.tests.payload.Wire.bytes;
import static dev.fluxar.tests.payload.Wire.decoded;
import static dev.fluxar.tests.payload.Wire.encoded;
import static dev.fluxar.tests.payload.Wire.throughTheWire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.Payload;
import dev.fluxar.payload.PayloadCodec;
import dev.fluxar.payload.PayloadException;
import dev.fluxar.payload.Payloads;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Type;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bytes, texts and raw CBOR pass by the codec. */
class RawPayloadTest {

    /** A codec that nothing may come to. */
    private static final Payloads NO_CODEC =
            new Payloads(
                    new PayloadCodec() {
                        @Override
                        public byte[] encode(Object value) {
                            throw new AssertionError(value);
                        }

                        @Override
                        public Object decode(byte[] source, int offset, int length, Type type) {
                            throw new AssertionError(type);
                        }
                    });

    private static Payloads codec(byte[] encoded, Object decoded) {
        return new Payloads(
                new PayloadCodec() {
                    @Override
                    public byte[] encode(Object value) {
                        return encoded;
                    }

                    @Override
                    public Object decode(byte[] source, int offset, int length, Type type) {
                        if (decoded instanceof RuntimeException e) {
                            throw e;
                        }
                        return decoded;
                    }
                });
    }

    @Test
    void simpleValuesNeverReachTheCodec() {
        Object[] values = {
            null,
            new byte[] {1},
            Cbor.of(bytes("8101")),
            "a",
            1L,
            1,
            (short) 1,
            (byte) 1,
            true,
            1.5,
            1.5f
        };
        String[] hex = {
            "f6", "4101", "8101", "6161", "01", "01", "01", "01", "f5", "f93e00", "f93e00"
        };
        for (int i = 0; i < values.length; i++) {
            assertThat(Wire.bytes(NO_CODEC.encode(values[i]))).isEqualTo(bytes(hex[i]));
        }
        assertThat(NO_CODEC.encode(null)).isSameAs(Payload.NULL);
        assertThat(NO_CODEC.decode(bytes("4101"), 0, 2, byte[].class)).isEqualTo(bytes("01"));
        assertThat(NO_CODEC.decode(bytes("6161"), 0, 2, String.class)).isEqualTo("a");
        assertThat(NO_CODEC.decode(bytes("8101"), 0, 2, Cbor.class))
                .isEqualTo(Cbor.of(bytes("8101")));
        assertThat(NO_CODEC.decode(bytes("f6"), 0, 1, Map.class)).isNull();
        assertThat(NO_CODEC.decode(bytes("8101"), 0, 2, Void.class)).isNull();
        assertThat(NO_CODEC.decode(bytes("8101"), 0, 2, void.class)).isNull();
    }

    @Test
    void bytesOfAnyLengthComeBackAsTheyWere() {
        for (int length : new int[] {0, 1, 23, 24, 255, 256, 65_535, 65_536}) {
            byte[] content = new byte[length];
            java.util.Arrays.fill(content, (byte) length);
            assertThat(throughTheWire(content, byte[].class)).isEqualTo(content);
        }
    }

    @Test
    void bytesAreReadWhateverTheirHead() {
        for (String hex :
                new String[] {
                    "420102",
                    "58020102",
                    "5900020102",
                    "5a000000020102",
                    "5b00000000000000020102",
                    "5f41014102ff",
                    "5f40420102ff",
                    "d840420102",
                    "d8405f420102ff"
                }) {
            assertThat(decoded(hex, byte[].class)).as(hex).containsExactly(1, 2);
        }
    }

    @Test
    void textsAreReadWhateverTheirHead() {
        for (String hex : new String[] {"626162", "78026162", "7f61616162ff", "d820626162"}) {
            assertThat(decoded(hex, String.class)).as(hex).isEqualTo("ab");
        }
        assertThat(decoded("7fff", String.class)).isEmpty();
    }

    @Test
    void nullAndUndefinedAreNull() {
        for (Class<?> type :
                new Class<?>[] {
                    byte[].class, String.class, Map.class, Object.class, Long.class, Void.class
                }) {
            assertThat((Object) decoded("f6", type)).isNull();
            assertThat((Object) decoded("f7", type)).isNull();
        }
        assertThat(decoded("f6", Cbor.class)).isNull();
    }

    @Test
    void rawCborComesThroughAsItIs() {
        for (String hex :
                new String[] {
                    "00",
                    "1800",
                    "a0",
                    "bf6161f7ff",
                    "c11a514b67b0",
                    "f7",
                    "e0",
                    "f8ff",
                    "fa7fc00000"
                }) {
            Cbor raw = Cbor.of(bytes(hex));
            assertThat(encoded(raw)).isEqualTo(hex);
            assertThat(decoded(hex, Cbor.class)).isEqualTo(raw);
        }
        assertThat(encoded(Cbor.NULL)).isEqualTo("f6");
    }

    @Test
    void rawCborThatIsNotOneItemIsRefusedInWords() {
        assertThatThrownBy(() -> encoded(Cbor.of(bytes("0102"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cbor has 1 bytes after its first CBOR item, expected exactly one item");
        assertThatThrownBy(() -> encoded(Cbor.of(bytes("8101ff"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cbor has 1 bytes after its first CBOR item");
        assertThatThrownBy(() -> encoded(Cbor.of(bytes(""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cbor is not a well-formed CBOR item: input ended");
        assertThatThrownBy(() -> encoded(Cbor.of(bytes("1c"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x1c is reserved");
    }

    // §1.2-4: the envelope's array is the first of 64 levels
    @Test
    void rawCborMayNest63DeepAndNoDeeper() {
        assertThat(encoded(Cbor.of(bytes("81".repeat(63) + "00")))).hasSize(128);
        assertThatThrownBy(() -> encoded(Cbor.of(bytes("81".repeat(64) + "00"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nesting");
    }

    @Test
    void anythingButAByteStringIsNoBytes() {
        for (String hex : new String[] {"00", "6161", "80", "a0", "f5", "d84000", "f93c00"}) {
            assertThatThrownBy(() -> decoded(hex, byte[].class))
                    .isInstanceOfSatisfying(
                            FluxarException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code()))
                    .hasMessage("payload does not fit: expected a byte string");
        }
    }

    @Test
    void anythingButAValidTextIsNoString() {
        for (String hex : new String[] {"00", "4161", "80", "a0", "f5", "61ff", "7f61c361bcff"}) {
            assertThatThrownBy(() -> decoded(hex, String.class))
                    .isInstanceOf(FluxarException.class)
                    .hasMessage("payload does not fit: expected a text");
        }
    }

    @Test
    void aTextWithoutAnEncodingIsRefusedRatherThanChanged() {
        for (String text : new String[] {"a\ud800", "\udc00\ud800", "é\ud800x", "\ud800"}) {
            assertThatThrownBy(() -> encoded(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("payload has a surrogate without its pair");
        }
        assertThat(throughTheWire("?\ud83d\ude00?", String.class)).isEqualTo("?\ud83d\ude00?");
    }

    @Test
    void whatACodecReturnsIsCheckedBeforeItIsSent() {
        assertThatThrownBy(() -> codec(bytes("0000"), null).encode(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("the encoding of a value of type", "exactly one item");
    }

    @Test
    void aFaultOfTheCodecIsNotTheSendersFault() {
        Payloads broken = codec(bytes("00"), new IllegalStateException("dev.example.Secret"));
        assertThatThrownBy(() -> broken.decode(bytes("00"), 0, 1, Integer.class))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL.code()))
                .hasMessage("payload cannot be read")
                .hasCauseInstanceOf(IllegalStateException.class);
        Payloads picky = codec(bytes("00"), new PayloadException("a: expected b", null));
        assertThatThrownBy(() -> picky.decode(bytes("00"), 0, 1, Integer.class))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code()))
                .hasMessage("payload does not fit: a: expected b");
    }

    @Test
    void readingBytesAllocatesNothingButTheResult() {
        byte[] item = Wire.bytes(Payloads.standard().encode(new byte[64]));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 50_000;
        long sum = 0;
        long allocated = Long.MAX_VALUE;
        for (int repetition = 0; repetition < 5; repetition++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                sum +=
                        ((byte[]) Payloads.standard().decode(item, 0, item.length, byte[].class))
                                .length;
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(sum).isEqualTo(5L * rounds * 64);
        assertThat(allocated / rounds).isLessThanOrEqualTo(64 + 16);
    }
}
