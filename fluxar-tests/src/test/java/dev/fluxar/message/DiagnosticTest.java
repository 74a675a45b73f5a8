package dev.fluxar.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            # integers
            00                   | 0
            1864                 | 100
            1bffffffffffffffff   | 18446744073709551615
            20                   | -1
            3903e7               | -1000
            3bffffffffffffffff   | -18446744073709551616
            # floats
            f90000               | 0.0
            f98000               | -0.0
            f93c00               | 1.0
            fb3ff199999999999a   | 1.1
            f97bff               | 65504.0
            fa47c35000           | 100000.0
            fa7f7fffff           | 3.4028234663852886e+38
            fb7e37e43c8800759c   | 1.0e+300
            f90001               | 5.960464477539063e-8
            f90400               | 0.00006103515625
            fbc010666666666666   | -4.1
            f97c00               | Infinity
            f97e00               | NaN
            fbfff0000000000000   | -Infinity
            # simple values
            f4                   | false
            f5                   | true
            f6                   | null
            f7                   | undefined
            f0                   | simple(16)
            f8ff                 | simple(255)
            # tags
            c074323031332d30332d32315432303a30343a30305a | 0("2013-03-21T20:04:00Z")
            c1fb41d452d9ec200000 | 1(1363896240.5)
            c249010000000000000000 | 2(h'010000000000000000')
            dbffffffffffffffff80 | 18446744073709551615([])
            # strings
            40                   | h''
            4401020304           | h'01020304'
            60                   | ""
            62225c               | "\\"\\\\"
            63e6b0b4             | "水"
            64f0908591           | "𐅑"
            631b0a7f             | "\\u001b\\n\\u007f"
            63e280ae             | "\\u202e"
            6261ff               | "a\uFFFD"/ not UTF-8: h'61ff' /
            5f42010243030405ff   | (_ h'0102', h'030405')
            7f657374726561646d696e67ff | (_ "strea", "ming")
            5fff                 | ''_
            7fff                 | ""_
            # arrays and maps
            80                   | []
            8301820203820405     | [1, [2, 3], [4, 5]]
            9fff                 | [_ ]
            83018202039f0405ff   | [1, [2, 3], [_ 4, 5]]
            a0                   | {}
            a201020304           | {1: 2, 3: 4}
            bf61610161629f0203ffff | {_ "a": 1, "b": [_ 2, 3]}
            """)
    void anItemIsWrittenAsTheRfcWritesIt(String hex, String notation) {
        assertThat(Diagnostic.complete().of(bytes(hex))).isEqualTo(notation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''           | offset 0: input ended where an item was expected
            9f0118       | offset 2: input ended within the head of an item
            9f01         | offset 2: input ended where an item was expected
            8201         | offset 0: array of 2 entries announced, 1 bytes left
            8301021c     | offset 3: initial byte 0x1c is reserved
            82011f       | offset 2: initial byte 0x1f: major type 0 has no indefinite length
            8144010203   | offset 1: string of 4 bytes announced, 3 left
            81ff         | offset 1: break outside an indefinite-length item
            bf01ff       | offset 2: break outside an indefinite-length item
            81f801       | offset 1: simple value 1 in two bytes
            5f414161     | offset 3: a text string within an indefinite-length string, expected a chunk: a byte string of definite length
            5f5fffff     | offset 1: a byte string within an indefinite-length string, expected a chunk: a byte string of definite length
            9affffffff00 | offset 0: array of 4294967295 entries announced, 1 bytes left
            0000         | offset 1: 1 bytes follow the item
            """)
    void malformedInputIsNamedWithItsOffset(String hex, String message) {
        assertThatThrownBy(() -> Diagnostic.complete().of(bytes(hex)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void longByteStringsAreCutOnlyWhenAskedFor() {
        byte[] item = bytes("45" + "0102030405");
        assertThat(Diagnostic.abbreviated(2).of(item)).isEqualTo("h'0102...'/ 5 bytes /");
        assertThat(Diagnostic.abbreviated(5).of(item)).isEqualTo("h'0102030405'");
        assertThat(Diagnostic.complete().of(item)).isEqualTo("h'0102030405'");
    }

    @Test
    void nestingIsBounded() {
        assertThat(Diagnostic.complete().of(bytes("81".repeat(512) + "00")))
                .endsWith("0" + "]".repeat(512));
        assertThatThrownBy(() -> Diagnostic.complete().of(bytes("81".repeat(513) + "00")))
                .hasMessage("offset 512: nesting deeper than 512 levels");
    }

    /** The reader's own check of well-formedness is the oracle. */
    @Property(tries = 20_000)
    void whatIsWellFormedIsWrittenAndNothingElse(@ForAll @Size(max = 24) byte[] bytes) {
        CborReader oracle = new CborReader().reset(bytes, 0, bytes.length);
        int expected;
        try {
            oracle.skip(CborReader.MAX_DEPTH);
            expected = oracle.position();
        } catch (ProtocolException e) {
            expected = -1;
        }
        int actual;
        try {
            actual = Diagnostic.complete().append(bytes, 0, bytes.length, new StringBuilder());
        } catch (ProtocolException e) {
            assertThat(e).hasMessageStartingWith("offset ");
            actual = -1;
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
