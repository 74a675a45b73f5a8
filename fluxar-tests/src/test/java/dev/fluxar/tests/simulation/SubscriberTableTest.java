package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.patterns.pubsub.SubscriberEvent;
import dev.fluxar.patterns.pubsub.SubscriberState;
import dev.fluxar.patterns.pubsub.SubscriberTable;
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

/** The table of §10.31, held against the transitions as data, and against subscriptions. */
class SubscriberTableTest {

    private static final Map<String, List<SubscriberEvent>> EVENTS =
            Map.ofEntries(
                    Map.entry("subscribe written", List.of(SubscriberEvent.WRITTEN)),
                    Map.entry("grant read", List.of(SubscriberEvent.GRANTED)),
                    Map.entry("refusal read", List.of(SubscriberEvent.REFUSED)),
                    Map.entry("event read, within credit", List.of(SubscriberEvent.EVENT)),
                    Map.entry(
                            "event read, beyond credit or window",
                            List.of(SubscriberEvent.EVENT_BEYOND)),
                    Map.entry("event read, any", List.of(SubscriberEvent.EVENT)),
                    Map.entry(
                            "application unsubscribes, holds nothing",
                            List.of(SubscriberEvent.UNSUBSCRIBED)),
                    Map.entry(
                            "application unsubscribes, holds events",
                            List.of(SubscriberEvent.UNSUBSCRIBED_HOLDING)),
                    Map.entry(
                            "application settles an event, holds others",
                            List.of(SubscriberEvent.SETTLED)),
                    Map.entry(
                            "application settles the last event",
                            List.of(SubscriberEvent.SETTLED_LAST)),
                    Map.entry(
                            "unsubscribe read, application holds nothing",
                            List.of(SubscriberEvent.UNSUBSCRIBE_READ)),
                    Map.entry(
                            "unsubscribe read, application holds events",
                            List.of(SubscriberEvent.UNSUBSCRIBE_READ_HOLDING)),
                    Map.entry(
                            "unsubscribe read",
                            List.of(
                                    SubscriberEvent.UNSUBSCRIBE_READ,
                                    SubscriberEvent.UNSUBSCRIBE_READ_HOLDING)),
                    Map.entry("a bye is sent or answered", List.of(SubscriberEvent.DRAINING)),
                    Map.entry("session ends", List.of(SubscriberEvent.SESSION_ENDED)));

    /** A cell of the table, which has its states in a column of their own. */
    record Cell(String row, SubscriberState in, String does) {}

    static List<Cell> cells() {
        List<Cell> all = new ArrayList<>();
        String row = "";
        for (List<String> line : rows()) {
            row = line.get(0).isEmpty() ? row : line.get(0);
            Set<SubscriberState> in = new TreeSet<>();
            if (line.get(1).equals("any other")) {
                in.addAll(List.of(SubscriberState.values()));
                in.removeAll(Set.of(SubscriberState.QUEUED, SubscriberState.CLOSED));
            } else {
                for (String name : line.get(1).split(", ")) {
                    in.add(SubscriberState.valueOf(name));
                }
            }
            for (SubscriberState state : in) {
                all.add(new Cell(row, state, line.get(2)));
            }
        }
        return all;
    }

    private static List<List<String>> rows() {
        List<String> page = SpecTable.page("10c-topics.md").lines().toList();
        int at = 0;
        while (!page.get(at).startsWith("**§10.31-1**")) {
            at++;
        }
        while (!page.get(at).startsWith("| event")) {
            at++;
        }
        List<List<String>> rows = new ArrayList<>();
        for (at += 2; page.get(at).startsWith("|"); at++) {
            String[] cells = page.get(at).split("\\|");
            rows.add(Stream.of(cells).skip(1).map(c -> c.strip().replace("`", "")).toList());
        }
        return rows;
    }

