package dev.fluxar.tests.simulation;

import static dev.fluxar.tests.simulation.AuthBench.answered;
import static dev.fluxar.tests.simulation.AuthBench.auth;
import static dev.fluxar.tests.simulation.AuthBench.custom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.PeerOptions;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.SessionTable;
import dev.fluxar.session.auth.AuthEvent;
import dev.fluxar.session.auth.AuthState;
import dev.fluxar.session.auth.AuthTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** AUTHENTICATING in the tables of §9.18, held against the transitions and what a session does. */
class AuthenticatingTableTest {

    private static final String CHAPTER = "09b-resume.md";
    private static final String STATE = "AUTHENTICATING";
    private static final SpecTable INITIATOR = SpecTable.behind("§9.18-1", CHAPTER);
    private static final SpecTable RESPONDER = SpecTable.behind("§9.18-2", CHAPTER);
    private static final SpecTable EITHER = SpecTable.behind("§9.18-3", CHAPTER);

    private static final Map<String, SessionEvent> EVENTS =
            Map.ofEntries(
                    Map.entry("answer read, accepted; auth is next", SessionEvent.AUTH_NEXT),
                    Map.entry("hello read, accepted; auth is awaited", SessionEvent.AUTH_AWAITED),
                    Map.entry("auth accepted", SessionEvent.AUTH_ACCEPTED),
                    Map.entry("auth read, accepted", SessionEvent.AUTH_ACCEPTED),
                    Map.entry("auth refused", SessionEvent.AUTH_REFUSED),
                    Map.entry("auth read, refused", SessionEvent.AUTH_REFUSED),
                    Map.entry("handshake time over", SessionEvent.HANDSHAKE_EXPIRED),
                    Map.entry("application closes, with a grace", SessionEvent.ABORTED),
                    Map.entry("application aborts", SessionEvent.ABORTED),
                    Map.entry("fatal bye read", SessionEvent.FATAL_BYE_READ),
                    Map.entry("violation read", SessionEvent.VIOLATION),
                    Map.entry("three intervals of silence", SessionEvent.SILENCE),
                    Map.entry("transport ended or failed", SessionEvent.TRANSPORT_ENDED));

    /** Those of sessions that survive and of encryption, and what the state is not about. */
    private static boolean elsewhere(String row) {
        return row.startsWith("resume ")
                || row.contains("number")
                || row.startsWith("session ack")
                || row.equals("ack is due")
                || row.equals("DECRYPT_FAILED")
                || row.equals("another connection is wanted")
                || row.equals("time to try again")
                || row.startsWith("transport cannot")
                || row.startsWith("answer to a resume");
    }

    private static Map<String, String> column(SpecTable table, String state) {
        Map<String, String> cells = new LinkedHashMap<>();
        table.rows().forEach((row, all) -> cells.put(row, all.get(state)));
        return cells;
    }

