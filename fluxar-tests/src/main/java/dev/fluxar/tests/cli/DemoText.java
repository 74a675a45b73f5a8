package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The text that the demo's peers talk about, and what is true of it. */
record DemoText(String name, String text) {

    /** A text is sent as one message, and 1 MiB is what a peer accepts. */
    private static final int MAX_BYTES = 512 * 1024;

    private static final String BUNDLED = "demo.txt";
    private static final Path README = Path.of("README.md");

    static DemoText read(@Nullable Path file) throws IOException {
        Path chosen = file != null ? file : Files.isRegularFile(README) ? README : null;
        if (chosen != null) {
            try (InputStream in = Files.newInputStream(chosen)) {
                return of(chosen.toString(), in);
            } catch (NoSuchFileException e) {
                throw new CommandException("no such file: " + chosen, e);
            }
        }
        try (InputStream in = DemoText.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new CommandException("the tool was built without " + BUNDLED, null);
            }
            return of("the text that comes with the tool", in);
        }
    }

    private static DemoText of(String name, InputStream in) throws IOException {
        DemoText text = new DemoText(name, new String(in.readNBytes(MAX_BYTES), UTF_8));
        if (words(text.text) == 0) {
            throw new CommandException("no words in " + name + ", expected some text", null);
        }
        return text;
    }

    static int lines(String text) {
        return (int) text.lines().count();
    }

    static int words(String text) {
        return split(text).size();
    }

    static String longestWord(String text) {
        return split(text).stream().max(Comparator.comparing(String::length)).orElse("");
    }

    /** Letters and digits in a row. */
    static List<String> split(String text) {
        return Arrays.stream(text.split("[^\\p{L}\\p{N}]+")).filter(w -> !w.isEmpty()).toList();
    }

    /** Cuts the text into pieces of whole lines. */
    List<String> pieces(int count) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                String.join(
                                        "\n",
                                        lines.subList(
                                                lines.size() * i / count,
                                                lines.size() * (i + 1) / count)))
                .toList();
    }
}
