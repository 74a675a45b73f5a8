package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.patterns.rpc.CalleeEvent;
import dev.fluxar.patterns.rpc.CalleeState;
import dev.fluxar.patterns.rpc.CalleeTable;
import dev.fluxar.patterns.rpc.CallerEvent;
import dev.fluxar.patterns.rpc.CallerState;
import dev.fluxar.patterns.rpc.CallerTable;
import dev.fluxar.session.StateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of §10.6 and §10.7, held against the transitions as data, and against calls. */
class CallTablesTest {

    private static final String CHAPTER = "10-calls.md";
    private static final SpecTable CALLER = SpecTable.behind("§10.6-1", CHAPTER);
    private static final SpecTable CALLEE = SpecTable.behind("§10.7-1", CHAPTER);

    private static final Map<String, CallerEvent> CALLER_EVENTS =
            Map.ofEntries(
                    Map.entry("open written", CallerEvent.WRITTEN),
                    Map.entry("open written, one-way", CallerEvent.WRITTEN_ONEWAY),
                    Map.entry("open written, announced", CallerEvent.WRITTEN_ANNOUNCED),
                    Map.entry("last part written", CallerEvent.LAST_PART),
                    Map.entry("last part written, one-way", CallerEvent.LAST_PART_ONEWAY),
                    Map.entry("application cancels", CallerEvent.CANCELLED),
                    Map.entry("application cancels, one-way", CallerEvent.CANCELLED_ONEWAY),
                    Map.entry("deadline passes", CallerEvent.DEADLINE),
                    Map.entry("deadline passes, one-way", CallerEvent.DEADLINE_ONEWAY),
                    Map.entry("reply read", CallerEvent.REPLY),
                    Map.entry("announced reply, no room (§6.3-5)", CallerEvent.NO_ROOM),
                    Map.entry("a bye is sent or answered", CallerEvent.DRAINING),
                    Map.entry("session ends", CallerEvent.SESSION_ENDED));

    private static final Map<String, CalleeEvent> CALLEE_EVENTS =
            Map.of(
                    "last part read", CalleeEvent.LAST_PART_READ,
                    "cancel read", CalleeEvent.CANCELLED,
                    "deadline passes", CalleeEvent.DEADLINE,
                    "handler ends with a result", CalleeEvent.ENDED,
                    "handler ends with a result, announced", CalleeEvent.ENDED_ANNOUNCED,
                    "handler ends with a failure", CalleeEvent.ENDED,
                    "last part of the reply written", CalleeEvent.LAST_PART_WRITTEN,
                    "session ends", CalleeEvent.SESSION_ENDED);

    /** Travels in parts. */
    private static final byte[] LARGE = new byte[150_000];

    private static <S extends Enum<S>, E extends Enum<E>> Set<String> coded(
            StateTable<S, E> table, S[] states, E[] events) {
        Set<String> coded = new TreeSet<>();
        for (S from : states) {
            for (E event : events) {
                S to = table.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        return coded;
    }

    private static Set<String> specified(SpecTable table, Map<String, ? extends Enum<?>> events) {
        Set<String> specified = new TreeSet<>();
        table.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (column, cell) -> {
                                            String from = column.split(" ")[0];
                                            String to = SpecTable.next(cell, from);
                                            if (!to.equals(from) && events.containsKey(row)) {
                                                specified.add(
                                                        from + " " + events.get(row) + " " + to);
                                            }
                                        }));
        return specified;
    }

