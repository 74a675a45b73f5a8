package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.error;
import static dev.fluxar.tests.message.Refusal.errorWith;
import static dev.fluxar.tests.message.Refusal.malformed;
import static dev.fluxar.tests.message.Refusal.meta;
import static dev.fluxar.tests.message.Refusal.payload;
import static dev.fluxar.tests.message.Refusal.refused;
import static dev.fluxar.tests.message.Refusal.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which encodings of an envelope are read and which are refused (spec §1). */
class EnvelopeDecoderTest {

    private static final String ID = Golden.ID;
    private static final String REF = Golden.REF;

    /** One item of every kind. */
    private static final List<String> KINDS =
            List.of(
                    "05",
                    "24",
                    "4101",
                    "6161",
                    "8105",
                    "a1616105",
                    "c105",
                    "c24101",
                    "f4",
                    "f5",
                    "f6",
                    "f7",
                    "e0",
                    "f8ff",
                    "f93c00",
                    "fa3f800000",
                    "fb3ff0000000000000");

    private static Fields read(String hex) {
        return Fields.decode(hex);
    }

    // §1.1-1
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f6",
                "02",
                "60",
                "40",
                "a0",
                "f7",
                "a70102030405060708090a0b0c0d0e",
                "80",
                "860250" + Golden.ID + "f66161f6f6",
                "880250" + Golden.ID + "f66161f6f6f6f6",
                "9f0250" + Golden.ID + "f66161f6f6ff",
                "9f0250" + Golden.ID + "f66161f6f6f6f6ff",
                "9fff"
            })
    void whatIsNoArrayOfSevenIsMalformed(String hex) {
        malformed(hex);
    }

    // §1.1-2
    @Test
    void anEnvelopeUnderATagIsMalformed() {
        malformed("d9d9f7" + payload("f6"));
        malformed("c0" + payload("f6"));
    }

    // §1.2-2
    @Test
    void theArrayMayBeOfIndefiniteLength() {
        assertThat(read("9f 02 50" + ID + "f6 6161 f6 05 f6 ff")).isEqualTo(read(payload("05")));
        assertThat(read("9807 02 50" + ID + "f6 6161 f6 05 f6")).isEqualTo(read(payload("05")));
        assertThat(read("9b0000000000000007 1802 5810" + ID + "f6 780161 f6 05 f6"))
                .isEqualTo(read(payload("05")));
    }

    // §2.1-1
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "08",
                "17",
                "18ff",
                "19ffff",
                "1a00010002",
                "1b0000000100000002",
                "1bffffffffffffffff",
                "1b8000000000000002"
            })
    void aTypeOutOfRangeIsAProtocolError(String type) {
        assertThat(refused(ErrorCode.PROTOCOL_ERROR, "87" + type + "f6 f6 f6 f6 f6 f6"))
                .endsWith("expected 1 to 7");
    }

    // §1.1-2
    @Test
    void aTypeOfAnotherKindIsMalformed() {
        for (String kind : KINDS) {
            if (!kind.equals("05")) {
                malformed("87" + kind + "50" + ID + "f6 f6 f6 f6 f6");
            }
        }
    }

    // §1.1-2
    @Test
    void anIdOrRefOfAnotherKindIsMalformed() {
        for (String kind : KINDS) {
            if (!kind.equals("f6")) {
                malformed("87 02" + kind + "f6 6161 f6 f6 f6");
                malformed("87 02 f6" + kind + "f6 f6 f6 f6");
            }
        }
        malformed("87 02 d82550" + ID + "f6 6161 f6 f6 f6");
    }

    // §1.1-2
    @Test
    void anIdOrRefOfAnyLengthBut16IsMalformed() {
        for (int length : new int[] {0, 1, 8, 15, 17, 32}) {
            String id = "58" + HexFormat.of().toHexDigits((byte) length) + "11".repeat(length);
            assertThat(malformed("87 02" + id + "f6 6161 f6 f6 f6"))
                    .isEqualTo("field id has " + length + " bytes, expected 16");
            assertThat(malformed("87 02 f6" + id + "f6 f6 f6 f6"))
                    .isEqualTo("field ref has " + length + " bytes, expected 16");
        }
        malformed("87 02 5f 48" + "11".repeat(8) + "47" + "11".repeat(7) + "ff f6 6161 f6 f6 f6");
    }

    // §1.3-2
    @Test
    void anIdOfZerosIsMalformed() {
        String nil = "50" + "00".repeat(16);
        assertThat(malformed("87 02" + nil + "f6 6161 f6 f6 f6")).contains("nil UUID");
        malformed("87 02 f6" + nil + "f6 f6 f6 f6");
        malformed("87 02 5f" + nil + "ff f6 6161 f6 f6 f6");
        String high = "50" + "00".repeat(8) + "01" + "00".repeat(7);
        String low = "50" + "00".repeat(15) + "01";
        assertThat(read("87 02" + high + "f6 6161 f6 f6 f6").id()).startsWith("00");
        assertThat(read("87 02" + low + "f6 6161 f6 f6 f6").id()).endsWith("01");
    }

    // §1.2-2, §1.3-6
    @Test
    void idsAreReadInAnyEncodingOf16Bytes() {
        for (String id :
                List.of(
                        "50" + ID,
                        "5810" + ID,
                        "590010" + ID,
                        "5a00000010" + ID,
                        "5b0000000000000010" + ID,
                        "5f50" + ID + "ff",
                        "5f48" + ID.substring(0, 16) + "40 5808" + ID.substring(16) + "ff",
                        "5f" + ID.replaceAll("(..)", "41$1") + "ff")) {
            Fields fields = read("87 02" + id + "50" + REF + "f6 f6 f6 f6");
            assertThat(fields.id()).isEqualTo(ID);
            assertThat(fields.ref()).isEqualTo(REF);
            assertThat(read("87 02 f6" + id + "f6 f6 f6 f6").ref()).isEqualTo(ID);
        }
    }

    // §1.1-2
    @Test
    void aTargetOfAnotherKindIsMalformed() {
        for (String kind : KINDS) {
            if (!kind.equals("f6") && !kind.equals("6161")) {
                malformed(target(kind));
            }
        }
    }

    // §1.2-2
    @Test
    void targetsAreReadInAnyEncoding() {
        for (String text :
                List.of("63c3bc61", "7803c3bc61", "7b0000000000000003c3bc61", "7f62c3bc606161ff")) {
            assertThat(read(target(text)).target()).isEqualTo("üa");
        }
        assertThat(read(target("60")).target()).isEmpty();
        assertThat(read(target("7fff")).target()).isEmpty();
        assertThat(read(target("f6")).target()).isNull();
    }

    // §1.2-5
    @ParameterizedTest
    @ValueSource(
            strings = {
                "61 ff",
                "61 80",
                "61 c3",
                "62 c080",
                "62 c328",
                "63 e08080",
                "63 eda080",
                "62 e282",
                "64 f0808080",
                "64 f4908080",
                "64 f5808080",
                "63 f09f98",
                "62 61c3",
                "7f 61c3 61bc ff",
                "7f 6161 61ff ff"
            })
    void textThatTheProtocolReadsIsUtf8(String text) {
        malformed(target(text));
        malformed(meta("a1" + text + "01"));
        malformed(error("a2 64636f6465 01 676d657373616765" + text));
        malformed(errorWith(text + "01"));
        // §1.2-9: not the application's part
        read(payload(text));
        read(payload("a1" + text + "01"));
        read(meta("a1 6161" + text));
        read(errorWith("6464617461" + text));
    }

    // §1.1-2
    @Test
    void metaOrAnErrorOfAnotherKindIsMalformed() {
        for (String kind : KINDS) {
            if (!kind.equals("f6") && !kind.startsWith("a1")) {
                malformed(meta(kind));
                malformed(error(kind));
            }
        }
        malformed(meta("c0a0"));
        malformed(error("c0a2 64636f6465 01 676d657373616765 60"));
    }

    // §1.1, §1.2-2
    @Test
    void metaIsReadInAnyEncoding() {
        Map<String, Object> expected = Map.of("a", 1L, "b", "c");
        for (String map :
                List.of(
                        "a2 6161 01 6162 6163",
                        "b802 780161 1801 7f6162ff 7f6163ff",
                        "bf 6161 190001 6162 6163 ff",
                        "bb0000000000000002 6161 01 6162 6163")) {
            assertThat(read(meta(map)).meta()).isEqualTo(expected);
        }
        assertThat(read(meta("a0")).meta()).isEmpty();
        assertThat(read(meta("bfff")).meta()).isEmpty();
    }

    // §1.2-6
    @Test
    void keysOfAProtocolMapAreTexts() {
        for (String kind : KINDS) {
            if (!kind.equals("6161")) {
                malformed(meta("a1" + kind + "01"));
                malformed(meta("bf" + kind + "01 ff"));
                malformed(errorWith(kind + "01"));
            }
        }
    }

    // §1.2-6
    @Test
    void noTwoKeysOfAProtocolMapAreEqualHoweverTheyAreWritten() {
        List<String> same = List.of("626161", "78026161", "7f626161ff", "7f61616161ff");
        for (String first : same) {
            for (String second : same) {
                assertThat(malformed(meta("a2" + first + "01" + second + "f6")))
                        .isEqualTo("field meta has a key twice");
                malformed(meta("bf 6163 00" + first + "f6" + second + "f6 ff"));
                malformed(
                        error(
                                "a4 64636f6465 01 676d657373616765 60"
                                        + first
                                        + "01"
                                        + second
                                        + "02"));
            }
        }
        malformed(error("a3 64636f6465 01 676d657373616765 60 64636f6465 01"));
        // §1.2-9: in the application's part they may be
        read(payload("a2 6161 01 6161 02"));
        read(meta("a1 6161 a2 6161 01 6161 02"));
        read(errorWith("6464617461 a2 6161 01 6161 02"));
    }

    // §1.2-11
    @Test
    void aProtocolMapHasAtMost64Keys() {
        for (int keys : new int[] {63, 64}) {
            assertThat(read(meta(map(keys, "", false))).meta()).hasSize(keys);
            assertThat(read(meta(map(keys, "", true))).meta()).hasSize(keys);
            read(error(map(keys, "64636f6465 01 676d657373616765 60", false)));
        }
        assertThat(malformed(meta(map(65, "", false))))
                .isEqualTo("field meta has more keys than the 64 allowed");
        malformed(meta(map(65, "", true)));
        malformed(error(map(65, "64636f6465 01 676d657373616765 60", false)));
        read(payload(map(1000, "", false)));
    }

    private static String map(int keys, String entries, boolean indefinite) {
        StringBuilder hex = new StringBuilder();
        hex.append(indefinite ? "bf" : "b9" + HexFormat.of().toHexDigits((short) keys));
        hex.append(entries);
        for (int i = entries.isEmpty() ? 0 : 2; i < keys; i++) {
            hex.append("64").append(Fields.hex(String.format("%04d", i).getBytes()));
            hex.append("01");
        }
        return hex.append(indefinite ? "ff" : "").toString();
    }

    // §1.1
    @Test
    void thePayloadIsNullExactlyWhenItIsF6() {
        assertThat(read(payload("f6")).payload()).isNull();
        for (String item : List.of("f7", "a0", "60", "40", "80", "f4", "00", "c1f6", "bfff")) {
            assertThat(read(payload(item)).payload()).isEqualTo(item);
        }
    }

    // §2.2-3 is for the rules: the decoder reads what is well-formed
    @Test
    void theDecoderLeavesRulesToOthers() {
        read(target("64 70696e67"));
        read(target("7901f4" + "61".repeat(500)));
        read("87 02 f6 f6 f6 f6 f6 f6");
    }

    @Test
    void aTargetIsComparedByItsBytes() {
        EnvelopeView view = new EnvelopeView();
        byte[] plain = Fields.bytes(target("626162"));
        byte[] chunks = Fields.bytes(target("7f61616162ff"));
        new EnvelopeDecoder().decode(plain, 0, plain.length, view);
        int hash = view.targetHash();
        assertThat(view.targetIs("ab".getBytes())).isTrue();
        assertThat(view.targetIs("abc".getBytes())).isFalse();
        assertThat(view.targetIs("aa".getBytes())).isFalse();
        assertThat(view.targetIs(new byte[0])).isFalse();
        new EnvelopeDecoder().decode(chunks, 0, chunks.length, view);
        assertThat(view.targetHash()).isEqualTo(hash).isEqualTo(31 * 'a' + 'b');
        assertThat(view.targetIs("ab".getBytes())).isTrue();
        byte[] none = Fields.bytes(target("f6"));
        new EnvelopeDecoder().decode(none, 0, none.length, view);
        assertThat(view.targetIs(new byte[0])).isFalse();
        assertThat(view.hasTarget()).isFalse();
        assertThat(view.targetLength()).isEqualTo(-1);
    }
}
