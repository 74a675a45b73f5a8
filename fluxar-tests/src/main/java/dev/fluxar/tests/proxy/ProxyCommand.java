package dev.fluxar.tests.proxy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code proxy}: a relay that cuts and delays connections. */
@Command(
        name = "proxy",
        description = {
            "Relays connections, cuts and delays them: to try what a lost or a slow connection does.",
            "LISTEN and TARGET are tcp://host:port, unix:/path or ws://host:port/path. Bytes are"
                    + " relayed as they are, so both must speak alike: of ws the path does not"
                    + " matter here, and wss would need the target's certificate.",
            "One line for each connection that opens or ends: its number, its age, and how many bytes"
                    + " went each way."
        },
        footer = {
            "",
            "It holds 256 KiB of a connection in each direction at most, then it stops reading: with"
                    + " --delay that bounds how much passes. 256 connections are open at most;"
                    + " further ones wait.",
            "Ctrl-C ends it, and cuts what is open."
        },
        mixinStandardHelpOptions = true)
public final class ProxyCommand implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofHours(24);

    /** Short enough to be typed. */
    private static final long SEEDS = 1_000_000_000;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LISTEN",
            converter = ToAddress.class,
            description = "Where it accepts connections; port 0 lets the system choose.")
    private @Nullable RelayAddress listen;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            converter = ToAddress.class,
            description = "Where it connects to, for each of them.")
    private @Nullable RelayAddress target;

    @Option(
            names = "--cut-every",
            paramLabel = "TIME",
            description =
                    "Cuts each connection after 0.5 to 1.5 times as long. What is on its way is lost;"
                            + " TCP gets a reset on both sides. Default: never.")
    private @Nullable Duration cutEvery;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "Each byte arrives so much later. Default: 0ms.")
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            description = "And up to so much later still, order kept. Default: 0ms.")
    private Duration jitter = Duration.ZERO;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Cuts the connections at the same ages as the run that printed it.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null || listen == null || target == null) {
            throw new IllegalStateException("not started as a command");
        }
        check(spec, "--cut-every", cutEvery, Duration.ofMillis(1));
        check(spec, "--delay", delay, Duration.ZERO);
        check(spec, "--jitter", jitter, Duration.ZERO);
        if (target.uri().getPort() == 0 || target.equals(listen)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "TARGET is " + target.uri() + ", expected where something else listens");
        }
        long drawn = seed == null ? new SplittableRandom().nextLong(SEEDS) : seed;
        PrintWriter out = spec.commandLine().getOut();
        Faults faults = new Faults(drawn, cutEvery, delay, jitter);
        try (Relay relay = new Relay(listen, target, faults, System::nanoTime, out::println)) {
            out.println("seed " + drawn + ", relaying to " + target.uri());
            out.println("listening on " + relay.uri());
            relay.start();
            awaitEnd(relay);
            return 0;
        } catch (UnknownHostException e) {
            throw unavailable("unknown host " + e.getMessage(), e);
        } catch (IOException e) {
            throw unavailable("cannot listen on " + listen.uri() + ": " + e.getMessage(), e);
        }
    }

    private static void awaitEnd(Relay relay) {
        Thread hook = new Thread(relay::close, "fluxar-proxy-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            relay.ended().get();
        } catch (ExecutionException e) {
            throw unavailable("the proxy had to end: " + e.getCause(), e.getCause());
        } catch (InterruptedException stopped) {
            // Ends in order, as by Ctrl-C.
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }

    private static FluxarException unavailable(String message, @Nullable Throwable cause) {
        return new FluxarException(
                ErrorCode.UNAVAILABLE.code(), message, Outcome.NOT_SENT, null, null, cause);
    }

    private static void check(
            CommandSpec spec, String option, @Nullable Duration time, Duration least) {
        if (time != null && (time.compareTo(least) < 0 || time.compareTo(LONGEST) > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option
                            + " is "
                            + time.toMillis()
                            + "ms, expected "
                            + least.toMillis()
                            + "ms to "
                            + LONGEST.toHours()
                            + "h");
        }
    }

    /** Reads an address. */
    static final class ToAddress implements ITypeConverter<RelayAddress> {
        @Override
        public RelayAddress convert(String text) {
            try {
                return RelayAddress.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
