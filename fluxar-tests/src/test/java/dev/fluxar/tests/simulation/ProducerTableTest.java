package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.patterns.publish.ProducerEvent;
import dev.fluxar.patterns.publish.ProducerState;
import dev.fluxar.patterns.publish.ProducerTable;
import java.util.ArrayList;
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

/** The table of §10.35, held against the transitions as data, and against publishes. */
class ProducerTableTest {

    private static final SpecTable TABLE = SpecTable.behind("§10.35-1", "10c-topics.md");

    private static final Map<String, List<ProducerEvent>> EVENTS =
            Map.ofEntries(
                    entry("publish written, mode 0", ProducerEvent.WRITTEN_AT_MOST_ONCE),
                    entry("publish written, mode 1 or 2", ProducerEvent.WRITTEN),
                    entry("publish written, announced", ProducerEvent.WRITTEN_ANNOUNCED),
                    entry("last part written, mode 0", ProducerEvent.LAST_PART_AT_MOST_ONCE),
                    entry("last part written, mode 1 or 2", ProducerEvent.LAST_PART),
                    entry("part that abandons written, mode 0", ProducerEvent.NO_PART_AT_MOST_ONCE),
                    entry(
                            "application gives it up, or its deadline passes, mode 0",
                            ProducerEvent.GIVEN_UP_AT_MOST_ONCE,
                            ProducerEvent.DEADLINE_AT_MOST_ONCE),
                    entry(
                            "application gives it up, or its deadline passes, mode 1 or 2",
                            ProducerEvent.GIVEN_UP,
                            ProducerEvent.DEADLINE),
                    entry("accepted read", ProducerEvent.ACCEPTED),
                    entry("refusal read", ProducerEvent.REFUSED),
                    entry("a bye is sent or answered", ProducerEvent.DRAINING),
                    entry("session ends", ProducerEvent.SESSION_ENDED));

    private static Map.Entry<String, List<ProducerEvent>> entry(
            String row, ProducerEvent... events) {
        return Map.entry(row, List.of(events));
    }

