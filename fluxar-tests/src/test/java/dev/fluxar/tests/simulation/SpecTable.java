package dev.fluxar.tests.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of the specification: the one that follows a clause. */
record SpecTable(List<String> columns, Map<String, Map<String, String>> rows) {

    static SpecTable behind(String clause, String chapter) {
        List<String> lines = page(chapter).lines().toList();
        int at = 0;
        while (!lines.get(at).startsWith("**" + clause + "**")) {
            at++;
        }
        while (!lines.get(at).startsWith("|")) {
            at++;
        }
        List<String> head = cells(lines.get(at));
        List<String> columns = head.subList(1, head.size());
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (at += 2; at < lines.size() && lines.get(at).startsWith("|"); at++) {
            List<String> cells = cells(lines.get(at));
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), cells.get(i + 1));
            }
            rows.put(cells.get(0), row);
        }
        return new SpecTable(columns, rows);
    }

    static String page(String name) {
        Path root = Path.of(System.getProperty("fluxar.root", "..")).normalize();
        try {
            return Files.readString(root.resolve("docs/spec").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(Arrays.asList(line.split("\\|")));
        cells.remove(0);
        return cells.stream().map(cell -> cell.strip().replace("`", "")).toList();
    }

    /** The state that a cell leads to: that behind its last arrow, or the one it stands in. */
    static String next(String cell, String from) {
        int arrow = cell.lastIndexOf('→');
        if (arrow >= 0) {
            return cell.substring(arrow + 1).strip().split("[^A-Z_]", 2)[0];
        }
        return cell.startsWith("fatal") ? "CLOSED" : from;
    }
}
