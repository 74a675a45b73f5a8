package dev.fluxar.tests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The numbered clauses of {@code docs/spec}, and who cites them. A clause is a paragraph, list item
 * or table row that starts with its number in bold. What excuses a clause is {@code (not yet)} in
 * its paragraph or in a heading above it, or a line with a reason in {@code exceptions.md}.
 * Citations by the library's own main code are in comments; tests and the shipped conformance cases
 * cite wherever they like.
 */
final class Clauses {

    private static final String ID = "§\\d+(?:\\.\\d+)*-\\d+";
    private static final Pattern CITATION = Pattern.compile(ID);
    private static final Pattern START =
            Pattern.compile("^\\s*(?:[-*] +|\\d+\\. +|\\| *)?\\*\\*(" + ID + ")\\*\\*");
    private static final Pattern EXCEPTION =
            Pattern.compile("^[\\s|*-]*(" + ID + ")[\\s|*:.-]+(.*?)[\\s|]*$");
    private static final Pattern IN_COMMENT = Pattern.compile("(?://|/\\*|^\\s*\\*).*");
    private static final Pattern MUST = Pattern.compile("\\bMUST\\b");
    private static final Pattern DEFINES_MUST = Pattern.compile("RFC 2119|BCP 14");
    private static final int REASON = 15;

    private final Path root;
    private final Map<String, String> clauses = new TreeMap<>();
    private final Set<String> notYet = new TreeSet<>();
    private final Set<String> excepted = new TreeSet<>();
    private final Set<String> inMain = new TreeSet<>();
    private final Set<String> inTests = new TreeSet<>();
    private final Map<String, String> cited = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    private Clauses(Path root) {
        this.root = root;
    }

    static Clauses read(Path root) {
        Clauses read = new Clauses(root);
        Path spec = root.resolve("docs/spec");
        for (Path file : files(spec)) {
            if (file.toString().endsWith(".md") && !isExceptions(file)) {
                read.chapter(file);
            }
        }
        if (Files.exists(spec.resolve("exceptions.md"))) {
            read.exceptions(spec.resolve("exceptions.md"));
        }
        for (String module : List.of("fluxar-core", "fluxar-transport-netty", "fluxar-crypto")) {
            read.code(root.resolve(module).resolve("src/main/java"), true);
            read.code(root.resolve(module).resolve("src/test"), false);
        }
        read.code(root.resolve("fluxar-tests/src"), false);
        read.judge();
        return read;
    }

    boolean isEmpty() {
        return clauses.isEmpty();
    }

    List<String> violations() {
        return violations;
    }

    String summary() {
        return clauses.size()
                + " clauses, "
                + notYet.size()
                + " not yet, "
                + excepted.size()
                + " excepted";
    }

    private void chapter(Path file) {
        List<String> lines = lines(file);
        String current = null;
        boolean code = false;
        int excusingLevel = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith("```")) {
                code = !code;
            }
            if (code) {
                continue;
            }
            cite(line, where(file, i));
            int level = line.indexOf(' ');
            if (line.startsWith("#") && (excusingLevel == 0 || level <= excusingLevel)) {
                excusingLevel = line.contains("(not yet)") ? level : 0;
            }
            Matcher start = START.matcher(line);
            if (start.find()) {
                current = start.group(1);
                String before = clauses.put(current, where(file, i));
                if (before != null) {
                    violations.add(current + " is at " + before + " and at " + where(file, i));
                }
            } else if (line.isBlank() || line.startsWith("#")) {
                current = null;
            }
            if (current != null && (excusingLevel > 0 || line.contains("(not yet)"))) {
                notYet.add(current);
            }
            if (current == null
                    && MUST.matcher(line).find()
                    && !DEFINES_MUST.matcher(paragraph(lines, i)).find()) {
                violations.add(where(file, i) + " says MUST outside a numbered clause");
            }
        }
    }

    private static String paragraph(List<String> lines, int at) {
        int from = at;
        while (from > 0 && !lines.get(from - 1).isBlank()) {
            from--;
        }
        int to = at;
        while (to < lines.size() && !lines.get(to).isBlank()) {
            to++;
        }
        return String.join(" ", lines.subList(from, to));
    }

    private void exceptions(Path file) {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            cite(lines.get(i), where(file, i));
            Matcher entry = EXCEPTION.matcher(lines.get(i));
            if (entry.matches()) {
                excepted.add(entry.group(1));
                if (entry.group(2).length() < REASON) {
                    violations.add(
                            where(file, i) + " excepts " + entry.group(1) + " for no reason");
                }
            }
        }
    }

    private void code(Path directory, boolean main) {
        for (Path file : files(directory)) {
            // The rules' own examples are no citations.
            if (!file.toString().matches(".*\\.(java|json|ya?ml|txt|md)")
                    || file.endsWith("architecture/ClausesTest.java")) {
                continue;
            }
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).indexOf('§') >= 0) {
                    Set<String> ids = cite(lines.get(i), where(file, i));
                    if (main) {
                        Matcher comment = IN_COMMENT.matcher(lines.get(i));
                        inMain.addAll(comment.find() ? ids(comment.group()) : Set.of());
                    } else {
                        inTests.addAll(ids);
                    }
                }
            }
        }
    }

    private void judge() {
        cited.forEach(
                (id, where) -> {
                    if (!clauses.containsKey(id)) {
                        violations.add(where + " cites " + id + ", which does not exist");
                    }
                });
        clauses.forEach(
                (id, where) -> {
                    if (!notYet.contains(id) && !excepted.contains(id)) {
                        if (!inMain.contains(id)) {
                            violations.add(id + " (" + where + ") is cited by no main code");
                        }
                        if (!inTests.contains(id)) {
                            violations.add(id + " (" + where + ") is cited by no test");
                        }
                    }
                });
    }

    private Set<String> cite(String line, String where) {
        Set<String> ids = ids(line);
        ids.forEach(id -> cited.putIfAbsent(id, where));
        return ids;
    }

    private static Set<String> ids(String text) {
        Set<String> ids = new TreeSet<>();
        Matcher citation = CITATION.matcher(text);
        while (citation.find()) {
            ids.add(citation.group());
        }
        return ids;
    }

    private String where(Path file, int index) {
        return root.relativize(file).toString().replace('\\', '/') + ":" + (index + 1);
    }

    private static boolean isExceptions(Path file) {
        return file.endsWith("exceptions.md");
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
