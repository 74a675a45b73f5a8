package dev.fluxar.tests.simulation;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.stream.AcceptorTable;
import dev.fluxar.patterns.stream.OpenerTable;
import dev.fluxar.patterns.stream.StreamEvent;
import dev.fluxar.patterns.stream.StreamState;
import dev.fluxar.session.Session;
import dev.fluxar.session.StateTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of §10.14 and §10.15, held against the transitions as data, and against streams. */
class StreamTablesTest {

    private static final String PAGE = "10b-streams.md";
    private static final SpecTable OPENER = SpecTable.behind("§10.14-1", PAGE);
    private static final SpecTable ACCEPTOR = SpecTable.behind("§10.15-1", PAGE);

    /** Rows that say what is done with items that the application gives: no state changes. */
    private static final Set<String> GIVEN =
            Set.of("application gives an item", "handler gives an item");

    private static final Map<String, StreamEvent> BOTH =
            Map.ofEntries(
                    entry("deadline passes", StreamEvent.DEADLINE),
                    entry("item read, within credit", StreamEvent.ITEM),
                    entry("item read, beyond credit", StreamEvent.ITEM_REFUSED),
                    entry("item read after the clean end", StreamEvent.ITEM_AFTER_END),
                    entry("second clean end read", StreamEvent.END_AGAIN),
                    entry(
                            "first clean end read; this direction has not ended",
                            StreamEvent.END_FIRST),
                    entry("first clean end read; this direction has ended", StreamEvent.END_LAST),
                    entry("end with an error read", StreamEvent.ERROR),
                    entry("cancel read", StreamEvent.CANCEL),
                    entry("pause or resume read", StreamEvent.FLOW),
                    entry("a bye is sent or answered", StreamEvent.DRAINING),
                    entry("session ends", StreamEvent.SESSION_ENDED));

    private static final Map<String, StreamEvent> OPENER_EVENTS =
            with(
                    Map.of(
                            "open written",
                            StreamEvent.WRITTEN,
                            "open written, announced",
                            StreamEvent.WRITTEN_ANNOUNCED,
                            "last part of the open written",
                            StreamEvent.LAST_PART,
                            "application ends its direction; the other has not ended",
                            StreamEvent.OWN_END_FIRST,
                            "application ends its direction; the other has ended",
                            StreamEvent.OWN_END_LAST,
                            "application's source fails",
                            StreamEvent.FAILED,
                            "application cancels",
                            StreamEvent.GIVEN_UP));

    private static final Map<String, StreamEvent> ACCEPTOR_EVENTS =
            with(
                    Map.of(
                            "last part of the open read",
                            StreamEvent.LAST_PART,
                            "handler ends its direction; the other has not ended",
                            StreamEvent.OWN_END_FIRST,
                            "handler ends its direction; the other has ended",
                            StreamEvent.OWN_END_LAST,
                            "handler fails",
                            StreamEvent.FAILED,
                            "handler wants no more, has ended its direction (§10.11-6)",
                            StreamEvent.ENOUGH,
                            "handler gives up",
                            StreamEvent.GIVEN_UP));

    private static Map<String, StreamEvent> with(Map<String, StreamEvent> more) {
        Map<String, StreamEvent> all = new LinkedHashMap<>(BOTH);
        all.putAll(more);
        return all;
    }

    private static Set<String> coded(StateTable<StreamState, StreamEvent> table) {
        Set<String> coded = new TreeSet<>();
        for (StreamState from : StreamState.values()) {
            for (StreamEvent event : StreamEvent.values()) {
                StreamState to = table.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        return coded;
    }

    /** What a cell does; "—", "drop", "note it" and "hold" leave all as it is. */
    private static Set<String> specified(SpecTable table, Map<String, StreamEvent> events) {
        Set<String> specified = new TreeSet<>();
        table.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (column, cell) -> {
                                            boolean effect =
                                                    cell.contains("→")
                                                            || cell.startsWith("PROTOCOL_ERROR");
                                            if (effect
                                                    && !GIVEN.contains(row)
                                                    && !column.equals("(no exchange)")) {
                                                String to = SpecTable.next(cell, column);
                                                specified.add(
                                                        column + " " + events.get(row) + " " + to);
                                            }
                                        }));
        return specified;
    }

