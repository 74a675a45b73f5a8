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
            Map.of(
                    "publish written, mode 0", List.of(ProducerEvent.WRITTEN_AT_MOST_ONCE),
                    "publish written, mode 1 or 2", List.of(ProducerEvent.WRITTEN),
                    "application gives it up, or its deadline passes",
                            List.of(ProducerEvent.GIVEN_UP, ProducerEvent.DEADLINE),
                    "accepted read", List.of(ProducerEvent.ACCEPTED),
                    "refusal read", List.of(ProducerEvent.REFUSED),
                    "a bye is sent or answered", List.of(ProducerEvent.DRAINING),
                    "session ends", List.of(ProducerEvent.SESSION_ENDED));

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
        TopicsBench bench =
                TopicsBench.established(
                        dev.fluxar.Limits.DEFAULT,
                        waiting ? Map.of("exchanges", 1) : Map.of(),
                        null);
        if (waiting) {
            bench.publish(1);
            bench.letter();
        }
        bench.writable = waiting || !state.equals("QUEUED");
        TopicsBench.Result publish =
                bench.publish(row.equals("publish written, mode 0") ? 0 : 1, null, 1000);
        String id = bench.writable && !waiting ? bench.letter().id() : null;
        if (state.equals("ABANDONED")) {
            bench.cancel(publish);
        }
        String before = publish.told;
        cause(bench, row, publish, id, byHand);
        bench.writable = true;
        bench.write();
        List<String> words =
                bench.letters().stream()
                        .filter(letter -> letter.type() > 1)
                        .map(TopicsBench::word)
                        .toList();
        assertThat(words)
                .isEqualTo(row.startsWith("publish written") ? List.of("publish") : List.of());
        String to = SpecTable.next(cell, state);
        boolean live = to.equals("AWAITING") || to.equals("ABANDONED");
        boolean first = waiting && !row.equals("session ends");
        assertThat(bench.exchanges.live()).isEqualTo((live ? 1 : 0) + (first ? 1 : 0));
        assertThat(publish.told).isEqualTo(told(row, state, cell, byHand, before));
        assertThat(bench.held()).isZero();
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
                    + (state.equals("AWAITING") ? "UNKNOWN" : "NOT_SENT");
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
            case "publish written, mode 0", "publish written, mode 1 or 2" -> {
                bench.writable = true;
                bench.write();
            }
            case "application gives it up, or its deadline passes" -> {
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