    // §10.6-1
    @Test
    void theCallersTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = specified(CALLER, CALLER_EVENTS);
        // A call that is not accepted (§4.3-1) never gets into the states of §10.6.
        specified.add("QUEUED REFUSED CLOSED");
        // Where its open is not sent again after a loss. §9.13-4
        specified.add("ABANDONED REPLACED CLOSED");
        assertThat(coded(CallerTable.TABLE, CallerState.values(), CallerEvent.values()))
                .isEqualTo(specified);
    }

    // §10.7-1
    @Test
    void theCalleesTransitionsAreThoseOfTheSpecification() {
        assertThat(coded(CalleeTable.TABLE, CalleeState.values(), CalleeEvent.values()))
                .isEqualTo(specified(CALLEE, CALLEE_EVENTS));
        assertThat(CALLEE.rows().keySet())
                .containsAll(CALLEE_EVENTS.keySet())
                .contains(
                        "open read, accepted",
                        "open read, announced, accepted",
                        "open read, refused (§10.2-1)");
    }

    /** QUEUED has two faces: written next, and waiting for a place. */
    static Stream<Arguments> callerCells() {
        List<Arguments> all = new ArrayList<>();
        CALLER.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (column, cell) -> {
                                            String state = column.split(" ")[0];
                                            all.add(Arguments.of(row, state, cell));
                                            if (state.equals("QUEUED") && !row.startsWith("open")) {
                                                all.add(Arguments.of(row, "WAITING", cell));
                                            }
                                        }));
        return all.stream();
    }

    // §10.6-1
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("callerCells")
    void aCallerDoesWhatTheCellSays(String row, String state, String cell) {
        boolean waiting = state.equals("WAITING");
        boolean oneway = row.endsWith(", one-way");
        CallsBench bench =
                CallsBench.withParts(Limits.DEFAULT, waiting ? Map.of("exchanges", 1) : Map.of());
        if (waiting) {
            if (oneway) {
                return; // Never has to wait.
            }
            bench.open("first");
            bench.letter();
        }
        boolean announced = row.equals("open written, announced") && state.equals("QUEUED");
        boolean large = announced || state.equals("SENDING");
        bench.writable = waiting || !state.equals("QUEUED");
        bench.room = large ? 1 : Integer.MAX_VALUE;
        boolean completes = oneway && (state.equals("AWAITING") || state.equals("ABANDONED"));
        CallsBench.Result call =
                bench.open("x", 1000, oneway && !completes, large ? LARGE : new byte[1]);
        String id = waiting || state.equals("QUEUED") ? null : bench.letter().id();
        if (state.equals("ABANDONED")) {
            bench.cancel(call);
            assertThat(bench.letter().target()).isEqualTo("cancel");
        }
        String before = call.told;
        if (completes || !caused(bench, row, state, call, id)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        bench.writable = true;
        if (!cell.equals("→ SENDING")) {
            bench.room = Integer.MAX_VALUE;
        }
        bench.write();
        List<Letter> letters = bench.letters().stream().filter(l -> l.type() == 2).toList();
        String to = SpecTable.next(cell, state);
        if (cell.startsWith("remove") || state.equals("WAITING")) {
            assertThat(letters).isEmpty();
        } else if (cell.startsWith("send cancel")) {
            assertThat(letters).extracting(Letter::target).containsExactly("cancel");
            assertThat(letters.get(0).ref()).isEqualTo(id);
        } else if (row.startsWith("last part") || (state.equals("SENDING") && cell.equals("—"))) {
            assertThat(letters).extracting(Letter::target).containsExactly("part", "part", "part");
        } else if (state.equals("SENDING")) {
            assertThat(letters).isEmpty();
        }
        boolean live = to.equals("AWAITING") || to.equals("ABANDONED") || to.equals("SENDING");
        assertThat(bench.exchanges.live())
                .isEqualTo((live ? 1 : 0) + (waiting && !row.equals("session ends") ? 1 : 0));
        java.util.regex.Matcher complete =
                java.util.regex.Pattern.compile("complete ([A-Z_]+, [A-Z_]+)").matcher(cell);
        if (complete.find()) {
            assertThat(call.told).isEqualTo(complete.group(1));
        } else if (cell.startsWith("complete with it")) {
            assertThat(call.told).isEqualTo("reply");
        } else if (cell.startsWith("complete")) {
            assertThat(call.told).isEqualTo("written");
        } else {
            assertThat(call.told).isEqualTo(before);
        }
        if (!live) {
            assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
            assertThat(bench.session.budget().own()).isZero();
        }
    }

    private static boolean caused(
            CallsBench bench, String row, String state, CallsBench.Result call, String id) {
        switch (row) {
            case "open written", "open written, one-way", "open written, announced" -> {
                if (id != null) {
                    return false;
                }
                bench.writable = true;
                bench.write();
            }
            case "last part written", "last part written, one-way" -> {
                if (!state.equals("SENDING")) {
                    return false;
                }
                bench.room = 3;
                bench.write();
            }
            case "application cancels", "application cancels, one-way" -> bench.cancel(call);
            case "deadline passes", "deadline passes, one-way" -> bench.pass(1000);
            case "reply read" -> {
                if (id == null) {
                    return false;
                }
                bench.read(Letter.reply(id, 1));
            }
            case "announced reply, no room (§6.3-5)" -> {
                if (id == null) {
                    return false;
                }
                assertThat(bench.session.budget().tryReservePayload(16 << 20)).isTrue();
                bench.read(Letter.reply(id, null).announcing(5000));
            }
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9));
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        return true;
    }

    static Stream<Arguments> calleeCells() {
        List<Arguments> all = new ArrayList<>();
        CALLEE.rows().forEach((row, cells) -> cells.forEach((at, cell) -> add(all, row, at, cell)));
        return all.stream();
    }

    private static void add(List<Arguments> all, String row, String column, String cell) {
        String state = column.startsWith("(") ? column : column.split(" ")[0];
        all.add(Arguments.of(row, state, cell, "CANCELLED"));
        if (state.equals("GIVEN_UP")) {
            all.add(Arguments.of(row, state, cell, "DEADLINE_EXCEEDED"));
        }
    }

    // §10.7-1
    @ParameterizedTest(name = "{0}, {1}: {2} ({3})")
    @MethodSource("calleeCells")
    void aCalleeDoesWhatTheCellSays(String row, String state, String cell, String cause) {
        CallsBench bench = CallsBench.withParts();
        String id = Letter.id(300);
        CallsBench.Running call = null;
        if (state.equals("RECEIVING")) {
            bench.read(announced(id));
        } else if (!state.equals("(no exchange)")) {
            bench.read(Letter.call(id, "known", 1).withMeta("timeout", 1000));
            call = bench.running.get(0);
        }
        if (state.equals("GIVEN_UP")) {
            if (cause.equals("CANCELLED")) {
                bench.read(Letter.cancel(id));
            } else {
                bench.pass(1000);
            }
            assertThat(call.givenUp).isOne();
        }
        if (state.equals("REPLYING")) {
            bench.room = 1;
            bench.reply(call, LARGE);
            assertThat(bench.letter().meta()).isEqualTo(Map.of("size", LARGE.length + 5));
        }
        int givenUp = call == null ? 0 : call.givenUp;
        if (!caused(bench, row, state, id, call)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        bench.room = Integer.MAX_VALUE;
        if (!row.equals("handler ends with a result, announced")) {
            bench.write();
        }
        List<Letter> letters = bench.letters();
        String does = cell.split("→")[0].strip();
        if (call != null && !does.startsWith("PROTOCOL_ERROR")) {
            assertThat(call.givenUp - givenUp).isEqualTo(does.equals("tell the handler") ? 1 : 0);
        }
        int handlers = bench.running.size();
        switch (does) {
            case "start the handler" -> assertThat(handlers).isOne();
            case "reply with the error, stay" ->
                    assertThat(letters).extracting(Letter::code).containsExactly(301);
            case "PROTOCOL_ERROR (§1.3-4)", "PROTOCOL_ERROR (§6.2-5)" -> {
                assertThat(letters).extracting(Letter::code).containsExactly(101);
                assertThat(handlers).isEqualTo(call == null ? 0 : 1);
                if (state.equals("RECEIVING")) {
                    assertThat(bench.session.budget().theirs()).isZero();
                }
                return;
            }
            case "drop", "tell the handler", "—" -> assertThat(letters).isEmpty();
            case "" -> {
                boolean parts = row.equals("last part of the reply written");
                assertThat(letters).hasSize(parts ? 3 : 0);
            }
            case "reply with it" -> {
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).ref()).isEqualTo(id);
                assertThat(letters.get(0).error()).isNull();
            }
            case "announce it" -> {
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).ref()).isEqualTo(id);
                assertThat(letters.get(0).meta()).isEqualTo(Map.of("size", LARGE.length + 5));
            }
            case "reply with the error" ->
                    assertThat(letters)
                            .extracting(Letter::code)
                            .containsExactly(ErrorCode.CONFLICT.code());
            case "reply with the cause" ->
                    assertThat(letters)
                            .extracting(Letter::code)
                            .containsExactly(ErrorCode.valueOf(cause).code());
            case "reply CANCELLED", "reply DEADLINE_EXCEEDED" -> {
                assertThat(letters)
                        .extracting(Letter::code)
                        .containsExactly(ErrorCode.valueOf(does.substring(6)).code());
                assertThat(handlers).isEqualTo(call == null ? 0 : 1);
            }
            default -> throw new AssertionError("a cell that is new here: " + cell);
        }
        String to = SpecTable.next(cell, state);
        boolean live = !to.equals("CLOSED") && !to.equals("(no exchange)");
        assertThat(bench.exchanges.live()).isEqualTo(live ? 1 : 0);
        if (!live && !row.equals("session ends")) {
            assertThat(bench.session.budget().theirs()).isZero();
        }
    }

    private static Letter announced(String id) {
        return Letter.call(id, "known", null).announcing(5000).withMeta("timeout", 1000);
    }

    private static boolean caused(
            CallsBench bench, String row, String state, String id, CallsBench.Running call) {
        switch (row) {
            case "open read, accepted" -> bench.read(Letter.call(id, "known", 1));
            case "open read, announced, accepted" -> bench.read(announced(id));
            case "open read, refused (§10.2-1)" -> bench.read(Letter.call(id, "unknown", 1));
            case "last part read" -> bench.read(Letter.part(2, id, Letter.encode(new byte[4997])));
            case "cancel read" -> bench.read(Letter.cancel(id));
            case "deadline passes" -> bench.pass(1000);
            case "handler ends with a result",
                    "handler ends with a result, announced",
                    "handler ends with a failure" -> {
                if (call == null || state.equals("REPLYING")) {
                    return false;
                }
                if (row.endsWith("failure")) {
                    bench.fail(call, ErrorCode.CONFLICT);
                } else {
                    bench.room = 1;
                    bench.reply(call, row.endsWith("announced") ? LARGE : new byte[2]);
                }
            }
            case "last part of the reply written" -> {
                if (!state.equals("REPLYING")) {
                    return false;
                }
            }
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        return true;
    }
}
