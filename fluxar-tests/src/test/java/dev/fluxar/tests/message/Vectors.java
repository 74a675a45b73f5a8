package dev.fluxar.tests.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published test vectors, in the folder that the system property fluxar.vectors names. */
final class Vectors {

    private Vectors() {}

    private static Path folder() {
        String told = System.getProperty("fluxar.vectors");
        Path root = Path.of(System.getProperty("fluxar.root", ".."));
        return told == null ? root.resolve("../shared/vectors").normalize() : Path.of(told);
    }

    private static String read(String file) {
        Path path = folder().resolve(file);
        if (!Files.exists(path)) {
            String reason = "skipped: no test vectors at " + path.toAbsolutePath();
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 8949 appendix A: objects with hex, roundtrip, decoded or diagnostic. */
    static Stream<JsonNode> wellFormed() {
        return JsonMapper.shared().readTree(read("cbor-appendix-a.json")).valueStream();
    }

    /** RFC 8949 appendix F: hex. */
    static Stream<String> malformed() {
        return read("cbor-appendix-f-malformed.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\t")[0]);
    }
}
