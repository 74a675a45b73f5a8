package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The cursor over encoded CBOR, and protocol maps, §1.2. */
class CborReaderTest {

    private static CborReader reader(String hex) {
        byte[] bytes = Fields.bytes(hex);
        return new CborReader().reset(bytes, 0, bytes.length);
    }

    private static String refusal(Runnable action) {
        Throwable thrown = catchThrowable(action::run);
        assertThat(thrown).isInstanceOf(ProtocolException.class);
        // Hostile bytes must not be dearer for us than for their sender.
        assertThat(thrown.getStackTrace()).isEmpty();
        return thrown.getMessage();
    }

    @Test
    void messagesGiveTheOffendingAndTheExpected() {
        assertThat(refusal(() -> reader("6161").readUnsigned("code")))
                .isEqualTo("code is a text string, expected an unsigned integer");
        assertThat(refusal(() -> reader("f6").readMap("caps")))
                .isEqualTo("caps is null, expected a map");
        assertThat(refusal(() -> reader("f7").readText("name")))
                .isEqualTo("name is a simple value or float, expected a text string");
        assertThat(refusal(() -> reader("c000").readArray("versions")))
                .isEqualTo("versions is a tagged item, expected an array");
        assertThat(refusal(() -> reader("20").readBytes("offer")))
                .isEqualTo("offer is a negative integer, expected a byte string");
        assertThat(refusal(() -> reader("7b8000000000000000").readText("name")))
                .isEqualTo("string of 9223372036854775808 bytes announced, 0 left");
        assertThat(refusal(() -> reader("9affffffff00").readArray("versions")))
                .isEqualTo("versions of 4294967295 entries announced, 1 bytes left");
        assertThat(refusal(() -> reader("bb7fffffffffffffff00").skip(64)))
                .isEqualTo("map of 9223372036854775807 entries announced, 1 bytes left");
        assertThat(refusal(() -> reader("5f01ff").skip(64)))
                .isEqualTo("chunk of major type 0 within a string of major type 2");
        assertThat(refusal(() -> reader("1f").skip(64)))
                .isEqualTo("initial byte 0x1f: major type 0 has no indefinite length");
        assertThat(refusal(() -> reader("ff").skip(64)))
                .isEqualTo("break outside an indefinite-length item");
        assertThat(refusal(() -> reader("f810").skip(64)))
                .isEqualTo("simple value 16 in two bytes");
        assertThat(refusal(() -> reader("").peek()))
                .isEqualTo("input ended where an item was expected");
        assertThat(refusal(() -> reader("1a0000").skip(0)))
                .isEqualTo("input ended within the head of an item");
    }

    // §1.2-10
    @Test
    void aCountNeverWraps() {
        assertThat(reader("1901f4").readAtMost("grace", 100)).isEqualTo(100);
        assertThat(reader("1864").readAtMost("grace", 100)).isEqualTo(100);
        assertThat(reader("1863").readAtMost("grace", 100)).isEqualTo(99);
        assertThat(reader("1bffffffffffffffff").readAtMost("grace", 100)).isEqualTo(100);
        assertThat(reader("1b8000000000000000").readAtMost("grace", Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void skippingEndsBehindTheItem() {
        for (String item :
                List.of(
                        "00",
                        "1b0000000000000000",
                        "4101",
                        "5f4101ff",
                        "830102820304",
                        "9f9fff00ff",
                        "bf6161a0ff",
                        "c2c241ff",
                        "f5",
                        "f820",
                        "f93c00",
                        "fb0000000000000000")) {
            CborReader in = reader(item + "ff");
            in.skip(64);
            assertThat(in.position()).isEqualTo(Fields.bytes(item).length);
            in.position(0);
            assertThat(Fields.hex(in.readItem(64))).isEqualTo(item);
        }
    }

    @Test
    void containersAreReadEntryByEntry() {
        for (String array : List.of("83010203", "9f010203ff", "9a00000003010203")) {
            CborReader in = reader(array);
            int size = in.readArray("array");
            List<Long> items = new ArrayList<>();
            for (int i = 0; in.more(size, i); i++) {
                items.add(in.readUnsigned("item"));
            }
            assertThat(items).containsExactly(1L, 2L, 3L);
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void tagsAreSkippedWhereAsked() {
        CborReader in = reader("c0d9d9f76161");
        in.skipTags();
        assertThat(in.readText("text")).isEqualTo("a");
    }

    // §1.2-5
    @Property(tries = 2000)
    void textIsValidUtf8ExactlyWhenTheJdkSaysSo(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] text = new byte[random.nextInt(8)];
        int[] telling = {
            0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
            0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
        };
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) telling[random.nextInt(telling.length)];
        }
        String expected;
        try {
            expected = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            expected = null;
        }
        CborReader in = reader("6" + text.length + Fields.hex(text));
        if (expected == null) {
            assertThatThrownBy(() -> in.readText("text"))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("text is not valid UTF-8");
        } else {
            assertThat(in.readText("text")).isEqualTo(expected);
        }
    }

    @Test
    void everyCodePointIsValidUtf8() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += 7) {
            if (point < 0xd800 || point > 0xdfff) {
                String text = Character.toString(point);
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                assertThat(reader("6" + utf8.length + Fields.hex(utf8)).readText("text"))
                        .isEqualTo(text);
            }
        }
    }

    // §1.2-8
    @Test
    void aProtocolMapHidesEntriesThatAreNull() {
        for (String map :
                List.of(
                        "a4 6161 01 6162 f6 6163 03 6164 f6",
                        "bf 6161 01 6162 f6 6163 03 6164f6 ff")) {
            CborReader in = reader(map);
            ProtocolMap entries = new ProtocolMap(in, "caps");
            assertThat(entries.next()).isEqualTo("a");
            assertThat(in.readUnsigned("a")).isEqualTo(1);
            assertThat(entries.next()).isEqualTo("c");
            in.skip(0);
            assertThat(entries.next()).isNull();
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    // §1.2-6, §1.2-11
    @Test
    void aProtocolMapHasTextKeysNoneTwiceAndAtMost64() {
        assertThat(refusal(() -> drain("a2 6161 01 7f6161ff 02")))
                .isEqualTo("caps has a key twice");
        assertThat(refusal(() -> drain("a2 6161 f6 6161 f6"))).isEqualTo("caps has a key twice");
        assertThat(refusal(() -> drain("a1 01 01")))
                .isEqualTo("key of caps is an unsigned integer, expected a text string");
        assertThat(refusal(() -> drain("a1 61ff 01"))).isEqualTo("key of caps is not valid UTF-8");
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            keys.append("62").append(Fields.hex(String.format("%02d", i).getBytes())).append("f6");
        }
        drain("b840" + keys);
        drain("bf" + keys + "ff");
        assertThat(refusal(() -> drain("b841" + keys + "60f6")))
                .isEqualTo("caps has more keys than the 64 allowed");
        assertThat(refusal(() -> drain("bf" + keys + "60f6ff")))
                .isEqualTo("caps has more keys than the 64 allowed");
    }

    private static void drain(String map) {
        CborReader in = reader(map);
        ProtocolMap entries = new ProtocolMap(in, "caps");
        while (entries.next() != null) {
            in.skip(64);
        }
    }
}
