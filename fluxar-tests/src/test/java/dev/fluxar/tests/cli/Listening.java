package dev.fluxar.tests.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code listen} in this process. */
final class Listening implements AutoCloseable {

    private static final String READY = "listening on ";

    final Lines out;
    final Lines err;
    private final List<String> uris = new ArrayList<>();
    private final Running running;

    Listening(List<String> uris, String... options) throws InterruptedException {
        running =
                new Running(
                        Stream.of(Stream.of("listen"), Stream.of(options), uris.stream())
                                .flatMap(s -> s)
                                .toArray(String[]::new));
        out = running.out;
        err = running.err;
        for (int i = 0; i < uris.size(); i++) {
            this.uris.add(out.next(READY).substring(READY.length()));
        }
    }

    /** The bound URI of a scheme. */
    String uri(String scheme) {
        return uris.stream().filter(u -> u.startsWith(scheme + ":")).findFirst().orElseThrow();
    }

    /** Ctrl-C, as far as a thread knows it. */
    int stop() throws Exception {
        return running.stop();
    }

    @Override
    public void close() {
        running.close();
    }
}
