package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Delivery;
import dev.fluxar.tests.bench.BenchCommand;
import dev.fluxar.tests.proxy.ProxyCommand;
import dev.fluxar.tests.secrets.HashCommand;
import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The tool's first command: it holds the others and does nothing itself. */
@Command(
        name = "fluxar",
        description = "Talks FLUXAR from the command line.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed (one line on standard error says how), 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            ListenCommand.class,
            CallCommand.class,
            StreamCommand.class,
            SubCommand.class,
            PubCommand.class,
            DecodeCommand.class,
            DemoCommand.class,
            ProxyCommand.class,
            BenchCommand.class
        })
public final class Main implements Runnable {

    private static final String LOG = "org.slf4j.simpleLogger.";
    private static final String DEBUG = "--debug";

    /** How long a line of standard input may be: what a peer accepts as one message. */
    private static final int MOST_LINE_BYTES = 1 << 20;

    private final InputStream in;
    private final boolean terminal;

    @Spec private CommandSpec spec;

    @Option(
            names = DEBUG,
            scope = ScopeType.INHERIT,
            description = "Shows stack traces and what the library logs.")
    private boolean debug;

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        logQuietly(Arrays.asList(args).contains(DEBUG));
        int code =
                commandLine(System.in, isTerminal())
                        .setOut(utf8(System.out))
                        .setErr(utf8(System.err))
                        .execute(args);
        System.exit(code);
    }

    private Main(InputStream in, boolean terminal) {
        this.in = in;
        this.terminal = terminal;
    }

    /**
     * The tool, to be given its output.
     *
     * @param terminal whether a person watches that output
     */
    static CommandLine commandLine(InputStream in, boolean terminal) {
        Main main = new Main(in, terminal);
        return new CommandLine(main)
                .addSubcommand(new HashCommand(in, terminal))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Delivery.class, Main::delivery)
                .setExecutionExceptionHandler(main::fail);
    }

    private static Delivery delivery(String mode) {
        return switch (mode) {
            case "0" -> Delivery.AT_MOST_ONCE;
            case "1" -> Delivery.AT_LEAST_ONCE;
            case "2" -> Delivery.EXACTLY_ONCE;
            default ->
                    throw new TypeConversionException(
                            "'" + mode + "' is no mode, expected 0, 1 or 2");
        };
    }

    /** Before Java 22 there is a console on a terminal only; from then on it knows. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        try {
            return console != null
                    && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Whether a person watches the output. */
    boolean terminal() {
        return terminal;
    }

    /** Standard input. */
    LineReader input() {
        return new LineReader(in, "standard input", MOST_LINE_BYTES);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, got none");
    }

    private int fail(Exception failure, CommandLine command, ParseResult arguments) {
        if (debug) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().println(FailureLine.of(failure));
        return 1;
    }

    /** Before the first logger exists: what a user sees is the commands' output alone. */
    private static void logQuietly(boolean debug) {
        setDefault(LOG + "defaultLogLevel", debug ? "debug" : "warn");
        setDefault(LOG + "log.io.netty", debug ? "info" : "error");
        setDefault(LOG + "showThreadName", "false");
        setDefault(LOG + "showShortLogName", "true");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static PrintWriter utf8(OutputStream out) {
        return new PrintWriter(out, true, UTF_8);
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"fluxar " + (version == null ? "(not packaged)" : version)};
        }
    }
}
