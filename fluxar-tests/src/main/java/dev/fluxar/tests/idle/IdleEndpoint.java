package dev.fluxar.tests.idle;

import dev.fluxar.tests.rivals.CallClient;
import dev.fluxar.tests.rivals.CallCompletion;
import dev.fluxar.tests.rivals.CallSystem;
import dev.fluxar.tests.rivals.IdleSystems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * The listener, or all clients, of a system in a process of its own. Takes commands from standard
 * input, one a line, and answers each with one line; ends when its input does.
 *
 * <pre>
 * listen SYSTEM HEARTBEAT_MILLIS         ready PORT DESCRIPTION
 * open SYSTEM HEARTBEAT_MILLIS PORT N    ok
 * call                                   ok
 * close                                  ok
 * memory                                 memory HEAP RESIDENT
 * histogram N                            histogram LINE\tLINE\t…
 * </pre>
 */
public final class IdleEndpoint {

    private static final byte[] PAYLOAD = new byte[64];
    private static final long PATIENCE_SECONDS = 30;

    private final List<CallClient> clients = new ArrayList<>();
    private @Nullable CallSystem system;

    private IdleEndpoint() {}

    /** Runs until standard input ends. */
    @SuppressWarnings("SystemExitOutsideMain") // the process is this loop
    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err);
        IdleEndpoint endpoint = new IdleEndpoint();
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(endpoint.answer(line.split(" ", -1)));
                answers.flush();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "listen" -> {
                    CallSystem listening = system(words);
                    int port = listening.listen().port();
                    yield "ready " + port + " " + listening.describe();
                }
                case "open" -> {
                    open(system(words), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                    yield "ok";
                }
                case "call" -> {
                    callAll();
                    yield "ok";
                }
                case "close" -> {
                    clients.forEach(CallClient::close);
                    clients.clear();
                    yield "ok";
                }
                case "memory" -> "memory " + Memory.now().toLine();
                case "histogram" -> "histogram " + histogram(Integer.parseInt(words[1]));
                default -> "error unknown command " + words[0];
            };
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            return "error " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private CallSystem system(String[] words) {
        if (system == null) {
            Duration heartbeat = Duration.ofMillis(Long.parseLong(words[2]));
            system = IdleSystems.valueOf(words[1].toUpperCase(Locale.ROOT)).create(heartbeat);
        }
        return system;
    }

    private void open(CallSystem to, int port, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            CallClient client = to.connect(port);
            clients.add(client);
            call(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** One call on each: none may have been lost. */
    private void callAll() throws Exception {
        for (CallClient client : clients) {
            call(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Integer> call(CallClient client) {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        client.call(
                PAYLOAD,
                new CallCompletion() {
                    @Override
                    public void completed(int payloadBytes) {
                        answered.complete(payloadBytes);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        answered.completeExceptionally(cause);
                    }
                });
        return answered;
    }

    /** The classes with most bytes that live. */
    private static String histogram(int lines) throws JMException {
        List<String> all = Diagnosis.ask("gcClassHistogram").lines().toList();
        return String.join("\t", all.subList(0, Math.min(all.size(), lines + 2)));
    }
}
