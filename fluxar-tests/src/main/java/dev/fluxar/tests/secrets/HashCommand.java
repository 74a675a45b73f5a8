package dev.fluxar.tests.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.crypto.CredentialsLine;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a line for the file of {@code listen --auth-file}. */
@Command(
        name = "hash",
        description = {
            "Prints a line for the file of 'listen --auth-file'.",
            "The password, token or key is one line of standard input."
        },
        mixinStandardHelpOptions = true)
public final class HashCommand implements Callable<Integer> {

    private enum Kind {
        user,
        bearer,
        apikey
    }

    private final InputStream in;
    private final boolean terminal;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KIND", description = "user, bearer or apikey")
    private Kind kind = Kind.user;

    @Parameters(index = "1", paramLabel = "NAME", description = "Whom it stands for.")
    private String name = "";

    @Option(
            names = "--random",
            description = "Draws the token or key, and prints it on standard error.")
    private boolean random;

    /**
     * The command.
     *
     * @param in standard input
     * @param terminal whether a person sits there
     */
    public HashCommand(InputStream in, boolean terminal) {
        this.in = in;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        SecureRandom source = new SecureRandom();
        if (random && kind == Kind.user) {
            throw new ParameterException(
                    spec.commandLine(), "--random is for bearer and apikey, not for user");
        }
        String secret;
        if (random) {
            secret = CredentialsLine.randomToken(source);
            spec.commandLine().getErr().println(secret);
        } else {
            secret = secret();
        }
        spec.commandLine().getOut().println(line(secret, source));
        return 0;
    }

    private String line(String secret, SecureRandom source) {
        try {
            return switch (kind) {
                case user -> CredentialsLine.user(name, secret, source);
                case bearer -> CredentialsLine.bearer(name, secret);
                case apikey -> CredentialsLine.apiKey(name, secret);
            };
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** Not shown where a person types it. */
    private String secret() throws IOException {
        Console console = terminal ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("%s: ", kind == Kind.user ? "password" : "secret");
            return typed == null ? "" : new String(typed);
        }
        String line = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
        return line == null ? "" : line;
    }
}
