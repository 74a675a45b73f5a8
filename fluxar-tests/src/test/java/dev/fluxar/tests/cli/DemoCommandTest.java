package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .contains("All 40 steps went as promised")
                .doesNotContain("WENT WRONG");
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
}