    // §10.35-1
    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = new TreeSet<>();
        TABLE.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (column, cell) -> {
                                            String from = column.split(" ")[0];
                                            if (cell.contains("→")) {
                                                EVENTS.get(row)
                                                        .forEach(
                                                                event ->
                                                                        specified.add(
                                                                                from
                                                                                        + " "
                                                                                        + event
                                                                                        + " "
                                                                                        + SpecTable
                                                                                                .next(
                                                                                                        cell,
                                                                                                        from)));
                                            }
                                        }));
        // One that is not accepted (§4.3-1) never gets into the states of §10.35.
        specified.add("QUEUED NOT_ACCEPTED CLOSED");
        Set<String> coded = new TreeSet<>();
        for (ProducerState from : ProducerState.values()) {
            for (ProducerEvent event : ProducerEvent.values()) {
                ProducerState to = ProducerTable.TABLE.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        // Where its open is not sent again after a loss. §9.13-4
        specified.add("ABANDONED REPLACED CLOSED");
        assertThat(coded).isEqualTo(specified);
    }

    /** QUEUED has two faces: written next, and waiting for a place; giving up has two as well. */
    static Stream<Arguments> behaviours() {
        List<Arguments> all = new ArrayList<>();
        TABLE.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (column, cell) -> {
                                            String state = column.split(" ")[0];
                                            if (cell.equals("—")) {
                                                return;
                                            }
                                            List<String> states = new ArrayList<>(List.of(state));
                                            if (state.equals("QUEUED")
                                                    && !row.startsWith("publish written")) {
                                                states.add("WAITING");
                                            }
                                            for (String in : states) {
                                                all.add(Arguments.of(row, in, cell, true));
                                                if (row.startsWith("application gives")) {
                                                    all.add(Arguments.of(row, in, cell, false));
                                                }
                                            }
                                        }));
        return all.stream();
    }

    // §10.35-1 §10.29-2 §11.4-4 §11.4-5
    @ParameterizedTest(name = "{0}, {1}: {2} ({3})")
    @MethodSource("behaviours")
    void aProducerDoesWhatTheCellSays(String row, String state, String cell, boolean byHand) {
        boolean waiting = state.equals("WAITING");
        boolean sending = state.equals("SENDING");
        if (waiting && row.endsWith("mode 0")) {
            return; // Never has to wait.
        }
        TopicsBench bench =
                TopicsBench.withParts(
                        dev.fluxar.Limits.DEFAULT,
                        waiting ? Map.of("exchanges", 1) : Map.of(),
                        null);
        if (waiting) {
            bench.publish(1);
            bench.letter();
        }
        bench.writable = waiting || !state.equals("QUEUED");
        boolean noPart = row.equals("part that abandons written, mode 0");
        boolean large = sending || noPart || row.equals("publish written, announced");
        bench.room = large ? 1 : Integer.MAX_VALUE;
        TopicsBench.Result publish =
                bench.publish(
                        row.endsWith("mode 0") ? 0 : 1, null, 1000, large ? new byte[150_000] : 1);
        String id = bench.writable && !waiting ? bench.letter().id() : null;
        if (state.equals("ABANDONED")) {
            bench.cancel(publish);
        }
        String before = publish.told;
        bench.room = row.equals("publish written, announced") ? 1 : 100;
        cause(bench, row, publish, id, byHand);
        bench.writable = true;
        bench.write();
        List<String> words =
                bench.letters().stream()
                        .filter(letter -> letter.type() > 1)
                        .map(TopicsBench::word)
                        .toList();
        String to = SpecTable.next(cell, state);
        if (row.startsWith("last part")) {
            assertThat(words).containsExactly("part", "part", "part");
        } else if (noPart || cell.startsWith("abandon")) {
            assertThat(words).containsExactly("no part");
        } else {
            assertThat(words)
                    .isEqualTo(row.startsWith("publish written") ? List.of("publish") : List.of());
        }
        boolean over =
                cell.startsWith("abandon") && row.endsWith("mode 0"); // That part is written.
        boolean live = !over && !to.equals("CLOSED") && !to.equals("QUEUED");
        boolean first = waiting && !row.equals("session ends");
        assertThat(bench.exchanges.live()).isEqualTo((live ? 1 : 0) + (first ? 1 : 0));
        assertThat(publish.told).isEqualTo(told(row, state, cell, byHand, before));
        assertThat(bench.held() > 0).isEqualTo(to.equals("SENDING"));
        if (!live) {
            assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
        }
    }

    private static @Nullable String told(
            String row, String state, String cell, boolean byHand, @Nullable String before) {
        if (!cell.contains("complete")) {
            return before;
        }
        if (row.startsWith("application gives")) {
            return (byHand ? "CANCELLED, " : "DEADLINE_EXCEEDED, ")
                    + (state.equals("AWAITING")
                            ? "UNKNOWN"
                            : state.equals("SENDING") ? "NOT_PROCESSED" : "NOT_SENT");
        }
        if (cell.contains("complete with it")) {
            return "OVERLOADED, NOT_PROCESSED";
        }
        String with = cell.replaceAll(".*complete ?([A-Z_, ]*).*", "$1").strip();
        return with.isEmpty() ? "accepted" : with;
    }

    private static void cause(
            TopicsBench bench,
            String row,
            TopicsBench.Result publish,
            @Nullable String id,
            boolean byHand) {
        switch (row) {
            case "publish written, mode 0",
                    "publish written, mode 1 or 2",
                    "publish written, announced",
                    "last part written, mode 0",
                    "last part written, mode 1 or 2",
                    "part that abandons written, mode 0" -> {
                bench.writable = true;
                bench.write();
            }
            case "application gives it up, or its deadline passes, mode 0",
                    "application gives it up, or its deadline passes, mode 1 or 2" -> {
                if (byHand) {
                    bench.cancel(publish);
                } else {
                    bench.pass(1000);
                }
            }
            case "accepted read" -> bench.read(TopicsBench.accepted(id));
            case "refusal read" -> bench.read(TopicsBench.publishRefused(id, 401));
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9));
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
    }
}
