package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Credit;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.stream.OutboundStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The envelopes of examples.md, "3. A stream": they are what is written, and what is understood.
 */
class StreamExamplesTest {

    private static final String ID = "0193a5c8f00070008000000000000051";
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> EXAMPLES = examples();

    private static List<String> examples() {
        String page = SpecTable.page("examples.md");
        String section = page.substring(page.indexOf("## 3. "), page.indexOf("## 4. "));
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

    /** What is behind the prefix of the one frame that was written. */
    private static String written(StreamsBench bench) {
        byte[] bytes = bench.bytes();
        return HEX.formatHex(Arrays.copyOfRange(bytes, 4, bytes.length));
    }

    private static void read(StreamsBench bench, int example) {
        bench.readFrame(HEX.parseHex(EXAMPLES.get(example)));
    }

    @Test
    void thereAreNine() {
        assertThat(EXAMPLES).hasSize(9).allMatch(hex -> hex.startsWith("8703"));
    }

    // §10.9-1 §10.10-4 §10.12-2
    @Test
    void theOpenersAreWritten() {
        StreamsBench bench = StreamsBench.established();
        StreamEnd end = new StreamEnd();
        end.bind(
                new OutboundStream(
                        bench.streams,
                        "count".getBytes(StandardCharsets.UTF_8),
                        Map.of(),
                        Payload.item(Letter.encode(Map.of("to", 6))),
                        bench.now() + 5_000_000_000L,
                        new Credit(4, 65_536),
                        end,
                        end));
        bench.streams.open(end.outbound());
        bench.write();
        String open = written(bench);
        String id = open.substring(6, 38);
        assertThat(open.replace(id, ID)).isEqualTo(EXAMPLES.get(0));
        bench.end(end);
        assertThat(written(bench).replace(id, ID)).isEqualTo(EXAMPLES.get(1));
        bench.cancel(end);
        assertThat(written(bench).replace(id, ID)).isEqualTo(EXAMPLES.get(6));
    }

    // §10.10-1 §10.11-3 §10.9-2
    @Test
    void theAcceptorsAreWritten() {
        StreamsBench bench = StreamsBench.established();
        read(bench, 0);
        assertThat(written(bench)).isEqualTo(EXAMPLES.get(8)); // "count" is not offered.
        StreamEnd end = bench.accept(ID);
        bench.give(end, 42);
        assertThat(written(bench)).isEqualTo(EXAMPLES.get(2));
        bench.end(end);
        assertThat(written(bench)).isEqualTo(EXAMPLES.get(1));
        read(bench, 6);
        assertThat(written(bench)).isEqualTo(EXAMPLES.get(7));
    }

    // §10.12-3
    @Test
    void creditIsRaisedByTheLetter() {
        StreamsBench bench =
                StreamsBench.established(
                        StreamsBench.ROOMY.withCredit(new Credit(4, 65_536)), Map.of());
        StreamEnd end = bench.accept(ID);
        for (int i = 0; i < 4; i++) {
            // 3 bytes of head, 23 of envelope: 16 KiB each.
            bench.read(Letter.item(ID, new byte[16_384 - 26]));
        }
        bench.request(end, 4);
        assertThat(written(bench)).isEqualTo(EXAMPLES.get(5));
    }

    // §10.12-8 §10.12-9 §10.12-3 §10.11-3
    @Test
    void theyAreUnderstood() {
        StreamsBench bench =
                StreamsBench.established(StreamsBench.ROOMY, Map.of("credit", List.of(4, 65_536)));
        StreamEnd end = bench.accept(ID);
        read(bench, 3);
        bench.give(end, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(bench.letters()).isEmpty();
        read(bench, 4);
        assertThat(bench.letters()).hasSize(4);
        read(bench, 5);
        assertThat(bench.letters()).hasSize(4);
        bench.request(end, 1);
        bench.letters();
        read(bench, 2);
        read(bench, 1);
        assertThat(end.told).containsExactly("item 42", "ended");
        read(bench, 6);
        assertThat(bench.letter().code()).isEqualTo(304);
        StreamEnd second = bench.accept(ID);
        bench.cancel(second);
        read(bench, 7);
        assertThat(bench.exchanges.live()).isZero();
        StreamEnd third = bench.accept(ID);
        read(bench, 8);
        assertThat(third.told).last().isEqualTo("completed NOT_FOUND, NOT_PROCESSED");
    }
}
