package dev.fluxar.tests.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credentials;
import dev.fluxar.PeerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a command that says who it is. */
public final class Presenting {

    @Option(
            names = "--auth",
            paramLabel = "WHO",
            converter = Who.class,
            description = {
                "Presents bearer:TOKEN, apikey:KEY or user:NAME:PASSWORD.",
                "@FILE takes that from a file's first line, env:NAME from a variable:"
                        + " other users of the machine see the arguments of a process."
            })
    private @Nullable Credentials credentials;

    @Option(
            names = "--open-credentials",
            description = "Presents them where others may read them too: tcp and ws. Dangerous.")
    private boolean open;

    /** Made by the command line. */
    public Presenting() {}

    /**
     * Adds what was given to the settings of a peer.
     *
     * @param options of the peer
     * @return the same where nothing was given
     */
    public PeerOptions addTo(PeerOptions options) {
        Credentials given = credentials;
        return given == null
                ? options
                : options.withCredentials(() -> given).withOpenCredentials(open);
    }

    /** Reads {@code WHO}; its failures do not show it. */
    static final class Who implements ITypeConverter<Credentials> {

        private static final String EXPECTED =
                "expected bearer:TOKEN, apikey:KEY, user:NAME:PASSWORD, @FILE or env:NAME";

        private final Function<String, @Nullable String> environment;

        Who() {
            this(System::getenv);
        }

        Who(Function<String, @Nullable String> environment) {
            this.environment = environment;
        }

        @Override
        public Credentials convert(String text) {
            if (text.startsWith("@")) {
                return read(firstLine(text.substring(1)));
            }
            if (text.startsWith("env:")) {
                String name = text.substring("env:".length());
                String value = environment.apply(name);
                if (value == null) {
                    throw new TypeConversionException(
                            "the variable " + name + " is not set, expected who to be in it");
                }
                return read(value.strip());
            }
            return read(text);
        }

        private static String firstLine(String file) {
            try (var lines = Files.lines(Path.of(file), UTF_8)) {
                return lines.findFirst().orElse("").strip();
            } catch (IOException | InvalidPathException e) {
                throw new TypeConversionException(
                        "cannot read " + file + ", expected who in its first line");
            }
        }

        private static Credentials read(String text) {
            String[] words = text.split(":", 2);
            String rest = words.length == 2 ? words[1] : "";
            String[] both = rest.split(":", 2);
            Credentials who;
            try {
                who =
                        switch (words[0]) {
                            case "bearer" -> Credentials.bearer(rest);
                            case "apikey" -> Credentials.apiKey(rest);
                            case "user" ->
                                    both.length == 2
                                            ? Credentials.password(both[0], both[1])
                                            : null;
                            default -> null;
                        };
            } catch (IllegalArgumentException e) {
                // Anything else would be shown with the text itself.
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
            if (who == null || rest.isEmpty()) {
                throw new TypeConversionException("this says not who, " + EXPECTED);
            }
            return who;
        }
    }
}
