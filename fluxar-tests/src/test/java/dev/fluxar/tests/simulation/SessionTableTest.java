package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionEvent;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.SessionTable;
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

/** The tables of §9.5, held against the transitions as data, and against what a session does. */
class SessionTableTest {

    private static final String CHAPTER = "09-session.md";
    private static final long INTERVAL = 3_600_000;
    private static final long LONG_GRACE = 20 * INTERVAL;

    private static final SpecTable INITIATOR = SpecTable.behind("§9.5-1", CHAPTER);
    private static final SpecTable RESPONDER = SpecTable.behind("§9.5-2", CHAPTER);
    private static final SpecTable EITHER = SpecTable.behind("§9.5-3", CHAPTER);

    /** The event of each row; a row without one changes no state, but for a violation. */
    private static final Map<String, SessionEvent> EVENTS =
            Map.ofEntries(
                    Map.entry("transport ready", SessionEvent.TRANSPORT_READY),
                    Map.entry("answer read, accepted", SessionEvent.ANSWER_ACCEPTED),
                    Map.entry("refusal read", SessionEvent.REFUSAL_READ),
                    Map.entry("handshake time over", SessionEvent.HANDSHAKE_EXPIRED),
                    Map.entry("stranger (§5.4-1, §5.4-2)", SessionEvent.STRANGER_SEEN),
                    Map.entry("hello read, accepted", SessionEvent.HELLO_ACCEPTED),
                    Map.entry("hello read, not accepted", SessionEvent.HELLO_REFUSED),
                    Map.entry("application closes, with a grace", SessionEvent.BYE_SENT),
                    Map.entry("application aborts", SessionEvent.ABORTED),
                    Map.entry("bye read, the first", SessionEvent.BYE_READ),
                    Map.entry("no exchange live, own bye answered", SessionEvent.DRAINED),
                    Map.entry("own grace over", SessionEvent.GRACE_OVER),
                    Map.entry("fatal bye read", SessionEvent.FATAL_BYE_READ),
                    Map.entry("violation read", SessionEvent.VIOLATION),
                    Map.entry("three intervals of silence", SessionEvent.SILENCE),
                    Map.entry("transport ended or failed", SessionEvent.TRANSPORT_ENDED));

    /** The id of the bye that the session sent. */
    private @Nullable String bye;

    /** What came of the call that the application opened. */
    private CallsBench.@Nullable Result opened;

    private static Stream<SpecTable> tables() {
        return Stream.of(INITIATOR, RESPONDER, EITHER);
    }

    /** The event that a cell stands for: where it says fatal or close, another than its row's. */
    private static @Nullable SessionEvent event(String row, String cell) {
        SessionEvent own = EVENTS.get(row);
        if (cell.startsWith("fatal")
                && own != SessionEvent.HANDSHAKE_EXPIRED
                && own != SessionEvent.SILENCE) {
            return SessionEvent.VIOLATION;
        }
        return own == SessionEvent.BYE_SENT && cell.startsWith("close")
                ? SessionEvent.ABORTED
                : own;
    }

