package dev.fluxar.tests.bench;

import dev.fluxar.tests.idle.IdleCommand;
import dev.fluxar.tests.soak.CutsCommand;
import dev.fluxar.tests.soak.DeliveriesCommand;
import dev.fluxar.tests.soak.SlowReadersCommand;
import picocli.CommandLine.Command;

/** {@code bench}: measures FLUXAR beside other libraries and beside its limit; soaks. */
@Command(
        name = "bench",
        description = "Measure FLUXAR beside other libraries, in one run; and soaks.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CallsCommand.class,
            StreamsCommand.class,
            TopicsCommand.class,
            MatchingCommand.class,
            IdleCommand.class,
            SlowReadersCommand.class,
            DeliveriesCommand.class,
            CutsCommand.class
        })
public final class BenchCommand {}
