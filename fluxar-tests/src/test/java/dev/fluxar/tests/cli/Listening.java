package dev.fluxar.tests.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** {@code listen} in this process, on a thread that stands for the user's terminal. */
final class Listening implements AutoCloseable {

    private static final String READY = "listening on ";

    final Lines out = new Lines();
    final Lines err = new Lines();
    private final List<String> uris = new ArrayList<>();
    private final FutureTask<Integer> task;
    private final Thread terminal;

    Listening(List<String> uris, String... options) throws InterruptedException {
        String[] arguments =
                Stream.of(Stream.of("listen"), Stream.of(options), uris.stream())
                        .flatMap(s -> s)
                        .toArray(String[]::new);
        task =
                new FutureTask<>(
                        () ->
                                Main.commandLine(InputStream.nullInputStream())
                                        .setOut(new PrintWriter(out, true))
                                        .setErr(new PrintWriter(err, true))
                                        .execute(arguments));
        terminal = new Thread(task, "terminal");
        terminal.start();
        for (int i = 0; i < uris.size(); i++) {
            this.uris.add(out.next(READY).substring(READY.length()));
        }
    }

    /** The bound URI of a scheme. */
    String uri(String scheme) {
        return uris.stream().filter(u -> u.startsWith(scheme + ":")).findFirst().orElseThrow();
    }

    /** Ctrl-C, as far as a thread knows it. */
    int stop() throws InterruptedException, ExecutionException, TimeoutException {
        terminal.interrupt();
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
