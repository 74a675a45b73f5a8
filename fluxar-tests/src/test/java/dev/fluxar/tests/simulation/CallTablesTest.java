package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.ErrorInfo;
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
            Map.of(
                    "open written", CallerEvent.WRITTEN,
                    "open written, one-way", CallerEvent.WRITTEN_ONEWAY,
                    "application cancels", CallerEvent.CANCELLED,
                    "deadline passes", CallerEvent.DEADLINE,
                    "reply read", CallerEvent.REPLY,
                    "a bye is sent or answered", CallerEvent.DRAINING,
                    "session ends", CallerEvent.SESSION_ENDED);

    private static final Map<String, CalleeEvent> CALLEE_EVENTS =
            Map.of(
                    "cancel read", CalleeEvent.CANCELLED,
                    "deadline passes", CalleeEvent.DEADLINE,
                    "handler ends with a result", CalleeEvent.ENDED,
                    "handler ends with a failure", CalleeEvent.ENDED,
                    "session ends", CalleeEvent.SESSION_ENDED);

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
                .contains("open read, accepted", "open read, refused (§10.2-1)");
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
        CallsBench bench = CallsBench.established(waiting ? Map.of("exchanges", 1) : Map.of());
        if (waiting) {
            bench.open("first");
            bench.letter();
        }
        boolean oneway = row.equals("open written, one-way");
        bench.writable = waiting || (!state.equals("QUEUED"));
        CallsBench.Result call = bench.open("x", 1000, oneway && !bench.writable, new byte[1]);
        String id = waiting || state.equals("QUEUED") ? null : bench.letter().id();
        if (state.equals("ABANDONED")) {
            bench.cancel(call);
            assertThat(bench.letter().target()).isEqualTo("cancel");
        }
        String before = call.told;
        if (!caused(bench, row, call, id)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        bench.writable = true;
        bench.write();
        List<Letter> letters = bench.letters().stream().filter(l -> l.type() == 2).toList();
        String to = SpecTable.next(cell, state);
        if (cell.startsWith("remove") || state.equals("WAITING")) {
            assertThat(letters).isEmpty();
        } else if (cell.startsWith("send cancel")) {
            assertThat(letters).extracting(Letter::target).containsExactly("cancel");
            assertThat(letters.get(0).ref()).isEqualTo(id);
        }
        boolean live = to.equals("AWAITING") || to.equals("ABANDONED");
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
        }
    }

    private static boolean caused(CallsBench bench, String row, CallsBench.Result call, String id) {
        switch (row) {
            case "open written", "open written, one-way" -> {
                if (id != null) {
                    return false;
                }
                bench.writable = true;
                bench.write();
            }
            case "application cancels" -> bench.cancel(call);
            case "deadline passes" -> bench.pass(1000);
            case "reply read" -> {
                if (id == null) {
                    return false;
                }
                bench.read(Letter.reply(id, 1));
            }
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9));
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        return true;
    }

    static Stream<Arguments> calleeCells() {
        List<Arguments> all = new ArrayList<>();
        CALLEE.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            all.add(Arguments.of(row, state, cell, "CANCELLED"));
                                            if (state.equals("GIVEN_UP")) {
                                                all.add(
                                                        Arguments.of(
                                                                row,
                                                                state,
                                                                cell,
                                                                "DEADLINE_EXCEEDED"));
                                            }
                                        }));
        return all.stream();
    }

    // §10.7-1
    @ParameterizedTest(name = "{0}, {1}: {2} ({3})")
    @MethodSource("calleeCells")
    void aCalleeDoesWhatTheCellSays(String row, String state, String cell, String cause) {
        CallsBench bench = CallsBench.established();
        String id = Letter.id(300);
        CallsBench.Running call = null;
        if (!state.equals("(no exchange)")) {
            bench.read(Letter.call(id, "known", 1).withMeta("timeout", 1000));
            call = bench.running.get(0);
            if (state.equals("GIVEN_UP")) {
                if (cause.equals("CANCELLED")) {
                    bench.read(Letter.cancel(id));
                } else {
                    bench.pass(1000);
                }
                assertThat(call.givenUp).isOne();
            }
        }
        int givenUp = call == null ? 0 : call.givenUp;
        switch (row) {
            case "open read, accepted" -> bench.read(Letter.call(id, "known", 1));
            case "open read, refused (§10.2-1)" -> bench.read(Letter.call(id, "unknown", 1));
            case "cancel read" -> bench.read(Letter.cancel(id));
            case "deadline passes" -> bench.pass(1000);
            case "handler ends with a result" -> {
                if (call == null) {
                    return;
                }
                bench.reply(call);
            }
            case "handler ends with a failure" -> {
                if (call == null) {
                    return;
                }
                bench.calls.inbound().fail(call, ErrorInfo.of(ErrorCode.CONFLICT, "x"));
                bench.write();
            }
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        List<Letter> letters = bench.letters();
        String does = cell.split("→")[0].strip();
        if (call != null && !does.startsWith("PROTOCOL_ERROR")) {
            assertThat(call.givenUp - givenUp).isEqualTo(does.equals("tell the handler") ? 1 : 0);
        }
        switch (does) {
            case "start the handler" -> assertThat(bench.running).hasSize(1);
            case "reply with the error, stay" ->
                    assertThat(letters).extracting(Letter::code).containsExactly(301);
            case "PROTOCOL_ERROR (§1.3-4)" -> {
                assertThat(letters).extracting(Letter::code).containsExactly(101);
                assertThat(bench.running).hasSize(1);
                return;
            }
            case "drop", "tell the handler", "—", "" -> assertThat(letters).isEmpty();
            case "reply with it" -> {
                assertThat(letters).hasSize(1);
                assertThat(letters.get(0).ref()).isEqualTo(id);
                assertThat(letters.get(0).error()).isNull();
            }
            case "reply with the error" ->
                    assertThat(letters)
                            .extracting(Letter::code)
                            .containsExactly(ErrorCode.CONFLICT.code());
            case "reply with the cause" ->
                    assertThat(letters)
                            .extracting(Letter::code)
                            .containsExactly(ErrorCode.valueOf(cause).code());
            default -> throw new AssertionError("a cell that is new here: " + cell);
        }
        String to = SpecTable.next(cell, state);
        boolean live = to.equals("RUNNING") || to.equals("GIVEN_UP");
        assertThat(bench.exchanges.live()).isEqualTo(live ? 1 : 0);
    }
}
