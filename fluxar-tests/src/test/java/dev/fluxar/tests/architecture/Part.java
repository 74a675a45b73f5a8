package dev.fluxar.tests.architecture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The map of the library as data: every part, the parts it may know and the libraries it may use. A
 * package that belongs to no part, or a dependency that is not in this table, breaks the build.
 */
enum Part {
    FACE("", -1, Set.of(), List.of()),
    SERVICE("service", -1, Set.of("FACE", "PAYLOAD"), List.of("org.slf4j")),
    PAYLOAD(
            "payload",
            -1,
            Set.of("FACE", "MESSAGE", "TRANSPORT"),
            List.of("org.slf4j", "tools.jackson", "com.fasterxml.jackson.annotation")),

    HUB("hub", -1, Set.of("FACE", "MESSAGE", "TRANSPORT"), List.of("org.slf4j")),

    TRANSPORT("transport", 0, Set.of("FACE"), List.of("org.slf4j")),
    FRAMING("framing", 1, Set.of("FACE", "TRANSPORT"), List.of("org.slf4j")),
    WIRE(
            "wire",
            2,
            Set.of("FACE", "TRANSPORT", "FRAMING"),
            List.of("org.slf4j", "com.github.luben.zstd")),
    MESSAGE("message", 3, Set.of("FACE", "TRANSPORT", "FRAMING", "WIRE"), List.of("org.slf4j")),
    SESSION(
            "session",
            4,
            Set.of("FACE", "TRANSPORT", "FRAMING", "WIRE", "MESSAGE"),
            List.of("org.slf4j")),
    PATTERNS(
            "patterns",
            5,
            Set.of("FACE", "HUB", "TRANSPORT", "FRAMING", "WIRE", "MESSAGE", "SESSION"),
            List.of("org.slf4j")),
    RUNTIME(
            "runtime",
            -1,
            Set.of(
                    "FACE",
                    "HUB",
                    "SERVICE",
                    "PAYLOAD",
                    "TRANSPORT",
                    "FRAMING",
                    "WIRE",
                    "MESSAGE",
                    "SESSION",
                    "PATTERNS"),
            List.of("org.slf4j", "org.jctools")),

    NETTY(
            "transport.netty",
            0,
            Set.of("FACE", "TRANSPORT", "FRAMING"),
            List.of("org.slf4j", "org.jctools", "io.netty")),
    CRYPTO("crypto", 2, Set.of("FACE", "WIRE"), List.of("org.slf4j", "org.bouncycastle")),
    TESTS("tests", -1, Set.of("*"), List.of("*"));

    /** Parts that are given the time and random bytes, and do no I/O and start no thread. */
    static final Set<Part> PURE = EnumSet.of(HUB, FRAMING, WIRE, MESSAGE, SESSION, PATTERNS);

    private final String suffix;
    private final Set<String> knows;
    private final List<String> libraries;

    /** The layer that the part's package-info must name, or -1 for a part that is no layer. */
    final int layer;

    Part(String suffix, int layer, Set<String> knows, List<String> libraries) {
        this.suffix = suffix;
        this.layer = layer;
        this.knows = knows;
        this.libraries = libraries;
    }

    /** The part that a package belongs to: the longest match wins, the face has no sub-packages. */
    static Optional<Part> of(String packageName, String root) {
        if (packageName.equals(root)) {
            return Optional.of(FACE);
        }
        return Arrays.stream(values())
                .filter(p -> p != FACE && within(packageName, root + "." + p.suffix))
                .max(Comparator.comparing(p -> p.suffix.length()));
    }

    boolean mayKnow(Part other) {
        return this == other || knows.contains("*") || knows.contains(other.name());
    }

    boolean mayUse(String libraryPackage) {
        return libraries.contains("*")
                || within(libraryPackage, "java")
                || within(libraryPackage, "javax")
                || within(libraryPackage, "org.jspecify")
                || libraries.stream().anyMatch(l -> within(libraryPackage, l));
    }

    static boolean within(String packageName, String ancestor) {
        return packageName.equals(ancestor) || packageName.startsWith(ancestor + ".");
    }
}
