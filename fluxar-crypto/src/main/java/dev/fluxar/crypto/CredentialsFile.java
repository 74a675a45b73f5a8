package dev.fluxar.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator of the users, tokens and keys that a file lists, none of them in clear text. A
 * line of the file is
 *
 * <pre>
 * user   NAME      $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH   [until=INSTANT]
 * bearer PRINCIPAL sha256:HEX                                 [until=INSTANT]
 * apikey PRINCIPAL sha256:HEX                                 [until=INSTANT]
 * </pre>
 *
 * with any blanks between the words. Empty lines, and those that begin with {@code #}, mean
 * nothing. {@code until} is an instant as in {@code 2027-01-01T00:00:00Z}: from then on the
 * credentials have expired. {@link CredentialsLine} makes lines.
 *
 * <p>Passwords are verified on threads of its own, two of them at most, which take the memory that
 * the hashes ask for; 64 attempts may wait, and further ones are refused with RATE_LIMITED. An
 * unknown user costs as much as the costliest known one. Tokens and keys have to be random and at
 * least 16 bytes long, since only a digest protects them; they are looked up at once. Immutable but
 * for those threads; safe for use from any thread.
 */
public final class CredentialsFile implements Authenticator, AutoCloseable {

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 64;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Map<String, User> users = new HashMap<>();
    private final DigestTable tokens = new DigestTable();
    private final DigestTable keys = new DigestTable();
    private final PasswordHash decoy;
    private final Clock clock;
    private final ThreadPoolExecutor threads;

    private record User(PasswordHash hash, @Nullable Instant until) {}

    private CredentialsFile(List<String> lines, Clock clock) {
        this.clock = clock;
        int number = 0;
        for (String line : lines) {
            number++;
            try {
                read(line.strip());
            } catch (RuntimeException e) {
                // What stands there is not shown. §8.6-10
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        SecureRandom random = new SecureRandom();
        this.decoy = costliest(random).decoy(random);
        int most = Math.min(THREADS, Runtime.getRuntime().availableProcessors());
        this.threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        task -> {
                            Thread thread = new Thread(task, "fluxar-passwords");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    private PasswordHash costliest(SecureRandom random) {
        PasswordHash most = null;
        for (User user : users.values()) {
            if (most == null || user.hash().cost() > most.cost()) {
                most = user.hash();
            }
        }
        return most == null ? PasswordHash.of("", random) : most;
    }

    /**
     * Reads a file.
     *
     * @param file in UTF-8
     * @return never null
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a line is none; the message names the line, and does
     *     not show it
     */
    public static CredentialsFile read(Path file) throws IOException {
        return of(Files.readAllLines(file, UTF_8), Clock.systemUTC());
    }

    /**
     * The same of lines that come from elsewhere.
     *
     * @param lines as in a file
     * @param clock tells what has expired
     * @return never null
     * @throws IllegalArgumentException when a line is none
     */
    public static CredentialsFile of(List<String> lines, Clock clock) {
        return new CredentialsFile(lines, clock);
    }

    private void read(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split("\\s+", -1);
        if (words.length < 3 || words.length > 4) {
            throw new IllegalArgumentException(
                    words.length + " words, expected kind, name, hash and at most until=…");
        }
        String name = words[1];
        Authentication unused = Authentication.accepted(name); // Its length.
        Instant until = words.length == 3 ? null : until(words[3]);
        switch (words[0]) {
            case "user" -> {
                if (users.put(name, new User(PasswordHash.parse(words[2]), until)) != null) {
                    throw new IllegalArgumentException("user " + name + " twice, expected once");
                }
            }
            case "bearer" -> tokens.add(words[2], name, until);
            case "apikey" -> keys.add(words[2], name, until);
            default ->
                    throw new IllegalArgumentException(
                            "no such kind, expected user, bearer or apikey");
        }
    }

    private static Instant until(String word) {
        if (!word.startsWith("until=")) {
            throw new IllegalArgumentException("a fourth word, expected until=…");
        }
        return Instant.parse(word.substring("until=".length()));
    }

    @Override
    public CompletionStage<Authentication> authenticate(Attempt attempt) {
        Credentials credentials = attempt.credentials();
        if (credentials instanceof Credentials.Bearer bearer && !tokens.isEmpty()) {
            return decided(tokens, bearer.token());
        }
        if (credentials instanceof Credentials.ApiKey key && !keys.isEmpty()) {
            return decided(keys, key.key());
        }
        if (credentials instanceof Credentials.Password password && !users.isEmpty()) {
            return later(password);
        }
        return CompletableFuture.completedFuture(
                Authentication.unsupported(schemes().toArray(String[]::new)));
    }

    private List<String> schemes() {
        List<String> schemes = new ArrayList<>(3);
        if (!tokens.isEmpty()) {
            schemes.add("bearer");
        }
        if (!keys.isEmpty()) {
            schemes.add("apikey");
        }
        if (!users.isEmpty()) {
            schemes.add("credentials");
        }
        return schemes;
    }

    private CompletionStage<Authentication> decided(DigestTable table, String secret) {
        DigestTable.Entry entry = table.find(secret);
        return CompletableFuture.completedFuture(
                entry == null
                        ? Authentication.refused()
                        : accepted(entry.principal(), entry.until()));
    }

    private CompletionStage<Authentication> later(Credentials.Password password) {
        Verification task = new Verification(password);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.decision.complete(
                    threads.isShutdown()
                            ? Authentication.unavailable()
                            : Authentication.tooManyAttempts(RETRY));
        }
        return task.decision;
    }

    /** One attempt with a password, which may wait for its turn. */
    private final class Verification implements Runnable {

        private final Credentials.Password password;
        private final CompletableFuture<Authentication> decision = new CompletableFuture<>();

        Verification(Credentials.Password password) {
            this.password = password;
        }

        @Override
        public void run() {
            try {
                decision.complete(verify(password));
            } catch (RuntimeException | Error e) {
                decision.completeExceptionally(e);
            }
        }
    }

    /** As much work for a user that is unknown as for one that is known. §8.6-9 */
    private Authentication verify(Credentials.Password password) {
        User user = users.get(password.user());
        boolean right = (user == null ? decoy : user.hash()).matches(password.password());
        return user != null && right
                ? accepted(password.user(), user.until())
                : Authentication.refused();
    }

    private Authentication accepted(String principal, @Nullable Instant until) {
        if (until == null) {
            return Authentication.accepted(principal);
        }
        Duration left = Duration.between(clock.instant(), until);
        return left.toMillis() < 1
                ? Authentication.expired()
                : Authentication.accepted(principal, left);
    }

    /** Ends its threads. Attempts with passwords that wait, and further ones: UNAVAILABLE. */
    @Override
    public void close() {
        for (Runnable left : threads.shutdownNow()) {
            ((Verification) left).decision.complete(Authentication.unavailable());
        }
    }

    /** Without names and hashes. §8.6-10 */
    @Override
    public String toString() {
        return "CredentialsFile["
                + users.size()
                + " users, "
                + tokens.size()
                + " tokens, "
                + keys.size()
                + " keys]";
    }
}
