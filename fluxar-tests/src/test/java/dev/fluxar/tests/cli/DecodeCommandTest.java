package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeCommandTest {

    private static final String CALL =
            "8702500193a5c8f0007a1b8c2d3e4f50617283f66f757365722e67657450726f66696c65"
                    + "a16874726163655f696466616263313233a1626964182af6";

    private static final String CALL_FIELDS =
            """
              type     2 / call /
              id       h'0193a5c8f0007a1b8c2d3e4f50617283'
              ref      null
              target   "user.getProfile"
              meta     {"trace_id": "abc123"}
              payload  {"id": 42}
              error    null
            """;

    /** A hello with an offer of version 1 by "ada". */
    private static final String HELLO =
            "8701500193a5c8f00070008000000000000001f6f6f6a1656f6666657255"
                    + "a26876657273696f6e738101646e616d6563616461f6";

    @TempDir private Path directory;

    @Test
    void anEnvelopeIsShownByNameOfField() {
        Tool.Result result = Tool.run("decode", CALL);
        assertThat(result.out()).isEqualTo("envelope at 0: 60 bytes\n" + CALL_FIELDS);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void framesAreToldByTheirLength() {
        Tool.Result result = Tool.run("decode", "0000003c" + CALL + "0000003c" + CALL);
        assertThat(result.out())
                .isEqualTo(
                        "frame at 0: 60 bytes\n"
                                + ("  envelope at 4: 60 bytes\n" + CALL_FIELDS.indent(2))
                                + "frame at 64: 60 bytes\n"
                                + ("  envelope at 68: 60 bytes\n" + CALL_FIELDS.indent(2)));
        assertThat(result.code()).isZero();
    }

    @Test
    void aBatchIsSeveralEnvelopesInOneFrame() {
        Tool.Result result = Tool.run("decode", "00000078" + CALL + CALL);
        assertThat(result.out())
                .contains("frame at 0: 120 bytes", "  envelope at 4: 60", "  envelope at 64: 60");
    }

    @Test
    void theOfferInsideAHelloIsDecodedToo() {
        Tool.Result result = Tool.run("decode", HELLO);
        assertThat(result.out())
                .contains(
                        """
                          payload  {"offer": h'a26876657273696f6e738101646e616d6563616461'}
                            offer    {"versions": [1], "name": "ada"}
                          error    null
                        """);
    }

    @Test
    void byteStringsAreCutWhenAskedForButIdsAreNot() {
        Tool.Result result = Tool.run("decode", "--short", HELLO);
        assertThat(result.out()).contains("h'0193a5c8f00070008000000000000001'", "/ 21 bytes /}");
    }

    @Test
    void anyCborSequenceIsShownItemByItem() {
        Tool.Result result = Tool.run("decode", "83010203 f5 c11a514b67b0 00");
        assertThat(result.out()).isEqualTo("[1, 2, 3]\ntrue\n1(1363896240)\n0\n");
    }

    @Test
    void theFormatCanBeForced() {
        assertThat(Tool.run("decode", "--format", "cbor", CALL).out())
                .startsWith("[2, h'0193a5c8f0007a1b8c2d3e4f50617283', null, \"user.getProfile\"");
        assertThat(Tool.run("decode", "--format", "frames", CALL).err())
                .contains(
                        "malformed input at offset 0: frame of 2265075713 bytes announced, 56 are");
        assertThat(Tool.run("decode", "--format=envelopes", "83010203").err())
                .isEqualTo(
                        "malformed input at offset 0: envelope has 3 fields, expected 7"
                                + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            8301021c         | malformed input at offset 3: initial byte 0x1c is reserved
            8702             | malformed input at offset 0: array of 7 entries announced, 1 bytes left
            8702404040404040 | malformed input at offset 0: field id has 0 bytes, expected 16
            0000000083       | malformed input at offset 0: frame of 0 bytes, expected at least 1
            000000013c       | malformed input at offset 4: initial byte 0x3c is reserved
            0000003c87020102 | malformed input at offset 0: frame of 60 bytes announced, 4 are there
            xyz              | 'xyz' is neither a file nor hex digits, two for each byte
            123              | '123' is neither a file nor hex digits, two for each byte
            ''               | nothing to decode: the input is empty
            """)
    void aFaultIsToldInOneLineWithItsOffset(String input, String line) {
        Tool.Result result = Tool.run("decode", input);
        assertThat(result.err()).isEqualTo(line + System.lineSeparator());
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void whatStandsBeforeAFaultIsShown() {
        Tool.Result result = Tool.run("decode", "0000003c" + CALL + "0000003c8702");
        assertThat(result.out())
                .contains("target   \"user.getProfile\"")
                .endsWith("frame at 64: 60 bytes\n");
        assertThat(result.err())
                .startsWith(
                        "malformed input at offset 64: frame of 60 bytes announced, 2 are there");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void aLongLineOfHexIsRead() {
        Tool.Result result = Tool.run("decode", "--format", "cbor", "591000" + "00".repeat(4096));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("00".repeat(4096));
    }

    @Test
    void aFileHoldsBytesOrHexDigits() throws IOException {
        Path binary = directory.resolve("call.bin");
        Files.write(binary, HexFormat.of().parseHex(CALL));
        Path dump = directory.resolve("call.txt");
        Files.writeString(dump, "0x" + CALL.substring(0, 40) + "\n" + CALL.substring(40) + "\n");
        String expected = Tool.run("decode", CALL).out();
        assertThat(Tool.run("decode", binary.toString()).out()).isEqualTo(expected);
        assertThat(Tool.run("decode", dump.toString()).out()).isEqualTo(expected);
    }

    @Test
    void aDashIsStandardInput() throws IOException {
        byte[] read =
                DecodeInput.read("-", new ByteArrayInputStream("83 01 02 03".getBytes(US_ASCII)));
        assertThat(read).containsExactly(0x83, 1, 2, 3);
    }
}