    // §10.14-1
    @Test
    void theOpenersTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = specified(OPENER, OPENER_EVENTS);
        // A stream that is not accepted (§4.3-1) never gets into the states of §10.14.
        specified.add("IDLE REFUSED CLOSED");
        // Where its open is not sent again after a loss. §9.13-4
        specified.add("CANCELLING REPLACED CLOSED");
        assertThat(coded(OpenerTable.TABLE)).isEqualTo(specified);
        assertThat(OPENER.rows().keySet()).containsAll(OPENER_EVENTS.keySet());
    }

    // §10.15-1
    @Test
    void theAcceptorsTransitionsAreThoseOfTheSpecification() {
        assertThat(coded(AcceptorTable.TABLE)).isEqualTo(specified(ACCEPTOR, ACCEPTOR_EVENTS));
        assertThat(ACCEPTOR.rows().keySet())
                .containsAll(ACCEPTOR_EVENTS.keySet())
                .contains(
                        "open read, accepted",
                        "open read, announced, accepted",
                        "open read, refused (§10.9-2)");
    }

    private static Stream<Arguments> cells(SpecTable table) {
        List<Arguments> all = new ArrayList<>();
        table.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            all.add(Arguments.of(row, state, cell));
                                            if (state.equals("IDLE") && !row.startsWith("open")) {
                                                all.add(Arguments.of(row, "WAITING", cell));
                                            }
                                        }));
        return all.stream();
    }

    static Stream<Arguments> openerCells() {
        return cells(OPENER);
    }

    static Stream<Arguments> acceptorCells() {
        return cells(ACCEPTOR);
    }

    /** Whether the other side's direction has ended before, or this side's, or this one's last. */
    private static boolean theirsEnded(String row) {
        return row.endsWith("; the other has ended")
                || row.startsWith("item read after")
                || row.startsWith("second");
    }

    private static boolean ownEnded(String row) {
        return row.endsWith("; this direction has ended") || row.contains("§10.11-6");
    }

    private static final Limits ONE_ITEM =
            Limits.DEFAULT.withCredit(new dev.fluxar.Credit(1, 10_000));

    // §10.14-1 §10.9-1
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("openerCells")
    void anOpenerDoesWhatTheCellSays(String row, String state, String cell) {
        boolean waiting = state.equals("WAITING");
        boolean idle = state.equals("IDLE") || waiting;
        boolean sending = state.equals("SENDING");
        if (sending && (ownEnded(row) || theirsEnded(row))) {
            assertThat(cell).isIn("—", "note it");
            return;
        }
        StreamsBench bench =
                StreamsBench.withParts(ONE_ITEM, waiting ? Map.of("exchanges", 1) : Map.of());
        StreamEnd first = waiting ? bench.open("first") : null;
        bench.letters();
        bench.writable = !state.equals("IDLE");
        boolean large = sending || (idle && row.equals("open written, announced"));
        bench.room = large ? 1 : Integer.MAX_VALUE;
        Object argument = large ? new byte[150_000] : 1;
        StreamEnd end = bench.make("x", 1000, Map.of(), ONE_ITEM.credit(), argument);
        bench.streams.open(end.outbound());
        bench.write();
        String id = idle ? null : bench.letter().id();
        if (id == null && row.contains("read")) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        if (ownEnded(row)) {
            bench.end(end);
            assertThat(bench.letter().target()).isEqualTo("end");
        }
        if (theirsEnded(row) && id != null) {
            bench.read(Letter.verb(id, "end"));
            assertThat(end.told).containsExactly("ended");
        }
        if (state.equals("CANCELLING")) {
            bench.cancel(end);
            assertThat(bench.letter().target()).isEqualTo("cancel");
        }
        int before = end.told.size();
        bench.room = sending ? 2 : bench.room;
        if (!caused(bench, row, state, end, id)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        bench.writable = true;
        bench.write();
        List<Letter> letters = new ArrayList<>(streams(bench, first));
        boolean parts = letters.removeIf(letter -> "part".equals(letter.target()));
        if (sending) {
            // Two frames were free: for a verb, and a part unless that has no place any more.
            boolean stays = SpecTable.next(cell, state).equals(state);
            assertThat(parts)
                    .isEqualTo(row.startsWith("last part") || stays && !cell.startsWith("PROT"));
        }
        List<String> told = end.told.subList(before, end.told.size());
        checkLetters(row, cell, id, letters);
        checkTold(row, cell, told, sending ? "NOT_PROCESSED" : "UNKNOWN");
        String to = SpecTable.next(cell, idle ? "IDLE" : state);
        if (cell.startsWith("PROTOCOL_ERROR")) {
            assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(told)
                    .last()
                    .isEqualTo("completed UNAVAILABLE, " + (sending ? "NOT_PROCESSED" : "UNKNOWN"));
            return;
        }
        checkExchange(bench, to, row, first);
    }

    /** The letters of streams, without those of the one that only takes the place. */
    private static List<Letter> streams(StreamsBench bench, @Nullable StreamEnd first) {
        return bench.letters().stream()
                .filter(letter -> letter.type() == 3)
                .filter(letter -> first == null || !"first".equals(letter.target()))
                .toList();
    }

    private static void checkExchange(
            StreamsBench bench, String to, String row, @Nullable StreamEnd first) {
        boolean live = !to.equals("CLOSED") && !to.equals("(no") && !to.equals("stay");
        if (to.equals("IDLE")) {
            live = first == null; // It was written meanwhile.
        }
        int others = first != null && !row.equals("session ends") ? 1 : 0;
        assertThat(bench.exchanges.live()).isEqualTo((live ? 1 : 0) + others);
        if (!live && !to.equals("IDLE")) {
            assertThat(bench.exchanges.deadline()).isEqualTo(Session.NEVER);
            assertThat(bench.session.hasOutput()).isFalse();
        }
    }

    private static void checkLetters(
            String row, String cell, @Nullable String id, List<Letter> letters) {
        if (cell.startsWith("remove") || id == null && cell.startsWith("complete")) {
            assertThat(letters).isEmpty();
            return;
        }
        List<String> verbs = new ArrayList<>();
        for (Letter letter : letters) {
            if (id != null) {
                assertThat(letter.ref()).isEqualTo(id);
                verbs.add(letter.target() == null ? "item" : letter.target());
            }
        }
        String does = cell.split("→")[0];
        if (does.contains("end CANCELLED")) {
            assertThat(letters).extracting(Letter::code).containsExactly(304);
        } else if (does.contains("end FLOW_VIOLATION")) {
            assertThat(letters).extracting(Letter::code).containsExactly(308);
        } else if (does.contains("end DEADLINE_EXCEEDED")) {
            assertThat(letters).extracting(Letter::code).containsExactly(303);
        } else if (does.contains("end with the error")) {
            assertThat(letters).extracting(Letter::code).containsExactly(305);
        } else if (does.contains("cancel")) {
            assertThat(verbs).containsExactly("cancel");
        } else if (does.startsWith("end")) {
            assertThat(verbs).containsExactly("end");
            assertThat(letters.get(0).error()).isNull();
        } else if (does.startsWith("write it")) {
            assertThat(verbs).containsExactly("item");
        } else if (id != null && !cell.startsWith("PROTOCOL_ERROR")) {
            assertThat(verbs).as(row).isSubsetOf("resume");
        }
    }

    private static void checkTold(String row, String cell, List<String> told, String outcome) {
        Matcher complete = Pattern.compile("complete ([A-Z_]+), ([A-Z_]+)").matcher(cell);
        if (complete.find()) {
            String why = complete.group(1) + ", " + complete.group(2);
            assertThat(told).containsExactly("stopped " + why, "completed " + why);
        } else if (cell.contains("complete with it, ")) {
            String why = "CONFLICT, " + cell.split("complete with it, ")[1].split(" ")[0];
            assertThat(told).containsExactly("stopped " + why, "completed " + why);
        } else if (cell.contains("complete with it")) {
            String why =
                    row.startsWith("item") ? "FLOW_VIOLATION, UNKNOWN" : "CONFLICT, NOT_PROCESSED";
            assertThat(told).containsSubsequence("stopped " + why, "completed " + why);
            assertThat(told).doesNotContain("item 7");
        } else if (cell.contains("§10.11-5")) {
            String why = "CANCELLED, " + outcome;
            assertThat(told).containsExactly("stopped " + why, "completed " + why);
        } else if (row.startsWith("first clean end") && cell.startsWith("complete")) {
            assertThat(told).containsExactly("ended", "completed");
        } else if (row.startsWith("application ends") && cell.contains("complete")) {
            assertThat(told).containsExactly("completed");
        } else if (cell.startsWith("tell the application")) {
            assertThat(told).containsExactly(row.startsWith("a bye") ? "draining" : "ended");
        } else if (cell.startsWith("hand it over")) {
            assertThat(told).containsExactly("item 7");
        } else if (!cell.startsWith("PROTOCOL_ERROR") && !cell.startsWith("tell the handler")) {
            assertThat(told).isEmpty();
        }
    }

    private static boolean caused(
            StreamsBench bench, String row, String state, StreamEnd end, @Nullable String id) {
        switch (row) {
            case "last part of the open written" -> {
                if (!state.equals("SENDING")) {
                    return false;
                }
                bench.room = 3;
                bench.write();
            }
            case "last part of the open read" -> {
                if (state.equals("ACTIVE")) {
                    return false;
                }
                bench.read(Letter.part(3, String.valueOf(id), Bytes.item(5000)));
            }
            case "open written", "open written, announced" -> {
                if (id != null) {
                    return false;
                }
                bench.writable = true;
                bench.write();
            }
            case "application gives an item", "handler gives an item" -> bench.give(end, 7);
            case "application ends its direction; the other has not ended",
                    "application ends its direction; the other has ended",
                    "handler ends its direction; the other has not ended",
                    "handler ends its direction; the other has ended" ->
                    bench.end(end);
            case "application's source fails", "handler fails" -> {
                end.stream().fail(ErrorInfo.of(ErrorCode.CONFLICT, "x"));
                bench.write();
            }
            case "application cancels", "handler gives up" -> bench.cancel(end);
            case "handler wants no more, has ended its direction (§10.11-6)" -> {
                end.inbound().enough();
                bench.write();
            }
            case "deadline passes" -> bench.pass(1000);
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9000));
            case "session ends" -> bench.session.abort();
            default -> read(bench, row, end, id);
        }
        return true;
    }

    /** What is caused by an envelope. */
    private static void read(StreamsBench bench, String row, StreamEnd end, @Nullable String id) {
        if (id == null) {
            throw new AssertionError("nothing can be read of a stream without an id: " + row);
        }
        switch (row) {
            case "item read, within credit" -> {
                end.stream().request(1);
                bench.read(Letter.item(id, 7));
            }
            case "item read, beyond credit" -> {
                bench.read(Letter.item(id, 1));
                bench.read(Letter.item(id, 7));
                end.stream().request(2); // What came before is still to be had.
            }
            case "item read after the clean end" -> bench.read(Letter.item(id, 7));
            case "second clean end read",
                    "first clean end read; this direction has not ended",
                    "first clean end read; this direction has ended" ->
                    bench.read(Letter.verb(id, "end"));
            case "end with an error read" -> bench.read(Letter.end(id, 305, "conflict"));
            case "cancel read" -> bench.read(Letter.verb(id, "cancel"));
            case "pause or resume read" ->
                    bench.read(Letter.verb(id, "pause"), Letter.resume(id, 9, 9));
            default -> throw new AssertionError("a row that is new here: " + row);
        }
    }

    // §10.15-1
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("acceptorCells")
    void anAcceptorDoesWhatTheCellSays(String row, String state, String cell) {
        StreamsBench bench = StreamsBench.withParts(ONE_ITEM, Map.of());
        String id = Letter.id(300);
        boolean none = state.equals("(no exchange)");
        if (row.startsWith("open read")) {
            if (!none) {
                bench.accept(id);
            }
            boolean announced = row.contains("announced");
            Letter open = Letter.stream(id, row.contains("accepted") ? "known" : "unknown", 1);
            bench.read(announced ? open.announcing(5000) : open);
            List<Letter> letters = bench.letters();
            if (!none) {
                assertThat(letters).extracting(Letter::code).containsExactly(101); // §1.3-4
            } else if (cell.startsWith("start the handler")) {
                assertThat(bench.started).hasSize(1);
                assertThat(letters).isEmpty();
            } else if (announced) {
                assertThat(cell).isEqualTo("→ RECEIVING");
                assertThat(bench.started).isEmpty();
                assertThat(letters).isEmpty();
            } else {
                assertThat(cell).isEqualTo("end with the error, stay");
                assertThat(letters).extracting(Letter::code).containsExactly(301);
                assertThat(bench.started).isEmpty();
            }
            boolean live = cell.startsWith("start") || announced;
            assertThat(bench.exchanges.live()).isEqualTo(none && live ? 1 : 0);
            return;
        }
        if (none) {
            if (cell.equals("drop")) {
                dropped(bench, row, id);
            } else {
                assertThat(cell).isEqualTo("—");
            }
            return;
        }
        boolean receiving = state.equals("RECEIVING");
        if (receiving && (row.startsWith("handler") || ownEnded(row) || theirsEnded(row))) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        Letter open = Letter.stream(id, "known", 1);
        bench.read((receiving ? open.announcing(5000) : open).withMeta("timeout", 1000));
        StreamEnd end = bench.accepted.get(0);
        if (ownEnded(row)) {
            bench.end(end);
            assertThat(bench.letter().target()).isEqualTo("end");
        }
        if (theirsEnded(row)) {
            bench.read(Letter.verb(id, "end"));
            assertThat(end.told).containsExactly("ended");
        }
        if (state.equals("CANCELLING")) {
            bench.cancel(end);
            assertThat(bench.letter().target()).isEqualTo("cancel");
        }
        int before = end.told.size();
        boolean closed = end.completed || (receiving && !cell.endsWith("ACTIVE"));
        if (!caused(bench, row, state, end, id)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        bench.writable = true;
        bench.write();
        List<Letter> letters = streams(bench, null);
        if (cell.equals("—")) {
            assertThat(letters).isEmpty();
        }
        checkLetters(row, cell, id, letters);
        List<String> told = end.told.subList(Math.min(before, end.told.size()), end.told.size());
        if (closed) {
            assertThat(told).isEmpty();
        } else if (cell.startsWith("tell the handler")) {
            assertThat(told).containsSubsequence(handlerTold(row, cell));
        }
        if (cell.startsWith("PROTOCOL_ERROR")) {
            assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            if (!receiving) {
                assertThat(told).last().isEqualTo("completed UNAVAILABLE, UNKNOWN");
            }
            return;
        }
        assertThat(bench.started).hasSize(receiving && !cell.contains("handler") ? 0 : 1);
        checkExchange(bench, SpecTable.next(cell, state), row, null);
        if (receiving && !bench.exchanges.isLive(0x0193a5c8f0007000L, 0x800000000000012cL)) {
            assertThat(bench.exchanges.roomThere()).isTrue();
            assertThat(bench.session.budget().theirs()).isZero();
        }
        end.inbound().handlerEnded();
        assertThat(bench.exchanges.roomThere()).isTrue();
    }

    private static List<String> handlerTold(String row, String cell) {
        if (row.startsWith("a bye")) {
            return List.of("draining");
        }
        if (row.startsWith("first clean end")) {
            return cell.contains("CLOSED") ? List.of("ended", "completed") : List.of("ended");
        }
        String why =
                switch (row) {
                    case "deadline passes" -> "DEADLINE_EXCEEDED, UNKNOWN";
                    case "item read, beyond credit" -> "FLOW_VIOLATION, UNKNOWN";
                    case "end with an error read" -> "CONFLICT, NOT_PROCESSED";
                    case "session ends" -> "UNAVAILABLE, UNKNOWN";
                    default -> throw new AssertionError("a row that is new here: " + row);
                };
        return List.of("stopped " + why, "completed " + why);
    }

    /** Nothing is live under the id. §2.3-1 */
    private static void dropped(StreamsBench bench, String row, String id) {
        Letter letter =
                switch (row) {
                    case "item read, within credit",
                            "item read, beyond credit",
                            "item read after the clean end" ->
                            Letter.item(id, 7);
                    case "end with an error read" -> Letter.end(id, 305, "conflict");
                    case "cancel read" -> Letter.verb(id, "cancel");
                    case "pause or resume read" -> Letter.resume(id, 9, 9);
                    case "last part of the open read" -> Letter.part(3, id, new byte[5]);
                    default -> Letter.verb(id, "end");
                };
        bench.read(letter);
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.accepted).isEmpty();
        assertThat(bench.held()).isZero();
    }
}