    // §9.5-1 §9.5-2 §9.5-3
    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = new TreeSet<>();
        tables().forEach(
                        table ->
                                table.rows()
                                        .forEach(
                                                (row, cells) ->
                                                        cells.forEach(
                                                                (state, cell) ->
                                                                        collect(
                                                                                row, state, cell,
                                                                                specified))));
        Set<String> coded = new TreeSet<>();
        for (SessionState from : SessionState.values()) {
            if (from == SessionState.DETACHED || from == SessionState.RESUMING) {
                continue;
            }
            for (SessionEvent event : EVENTS.values()) {
                SessionState to = SessionTable.TABLE.next(from, event);
                boolean elsewhere =
                        from == SessionState.AUTHENTICATING || to == SessionState.AUTHENTICATING;
                if (to != null && !elsewhere) { // AuthenticatingTableTest
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        assertThat(coded).isEqualTo(specified);
    }

    private static void collect(String row, String state, String cell, Set<String> into) {
        SessionEvent event = event(row, cell);
        String next = SpecTable.next(cell, state);
        boolean repeated =
                row.equals("bye read, the first") || row.startsWith("application closes");
        if (event != null && (!next.equals(state) || (repeated && !cell.equals("—")))) {
            into.add(state + " " + event + " " + next);
        }
    }

    /**
     * The events of the rows of §9.18 that lead to another state; those of §9.5 have theirs, but
     * where the session survives the row. AUTHENTICATING comes with what needs it.
     */
    private static final Map<String, List<SessionEvent>> SURVIVING =
            Map.ofEntries(
                    Map.entry("transport ready", List.of(SessionEvent.TRANSPORT_READY)),
                    Map.entry("answer read, accepted", List.of(SessionEvent.ANSWER_ACCEPTED)),
                    Map.entry(
                            "answer to a resume read, proof right", List.of(SessionEvent.RESUMED)),
                    Map.entry(
                            "answer to a resume read, proof right; the session drains",
                            List.of(SessionEvent.RESUMED_DRAINING)),
                    Map.entry(
                            "refusal read, ends the session (§9.15-3)",
                            List.of(SessionEvent.REFUSAL_READ, SessionEvent.RESUME_REFUSED)),
                    Map.entry(
                            "refusal read, ends the attempt",
                            List.of(SessionEvent.REFUSAL_READ, SessionEvent.ATTEMPT_OVER)),
                    Map.entry("time to try again", List.of(SessionEvent.ATTEMPT_BEGUN)),
                    Map.entry("another connection is wanted", lost()),
                    Map.entry("stranger (§5.4-1, §5.4-2)", List.of(SessionEvent.STRANGER_SEEN)),
                    Map.entry("hello read, accepted", List.of(SessionEvent.HELLO_ACCEPTED)),
                    Map.entry("hello read, not accepted", List.of(SessionEvent.HELLO_REFUSED)),
                    Map.entry("application closes, with a grace", List.of(SessionEvent.BYE_SENT)),
                    Map.entry("application aborts", List.of(SessionEvent.ABORTED)),
                    Map.entry("bye read, the first on this connection", bye()),
                    Map.entry("fatal bye read", ended(SessionEvent.FATAL_BYE_READ)),
                    Map.entry("violation read", ended(SessionEvent.VIOLATION)),
                    Map.entry("three intervals of silence", lost()),
                    Map.entry("transport ended or failed", lost()),
                    Map.entry("window over", List.of(SessionEvent.WINDOW_OVER)),
                    Map.entry("bound of §11.3-2 or §11.6", List.of(SessionEvent.BOUND_EXCEEDED)));

    private static List<SessionEvent> lost() {
        return List.of(SessionEvent.LOST, SessionEvent.ATTEMPT_OVER);
    }

    private static List<SessionEvent> bye() {
        return List.of(SessionEvent.BYE_READ);
    }

    private static List<SessionEvent> ended(SessionEvent event) {
        return List.of(event, SessionEvent.ATTEMPT_OVER);
    }

    // §9.18-1 §9.18-2 §9.18-3
    @Test
    void theTransitionsOfASessionThatSurvivesAreThoseOfTheSpecification() {
        Set<SessionState> states =
                java.util.EnumSet.of(
                        SessionState.ESTABLISHED,
                        SessionState.DETACHED,
                        SessionState.RESUMING,
                        SessionState.DRAINING);
        for (int table = 1; table <= 3; table++) {
            SpecTable spec = SpecTable.behind("§9.18-" + table, "09b-resume.md");
            spec.rows()
                    .forEach(
                            (row, cells) -> {
                                List<SessionEvent> events = SURVIVING.get(row);
                                if (events == null) {
                                    return;
                                }
                                for (SessionState from : states) {
                                    String cell = cells.get(from.name());
                                    String to = SpecTable.next(cell, from.name());
                                    // A row of another beginning, which the cell says is a fault.
                                    if (to.equals(from.name()) || cell.startsWith("fatal PROT")) {
                                        continue;
                                    }
                                    assertThat(events)
                                            .as("%s in %s: %s", row, from, cell)
                                            .anyMatch(
                                                    event ->
                                                            SessionState.valueOf(to)
                                                                    == SessionTable.TABLE.next(
                                                                            from, event));
                                }
                            });
        }
    }

    // In CLOSED every event is without effect: §9.5-3
    @Test
    void nothingLeadsOutOfClosed() {
        for (SessionEvent event : SessionEvent.values()) {
            assertThat(SessionTable.TABLE.next(SessionState.CLOSED, event)).isNull();
        }
    }

    /** Every row, in every state, as each role. */
    static Stream<Arguments> cells() {
        List<Arguments> all = new ArrayList<>();
        for (Role role : Role.values()) {
            Map<String, Map<String, String>> rows =
                    new LinkedHashMap<>(
                            role == Role.INITIATOR ? INITIATOR.rows() : RESPONDER.rows());
            rows.putAll(EITHER.rows());
            rows.forEach(
                    (row, cells) -> {
                        cells.forEach(
                                (state, cell) -> all.add(Arguments.of(role, row, state, cell)));
                        all.add(Arguments.of(role, row, "CLOSED", "—"));
                    });
        }
        return all.stream();
    }

    // §9.5-1 §9.5-2 §9.5-3
    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @MethodSource("cells")
    void aSessionDoesWhatTheCellSays(Role role, String row, String state, String cell) {
        CallsBench bench = in(state, role, row);
        assertThat(bench.state().name()).isEqualTo(state);
        if (!apply(row, bench)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        assertThat(bench.state().name()).isEqualTo(SpecTable.next(cell, state));
        check(row, cell, bench);
    }

    private CallsBench in(String state, Role role, String row) {
        CallsBench bench = new CallsBench(role, Limits.DEFAULT);
        switch (SessionState.valueOf(state)) {
            case CONNECTING -> {}
            case AUTHENTICATING -> throw new AssertionError("in a table of its own, §9.18");
            case HANDSHAKING -> {
                bench.session.onTransportReady();
                bench.write();
                if (role == Role.INITIATOR) {
                    bench.hello = bench.letter().id();
                }
            }
            case ESTABLISHED -> establish(bench);
            case DRAINING -> {
                establish(bench);
                bench.read(Letter.call(Letter.id(400), "known", null));
                if (row.equals("bye read, another")) {
                    bench.read(Letter.bye(Letter.id(401), 0, 1000));
                } else {
                    bench.session.drain(
                            0, row.equals("own grace over") ? 60_000 : LONG_GRACE, null);
                    bench.write();
                }
            }
            case CLOSED -> {
                establish(bench);
                bench.session.abort();
            }
            case DETACHED, RESUMING -> throw new AssertionError("not in this table");
        }
        if (bench.state() == SessionState.DRAINING) {
            bye = bench.letter().id();
        } else {
            bench.letters();
        }
        return bench;
    }

    private static void establish(CallsBench bench) {
        bench.establish(Map.of("heartbeat", INTERVAL));
    }

    /** Makes an event happen; false where it cannot. */
    private boolean apply(String row, CallsBench bench) {
        boolean reads =
                (row.contains("read") && !row.contains("ready"))
                        || row.startsWith("stranger")
                        || row.startsWith("no exchange")
                        || row.contains("silence")
                        || row.equals("own grace over");
        SessionState state = bench.state();
        if (reads && state == SessionState.CONNECTING) {
            return false;
        }
        String hello = bench.hello == null ? Letter.id(7) : bench.hello;
        switch (row) {
            case "transport ready" -> bench.session.onTransportReady();
            case "answer read, accepted" ->
                    bench.read(
                            Letter.answer(
                                    hello,
                                    Map.of(
                                            "version",
                                            1,
                                            "session",
                                            new byte[16],
                                            "heartbeat",
                                            INTERVAL)));
            case "answer read, not accepted" ->
                    bench.read(Letter.answer(hello, Map.of("version", 9)));
            case "refusal read" -> bench.read(Letter.refusal(hello, 401, "no"));
            case "handshake time over" -> bench.pass(10_000);
            case "stranger (§5.4-1, §5.4-2)" -> {
                if (state != SessionState.HANDSHAKING) {
                    return false;
                }
                bench.session.onStranger("somebody");
            }
            case "hello read, accepted" -> bench.read(Letter.hello(Letter.id(8)));
            case "hello read, not accepted" ->
                    bench.read(Letter.hello(Letter.id(8), Map.of("versions", List.of(9))));
            case "application opens" -> opened = bench.open("x");
            case "application closes, with a grace" -> bench.session.drain(0, LONG_GRACE, null);
            case "application aborts" -> bench.session.abort();
            case "open of type 2, 3, 4 or 6 read" ->
                    bench.read(Letter.call(Letter.id(9), "unknown", null));
            case "continuation of type 2–7 read" -> bench.read(Letter.reply(Letter.id(10), 1));
            case "ping read" -> bench.read(Letter.ping(Letter.id(11)));
            case "answer to own ping read" -> {
                String ping = Letter.id(12);
                if (bench.session.ping()) {
                    bench.write();
                    ping = bench.letter().id();
                }
                bench.read(Letter.answered(ping));
            }
            case "bye read, the first", "bye read, another" -> {
                if (row.endsWith("another") && state == SessionState.ESTABLISHED) {
                    return false;
                }
                bench.read(Letter.bye(Letter.id(13), 0, 5));
            }
            case "answer to own bye read" -> {
                String id = state == SessionState.DRAINING ? bye : Letter.id(14);
                bench.read(Letter.answered(id));
            }
            case "no exchange live, own bye answered" -> {
                if (state != SessionState.DRAINING) {
                    return false;
                }
                bench.read(Letter.answered(bye));
                assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
                bench.reply(bench.running.get(0));
                assertThat(bench.letter().ref()).isEqualTo(Letter.id(400));
            }
            case "own grace over" -> {
                if (state != SessionState.DRAINING) {
                    return false;
                }
                bench.pass(60_000);
            }
            case "fatal bye read" -> bench.read(Letter.fatalBye(Letter.id(15), 501, "broken"));
            case "violation read" -> bench.readFrame(new byte[] {0});
            case "one interval of silence" -> {
                if (state == SessionState.HANDSHAKING) {
                    return false;
                }
                bench.pass(INTERVAL);
            }
            case "three intervals of silence" -> {
                if (state == SessionState.HANDSHAKING) {
                    return false;
                }
                bench.pass(3 * INTERVAL - 1);
                bench.letters();
                bench.pass(1);
            }
            case "transport ended or failed" -> bench.session.onTransportEnded(null, 0);
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        bench.write();
        return true;
    }

    /** What was written and told. */
    private void check(String row, String cell, CallsBench bench) {
        List<Letter> letters = bench.letters();
        String does = cell.split(" → ")[0].split("→")[0].strip();
        switch (does) {
            case "—", "", "drop", "act, or drop", "close", "note it; §9.2-5" ->
                    assertThat(letters).isEmpty();
            case "answer in its words, close" -> assertThat(letters).isEmpty();
            case "hold, or fail UNAVAILABLE" -> {
                assertThat(letters).isEmpty();
                assertThat(opened.told).isEqualTo("UNAVAILABLE, NOT_SENT");
            }
            case "write the open" -> {
                assertThat(only(letters).target()).isEqualTo("x");
                assertThat(opened.told).isNull();
            }
            case "fail DRAINING" -> {
                assertThat(letters).isEmpty();
                assertThat(opened.told).isEqualTo("DRAINING, NOT_SENT");
            }
            case "send hello" -> assertThat(only(letters).inner("offer")).isNotEmpty();
            case "send answer" -> assertThat(only(letters).inner("answer")).isNotEmpty();
            case "send refusal, close" -> {
                assertThat(only(letters).ref()).isEqualTo(Letter.id(8));
                assertThat(only(letters).code()).isEqualTo(103);
            }
            case "send bye" -> {
                assertThat(only(letters).target()).isEqualTo("bye");
                assertThat(only(letters).isFatalBye()).isFalse();
            }
            // One was sent.
            case "send bye if none was sent" -> assertThat(letters).isEmpty();
            case "§10.2, §2.4" ->
                    assertThat(only(letters).code()).isEqualTo(ErrorCode.NOT_FOUND.code());
            case "refuse DRAINING" ->
                    assertThat(only(letters).code()).isEqualTo(ErrorCode.DRAINING.code());
            case "answer" -> {
                assertThat(only(letters).ref()).isIn(Letter.id(11), Letter.id(13));
                assertThat(only(letters).error()).isNull();
            }
            case "measure" -> {
                assertThat(letters).isEmpty();
                assertThat(bench.roundTripNanos).isZero();
            }
            case "ping" -> assertThat(only(letters).target()).isEqualTo("ping");
            default -> {
                assertThat(does).as(row).startsWith("fatal");
                assertThat(only(letters).isFatalBye()).isTrue();
                String code = ErrorCode.nameOf(only(letters).code());
                if (does.equals("fatal, with its code")) {
                    assertThat(code).isEqualTo("MALFORMED");
                } else {
                    assertThat(does).contains(code);
                }
            }
        }
    }

    private static Letter only(List<Letter> letters) {
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    // §9.5-3: application closes, with a grace, where only the other side has said bye
    @Test
    void whoHasAnsweredAByeMaySendItsOwn() {
        CallsBench bench = in("DRAINING", Role.RESPONDER, "bye read, another");
        bench.session.drain(0, LONG_GRACE, null);
        bench.write();
        assertThat(bench.letter().target()).isEqualTo("bye");
        assertThat(bench.state()).isEqualTo(SessionState.DRAINING);
    }
}
