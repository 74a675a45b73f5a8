package dev.fluxar.tests.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A command in this process, on a thread that stands for the user's terminal. */
final class Running implements AutoCloseable {

    final Lines out = new Lines();
    final Lines err = new Lines();
    private final FutureTask<Integer> task;
    private final Thread terminal;

    Running(String... arguments) {
        this(InputStream.nullInputStream(), arguments);
    }

    Running(InputStream in, String... arguments) {
        task =
                new FutureTask<>(
                        () ->
                                Main.commandLine(in, false)
                                        .setOut(new PrintWriter(out, true))
                                        .setErr(new PrintWriter(err, true))
                                        .execute(arguments));
        terminal = new Thread(task, "terminal");
        terminal.start();
    }

    /** Ctrl-C, as far as a thread knows it. */
    int stop() throws Exception {
        terminal.interrupt();
        return code();
    }

    /** Waits for its end. */
    int code() throws Exception {
        return task.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        terminal.interrupt();
        try {
            terminal.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
