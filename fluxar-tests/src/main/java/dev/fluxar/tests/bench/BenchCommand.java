package dev.fluxar.tests.bench;

import picocli.CommandLine.Command;

/** {@code bench}: measures FLUXAR beside other libraries and beside its limit. */
@Command(
        name = "bench",
        description = "Measure FLUXAR beside other libraries, in one run.",
        mixinStandardHelpOptions = true,
        subcommands = {CallsCommand.class, StreamsCommand.class, TopicsCommand.class})
public final class BenchCommand {}