    // §10.31-1
    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = new TreeSet<>();
        for (Cell cell : cells()) {
            if (!cell.does().startsWith("PROTOCOL_ERROR")) {
                String to = SpecTable.next(cell.does(), cell.in().name());
                EVENTS.get(cell.row())
                        .forEach(event -> specified.add(cell.in() + " " + event + " " + to));
            }
        }
        // One that is not accepted (§4.3-1) never gets into the states of §10.31.
        specified.add("QUEUED NOT_ACCEPTED CLOSED");
        Set<String> coded = new TreeSet<>();
        for (SubscriberState from : SubscriberState.values()) {
            for (SubscriberEvent event : SubscriberEvent.values()) {
                SubscriberState to = SubscriberTable.TABLE.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        // Where its open is not sent again after a loss. §9.13-4
        specified.add("UNSUBSCRIBING REPLACED CLOSED");
        assertThat(coded).isEqualTo(specified);
    }

    static Stream<Arguments> behaviours() {
        return cells().stream().map(cell -> Arguments.of(cell.row(), cell.in(), cell.does()));
    }

    // §10.31-1 §10.28-1 §10.28-2 §10.28-6 §10.28-7 §10.36-3
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("behaviours")
    void aSubscriberDoesWhatTheCellSays(String row, SubscriberState in, String does) {
        TopicsBench bench = TopicsBench.established();
        boolean holds =
                row.contains("holds others")
                        || row.contains("last event")
                        || row.endsWith("holds events");
        SubscriberEnd end = in(bench, in, holds || in == SubscriberState.LEAVING);
        if (row.contains("holds others")) {
            // Two are held from the beginning, see below.
            assertThat(end.seqs).hasSize(2);
        } else if (row.contains("last event")) {
            bench.ack(end, 1);
            end.subscriber().flush();
            bench.write();
        }
        bench.letters();
        int before = end.told.size();
        assertThat(end.subscriber().state()).isEqualTo(in);
        cause(bench, end, row);
        bench.writable = true;
        bench.write();
        List<Letter> all = bench.letters();
        List<String> words =
                all.stream()
                        .filter(letter -> letter.type() >= 4)
                        .map(TopicsBench::word)
                        .filter(word -> !word.startsWith("resume")) // Credit is its own affair.
                        .toList();
        List<String> told = end.told.subList(before, end.told.size());
        if (does.startsWith("PROTOCOL_ERROR")) {
            assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(all).extracting(Letter::code).containsExactly(101);
            return;
        }
        SubscriberState to = SubscriberState.valueOf(SpecTable.next(does, in.name()));
        assertThat(end.subscriber().state()).isEqualTo(to);
        assertThat(words).isEqualTo(expectedWords(row, does));
        assertThat(told).isEqualTo(expectedTold(row, in, does, to));
        boolean live = to != SubscriberState.CLOSED;
        assertThat(bench.exchanges.live()).isEqualTo(live ? 1 : 0);
        if (!live) {
            assertThat(bench.held()).isZero();
        }
    }

    private static List<String> expectedWords(String row, String does) {
        List<String> words = new ArrayList<>();
        if (row.equals("subscribe written")) {
            words.add("subscribe");
        }
        if (does.startsWith("pause")) {
            words.add("pause");
        }
        if (does.startsWith("ack or nack;")) {
            words.add("ack[2, 2]");
        }
        if (does.contains("unsubscribe with FLOW_VIOLATION")) {
            words.add("unsubscribe FLOW_VIOLATION");
        } else if (does.contains("unsubscribe")) {
            words.add("unsubscribe");
        }
        return words;
    }

    private static List<String> expectedTold(
            String row, SubscriberState in, String does, SubscriberState to) {
        List<String> told = new ArrayList<>();
        if (does.startsWith("tell the application")) {
            told.add(row.equals("grant read") ? "granted" : "draining");
        }
        if (does.startsWith("hand it over") || does.contains("FLOW_VIOLATION")) {
            told.add("event 1");
        }
        if (does.contains("complete")) {
            String with = does.replaceAll(".*complete ?([A-Z_, ]*).*", "$1").strip();
            if (does.contains("complete with")) {
                with =
                        row.startsWith("refusal")
                                ? "CONFLICT, NOT_PROCESSED"
                                : "OVERLOADED, NOT_PROCESSED";
            }
            if (does.contains("FLOW_VIOLATION")) {
                with = "FLOW_VIOLATION, UNKNOWN";
            }
            told.add(with.isEmpty() ? "ended" : "ended " + with);
        }
        if (to == SubscriberState.CLOSED) {
            String why =
                    !row.equals("session ends")
                            ? ""
                            : in == SubscriberState.QUEUED
                                    ? " UNAVAILABLE, NOT_SENT"
                                    : " UNAVAILABLE, UNKNOWN";
            told.add("closed" + why);
        }
        return told;
    }

    /** A subscription of mode 1 in a state; where it holds, two events. */
    private static SubscriberEnd in(TopicsBench bench, SubscriberState state, boolean holds) {
        if (state == SubscriberState.QUEUED) {
            bench.writable = false;
            return bench.subscribe(TopicsBench.terms(1));
        }
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(1));
        end.id = bench.letter().id();
        end.subscriber().request(2);
        if (state == SubscriberState.REQUESTED) {
            return end;
        }
        bench.grant(end, 1);
        if (holds || state == SubscriberState.ENDED) {
            bench.read(TopicsBench.event(end.id, 1), TopicsBench.event(end.id, 2));
        }
        switch (state) {
            case ACTIVE -> {}
            case LEAVING, UNSUBSCRIBING -> {
                bench.unsubscribe(end);
                if (state == SubscriberState.UNSUBSCRIBING && holds) {
                    throw new AssertionError("a state that cannot hold");
                }
            }
            case ENDED -> bench.read(TopicsBench.unsubscribed(end.id, 401));
            default -> throw new AssertionError(state);
        }
        return end;
    }

    private static void cause(TopicsBench bench, SubscriberEnd end, String row) {
        switch (row) {
            case "subscribe written" -> {
                bench.writable = true;
                bench.write();
            }
            case "grant read" -> bench.grant(end, 1);
            case "refusal read" ->
                    bench.read(TopicsBench.refused(end.id, ErrorCode.CONFLICT.code()));
            case "event read, within credit" -> bench.read(TopicsBench.event(end.id, 1));
            case "event read, any" -> bench.read(TopicsBench.event(end.id, 1));
            case "event read, beyond credit or window" ->
                    // In one frame: no credit is written in between.
                    bench.readFrame(
                            Letter.content(
                                    new Letter(
                                            7,
                                            null,
                                            end.id,
                                            "a",
                                            Map.of("seq", 1),
                                            new byte[1 << 17],
                                            null),
                                    TopicsBench.event(end.id, 2)));
            case "application unsubscribes, holds nothing",
                    "application unsubscribes, holds events" ->
                    bench.unsubscribe(end);
            case "application settles an event, holds others" -> bench.ack(end, 1);
            case "application settles the last event" -> bench.ack(end, 2);
            case "unsubscribe read, application holds nothing",
                    "unsubscribe read, application holds events",
                    "unsubscribe read" ->
                    bench.read(TopicsBench.unsubscribed(end.id, 401));
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9000));
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
    }
}
