package dev.fluxar.tests.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.tests.cli.DemoCommand.ProgressBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir private Path directory;

    @Test
    void everyStepOverEveryTransportGoesAsPromised() throws IOException {
        Path text = Files.writeString(directory.resolve("text.txt"), "one two\nthree\n\nfour\n");
        Tool.Result result = Tool.run("demo", "--file", text.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("\nmem: ", "\nunix: ", "\ntcp: ", "\nws: ")
                .contains("4 lines, 4 words, the longest is \"three\"")
                .contains("asked 1 2 3 4 5, answered 5 4 3 2 1")
                .contains("NOT_FOUND, NOT_PROCESSED: ")
                .contains("error 1001, PROCESSED: an empty text has no longest word")
                .contains("DEADLINE_EXCEEDED, UNKNOWN: ")
                .contains("4 words came one by one, from \"one\" to \"four\"")
                .contains("4 lines went up, one answer came back: 4 words")
                .contains("\"one two\": 2 words", "\"four\": 1 words")
                .containsPattern("reads 10 of 20,000 and pauses: Bob has given \\d\\d+, and waits")
                .contains("at most once:  3 came\n")
                .contains("at least once: 4 came; \"one\" was handed back once")
                .contains("exactly once:  3 came; \"three\" was published twice")
                .contains("10 events for two members, each for one of them")
                .contains("mem.longest: \"three\", retained")
                .contains("All 68 steps went as promised")
                .doesNotContain("WENT WRONG", "\r");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(result.code()).isZero();
    }

    @Test
    void theTextThatComesWithTheToolWillDo() throws IOException {
        assertThat(DemoText.read(null).text()).isNotBlank();
    }

    @Test
    void aTextWithoutWordsIsToldInOneLine() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.txt"));
        Tool.Result result = Tool.run("demo", "--file", empty.toString());
        assertThat(result.err()).startsWith("no words in ").hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsToldInOneLine() {
        Tool.Result result = Tool.run("demo", "--file", directory.resolve("none").toString());
        assertThat(result.err()).startsWith("no such file: ").hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void progressIsShownOfWhatTakesLongAndGoesAway() {
        StringWriter shown = new StringWriter();
        AtomicLong now = new AtomicLong();
        ProgressBar bar = new ProgressBar(new PrintWriter(shown), now::get);
        bar.begin();
        now.addAndGet(MILLISECONDS.toNanos(199));
        bar.at(1, 4);
        bar.clear();
        assertThat(shown.toString()).isEmpty();
        now.addAndGet(MILLISECONDS.toNanos(1));
        bar.at(2, 4);
        assertThat(shown.toString()).isEqualTo("\r  [###############...............] 50 %");
        now.addAndGet(MILLISECONDS.toNanos(49));
        bar.at(3, 4);
        assertThat(shown.toString()).doesNotContain("75 %");
        now.addAndGet(MILLISECONDS.toNanos(1));
        bar.at(4, 4);
        assertThat(shown.toString()).endsWith("\r  [##############################] 100 %");
        bar.clear();
        bar.clear();
        assertThat(shown.toString()).endsWith("100 %\r" + " ".repeat(40) + "\r");
    }
}