    // §9.18-1 §9.18-2 §9.18-3
    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = new TreeSet<>();
        for (SpecTable table : List.of(INITIATOR, RESPONDER, EITHER)) {
            column(table, STATE)
                    .forEach(
                            (row, cell) -> {
                                boolean own = EVENTS.containsKey(row);
                                boolean hello = row.startsWith("hello");
                                SessionEvent event =
                                        own && !hello ? EVENTS.get(row) : SessionEvent.VIOLATION;
                                String next = SpecTable.next(cell, STATE);
                                if (!elsewhere(row) && !next.equals(STATE)) {
                                    specified.add(STATE + " " + event + " " + next);
                                }
                            });
            column(table, "HANDSHAKING")
                    .forEach(
                            (row, cell) -> {
                                if (SpecTable.next(cell, "HANDSHAKING").equals(STATE)) {
                                    specified.add("HANDSHAKING " + EVENTS.get(row) + " " + STATE);
                                }
                            });
        }
        Set<String> coded = new TreeSet<>();
        for (SessionState from : SessionState.values()) {
            for (SessionEvent event : SessionEvent.values()) {
                SessionState to = SessionTable.TABLE.next(from, event);
                if (to == SessionState.AUTHENTICATING
                        || (to != null && from == SessionState.AUTHENTICATING)) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        assertThat(coded).isEqualTo(specified);
    }

    // §8.7-1 §8.7-2
    @Test
    void credentialsHaveTheTransitionsOfTheirTable() {
        Set<String> coded = new TreeSet<>();
        for (AuthState from : AuthState.values()) {
            for (AuthEvent event : AuthEvent.values()) {
                AuthState to = AuthTable.TABLE.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        assertThat(coded)
                .containsExactly(
                        "CHALLENGED GIVEN_UP IDLE",
                        "CHALLENGED PRESENTED UNANSWERED",
                        "IDLE PRESENTED UNANSWERED",
                        "UNANSWERED ACCEPTED IDLE",
                        "UNANSWERED MORE_WANTED CHALLENGED",
                        "UNANSWERED REFUSED IDLE");
    }

    static Stream<Arguments> cells() {
        List<Arguments> all = new ArrayList<>();
        for (Role role : Role.values()) {
            Map<String, String> rows =
                    column(role == Role.INITIATOR ? INITIATOR : RESPONDER, STATE);
            rows.putAll(column(EITHER, STATE));
            rows.forEach(
                    (row, cell) -> {
                        if (!elsewhere(row) && !cell.equals("—")) {
                            all.add(Arguments.of(role, row, cell));
                        }
                    });
        }
        return all.stream();
    }

    private final AuthBench bench = new AuthBench();
    private @Nullable RawPeer raw;

    /** The id of the initiator's {@code auth}. */
    private @Nullable String presented;

    // §9.18-1 §9.18-2 §9.18-3
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void aSessionDoesWhatTheCellSays(Role role, String row, String cell) {
        boolean first = row.startsWith("other than auth");
        // Heartbeats show only where the handshake may take longer than they are apart.
        PeerOptions options =
                bench.options()
                        .withLimits(Limits.DEFAULT.withMessage(65536).withBudget(1 << 18))
                        .withHandshakeTimeout(
                                java.time.Duration.ofSeconds(row.contains("silence") ? 600 : 10));
        try (bench) {
            authenticating(role, options, first);
            apply(role, row);
            bench.network.loop().run();
            check(role, row, cell);
        }
    }

    private void authenticating(Role role, PeerOptions options, boolean first) {
        if (role == Role.RESPONDER) {
            bench.listen(options);
            raw = bench.hello(custom("count", 0));
            bench.decide(Authentication.challenge(Cbor.of(Letter.encode(1))));
            raw.letter();
            if (!first) {
                raw.send(auth(Letter.id(2), custom("count", 2)));
            }
        } else {
            Credentials counting =
                    Credentials.custom("count", Cbor.of(Letter.encode(0)), challenge -> challenge);
            raw = bench.connect(options.withCredentials(() -> counting));
            bench.answer(raw, Map.of("challenge", 1));
            presented = raw.letter().id();
        }
        assertThat(raw.letters()).isEmpty();
    }

    private void apply(Role role, String row) {
        switch (row) {
            case "auth accepted" -> raw.send(answered(presented, Map.of()));
            case "auth refused" -> raw.send(AuthBench.refused(presented, 201));
            case "challenge read" -> raw.send(answered(presented, Map.of("challenge", 7)));
            case "auth read, accepted" -> bench.decide(Authentication.accepted("ada"));
            case "auth read, refused" -> bench.decide(Authentication.refused());
            case "hello read, accepted", "hello read, accepted; auth is awaited" ->
                    raw.send(Letter.hello(Letter.id(9)));
            case "hello read, not accepted" ->
                    raw.send(Letter.hello(Letter.id(9), Map.of("versions", List.of(9))));
            case "answer read, accepted",
                    "answer read, accepted; auth is next",
                    "answer read, not accepted" ->
                    raw.send(Letter.answer(Letter.id(9)));
            case "refusal read, ends the session (§9.15-3)", "refusal read, ends the attempt" ->
                    raw.send(Letter.refusal(Letter.id(9), 401, "no"));
            case "handshake time over" -> bench.network.loop().advance(10_000);
            case "application opens" -> {} // It has no peer yet to open anything with.
            case "application closes, with a grace", "application aborts" -> {
                if (role == Role.INITIATOR) {
                    bench.connecting.cancel(false);
                } else {
                    bench.network.loop().run(() -> bench.listener.close());
                }
            }
            case "open of type 2, 3, 4 or 6 read", "other than auth read first (§8.6-7)" ->
                    raw.send(Letter.call(Letter.id(10), "echo", 1));
            case "continuation of type 2–7 read" -> raw.send(Letter.reply(Letter.id(10), 1));
            case "ping read" -> raw.send(Letter.ping(Letter.id(11)));
            case "answer to own ping read" -> {
                bench.network.loop().advance(9_000);
                raw.send(Letter.answered(Letter.id(12)));
            }
            case "bye read, the first on this connection" ->
                    raw.send(Letter.bye(Letter.id(13), 0, 1000));
            case "bye read, another" ->
                    raw.send(
                            Letter.bye(Letter.id(13), 0, 1000), Letter.bye(Letter.id(14), 0, 1000));
            case "answer to own bye read" -> raw.send(Letter.answered(Letter.id(15)));
            case "fatal bye read" -> raw.send(Letter.fatalBye(Letter.id(16), 501, "broken"));
            case "violation read" -> raw.send(auth(Letter.id(17), 7));
            case "one interval of silence" -> bench.network.loop().advance(15_000);
            case "three intervals of silence" -> {
                bench.network.loop().advance(44_999);
                raw.letters();
                bench.network.loop().advance(1);
            }
            case "transport ended or failed" -> raw.close();
            case "bound of §11.3-2 or §11.6" -> {
                for (int i = 0; i < 40; i++) {
                    raw.send(Letter.call(Letter.id(20 + i), "echo", new byte[8192]));
                }
            }
            default -> throw new AssertionError("a row that is new here: " + row);
        }
    }

    private void check(Role role, String row, String cell) {
        List<Letter> letters = raw.letters();
        boolean open =
                role == Role.INITIATOR
                        ? bench.connecting.isDone() && !bench.connecting.isCompletedExceptionally()
                        : !bench.listener.peers().isEmpty();
        assertThat(open).isEqualTo(SpecTable.next(cell, STATE).equals("ESTABLISHED"));
        if (SpecTable.next(cell, STATE).equals("CLOSED")) {
            assertThat(raw.closed || row.startsWith("transport")).isTrue();
        } else {
            assertThat(raw.closed).isFalse();
        }
        switch (cell.split("→")[0].strip()) {
            case "", "drop", "close", "hold", "measure", "hold, or fail UNAVAILABLE" ->
                    assertThat(letters).isEmpty();
            case "answer it" -> assertThat(letters.get(0).payload()).isEqualTo(custom("count", 7));
            case "answer" -> assertThat(letters).hasSize(1);
            case "refuse, close" -> {
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).ref()).isEqualTo(Letter.id(2));
                assertThat(letters.get(0).code()).isEqualTo(ErrorCode.UNAUTHENTICATED.code());
            }
            case "ping" -> assertThat(letters.get(0).target()).isEqualTo("ping");
            default -> {
                assertThat(cell).startsWith("fatal");
                Letter last = letters.get(letters.size() - 1);
                assertThat(last.isFatalBye()).isTrue();
                String code = ErrorCode.nameOf(last.code());
                if (cell.startsWith("fatal, with its code")) {
                    assertThat(code).isEqualTo("MALFORMED");
                } else {
                    assertThat(cell).contains(code);
                }
            }
        }
    }

    /** A held envelope is acted on behind the acceptance. §8.6-6 */
    @Test
    void whatWasHeldIsActedOnInOrder() {
        try (bench) {
            authenticating(Role.RESPONDER, bench.options(), false);
            raw.send(
                    Letter.call(Letter.id(10), "echo", 1),
                    Letter.reply(Letter.id(99), 1),
                    Letter.bye(Letter.id(11), 0, 1000));
            assertThat(raw.letters()).isEmpty();
            bench.decide(Authentication.accepted("ada"));
            assertThat(raw.letters())
                    .extracting(Letter::ref)
                    .containsExactly(Letter.id(2), Letter.id(11), Letter.id(10));
        }
    }
}
