package dev.fluxar.tests.cli;

import picocli.CommandLine.Command;

/** Shows what the library does. */
@Command(
        name = "demo",
        description = "Lets two peers call each other over every transport.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Runnable {

    @Override
    public void run() {}
}
