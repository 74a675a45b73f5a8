package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the bytes to decode: in a file, on standard input or in the argument. */
final class DecodeInput {

    // Possessive, so that the length of the input does not matter to the stack.
    private static final Pattern HEX = Pattern.compile("(?:0x)?[0-9a-fA-F\\s:]*+");
    private static final Pattern NOT_HEX = Pattern.compile("^0x|[\\s:]");

    private DecodeInput() {}

    static byte[] read(String source, InputStream standardInput) throws IOException {
        if (source.equals("-")) {
            return binary(standardInput.readAllBytes());
        }
        Path file = file(source);
        if (file != null) {
            return binary(Files.readAllBytes(file));
        }
        byte[] typed = hex(source);
        if (typed == null) {
            throw new CommandException(
                    "'" + source + "' is neither a file nor hex digits, two for each byte", null);
        }
        return typed;
    }

    private static @Nullable Path file(String source) {
        try {
            Path path = Path.of(source);
            return Files.isRegularFile(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** A dump in hex is text; nothing that FLUXAR sends is hex digits alone. */
    private static byte[] binary(byte[] content) {
        byte[] dumped = hex(new String(content, ISO_8859_1));
        return dumped == null ? content : dumped;
    }

    private static byte @Nullable [] hex(String text) {
        String digits = NOT_HEX.matcher(text.strip()).replaceAll("");
        boolean even = digits.length() % 2 == 0;
        return even && HEX.matcher(text.strip()).matches() ? HexFormat.of().parseHex(digits) : null;
    }
}
