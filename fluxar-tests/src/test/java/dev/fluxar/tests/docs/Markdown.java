package dev.fluxar.tests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page of the documentation. */
record Markdown(Path file, String text) {

    private static final Path ROOT = Path.of(System.getProperty("fluxar.root", "..")).normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    static Markdown read(String name) throws IOException {
        return read(ROOT.resolve(name));
    }

    private static Markdown read(Path file) throws IOException {
        return new Markdown(file, Files.readString(file));
    }

    /** The README and everything under docs. */
    static List<Markdown> all() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> tree = Files.walk(ROOT.resolve("docs"))) {
            tree.filter(f -> f.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        List<Markdown> pages = new ArrayList<>();
        for (Path file : files) {
            pages.add(read(file));
        }
        return pages;
    }

    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(m -> m.group(1).equals(language))
                .map(m -> m.group(2))
                .toList();
    }

    /** Targets of links, those to other sites left out. */
    List<String> links() {
        return LINK.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(m -> m.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** As the usual renderers name headings. */
    List<String> anchors() {
        return HEADING.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(
                        m ->
                                m.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                        .replace(' ', '-'))
                .toList();
    }
}
