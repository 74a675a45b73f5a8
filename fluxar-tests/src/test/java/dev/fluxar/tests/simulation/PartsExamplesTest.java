package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The envelopes of examples.md, "2. A payload in parts": they are understood. */
class PartsExamplesTest {

    private static final String CALL = "0193a5c8f000700080000000000000c1";
    private static final List<String> EXAMPLES = examples();

    private static List<String> examples() {
        String page = SpecTable.page("examples.md");
        String section = page.substring(page.indexOf("## 2. "), page.indexOf("## 3. "));
        List<String> found = new ArrayList<>();
        String[] blocks = section.split("```");
        for (int i = 1; i < blocks.length; i += 2) {
            StringBuilder hex = new StringBuilder();
            for (String line : blocks[i].strip().split("\n")) {
                hex.append(line.strip().split(" {3,}")[0].replace(" ", ""));
            }
            found.add(hex.toString());
        }
        return found;
    }

    private static void read(CallsBench bench, int example) {
        bench.readFrame(HexFormat.of().parseHex(EXAMPLES.get(example)));
    }

    @Test
    void thereAreFive() {
        assertThat(EXAMPLES).hasSize(5).allMatch(hex -> hex.startsWith("87"));
    }

    // §6.1-1 §6.2-6
    @Test
    void aCallInPartsIsAnswered() {
        CallsBench bench = CallsBench.withParts();
        bench.offered = "note.put";
        read(bench, 0);
        read(bench, 1);
        assertThat(bench.running).isEmpty();
        read(bench, 2);
        assertThat(Letter.decode(bench.running.get(0).payload))
                .isEqualTo("a text that is long enough for two parts");
        bench.reply(bench.running.remove(0));
        assertThat(bench.letter().ref()).isEqualTo(CALL);
    }

    // §6.1-3
    @Test
    void theAnnouncementsAreThoseOfTheExamples() {
        byte[] payload = Letter.encode("a text that is long enough for two parts");
        List<byte[]> parts = Bytes.cut(payload, 24);
        assertThat(hex(Letter.call(CALL, "note.put", null).announcing(payload.length)))
                .isEqualTo(EXAMPLES.get(0));
        assertThat(hex(Letter.part(2, CALL, parts.get(0)))).isEqualTo(EXAMPLES.get(1));
        assertThat(hex(Letter.part(2, CALL, parts.get(1)))).isEqualTo(EXAMPLES.get(2));
    }

    private static String hex(Letter letter) {
        return HexFormat.of().formatHex(letter.bytes());
    }
}
