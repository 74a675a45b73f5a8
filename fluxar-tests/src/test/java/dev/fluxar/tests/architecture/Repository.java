package dev.fluxar.tests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the repository is, and what lies at its top. */
final class Repository {

    private static final Set<String> TOP =
            Set.of(
                    "pom.xml",
                    "fluxar-core",
                    "fluxar-transport-netty",
                    "fluxar-crypto",
                    "fluxar-tests",
                    "docs",
                    "README.md",
                    "LICENSE",
                    ".gitignore",
                    ".gitattributes",
                    ".editorconfig",
                    ".ci",
                    ".mvn");

    private Repository() {}

    /** The build says where the root is; without it, it is the first parent with {@code .mvn}. */
    static Path root() {
        String told = System.getProperty("fluxar.root");
        if (told != null) {
            return Path.of(told);
        }
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no parent of the working directory holds .mvn");
        }
        return at;
    }

    /** Names at the top of the repository that have no place there. */
    static Set<String> strangersAtTheTop(Path root) {
        Set<String> names = tracked(root);
        if (names.isEmpty()) {
            names = listed(root);
        }
        names.removeAll(TOP);
        return names;
    }

    private static Set<String> tracked(Path root) {
        if (!Files.exists(root.resolve(".git"))) {
            return new TreeSet<>();
        }
        try {
            Process git =
                    new ProcessBuilder("git", "ls-files", "-z")
                            .directory(root.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                return new TreeSet<>();
            }
            return Arrays.stream(out.split("\0"))
                    .filter(path -> !path.isEmpty())
                    .map(path -> path.split("/", 2)[0])
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException noGit) {
            return new TreeSet<>();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while git listed the files", e);
        }
    }

    private static Set<String> listed(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.equals("target"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
