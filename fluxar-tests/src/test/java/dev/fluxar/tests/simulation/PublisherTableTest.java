package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.Detach;
import dev.fluxar.patterns.pubsub.PublisherEvent;
import dev.fluxar.patterns.pubsub.PublisherState;
import dev.fluxar.patterns.pubsub.PublisherTable;
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

/** The table of §10.32, held against the transitions as data, and against subscriptions. */
class PublisherTableTest {

    private static final SpecTable TABLE = SpecTable.behind("§10.32-1", "10c-topics.md");

    private static final Map<String, PublisherEvent> EVENTS =
            Map.of(
                    "the hub grants", PublisherEvent.GRANTED,
                    "the hub refuses", PublisherEvent.REFUSED,
                    "event is due, may be sent", PublisherEvent.EVENT_DUE,
                    "event is due, may not be sent", PublisherEvent.EVENT_DUE,
                    "ack or nack read", PublisherEvent.ANSWER,
                    "pause or resume read", PublisherEvent.FLOW,
                    "the hub ends it", PublisherEvent.HUB_ENDED,
                    "unsubscribe read", PublisherEvent.UNSUBSCRIBE_READ,
                    "no answer, and patience is over (§10.28)", PublisherEvent.PATIENCE_OVER,
                    "a bye is sent or answered", PublisherEvent.DRAINING);

    static Set<String> coded(StateTable<PublisherState, PublisherEvent> table) {
        Set<String> coded = new TreeSet<>();
        for (PublisherState from : PublisherState.values()) {
            for (PublisherEvent event : PublisherEvent.values()) {
                PublisherState to = table.next(from, event);
                if (to != null) {
                    coded.add(from + " " + event + " " + to);
                }
            }
        }
        return coded;
    }

    // §10.32-1
    @Test
    void theTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = new TreeSet<>();
        TABLE.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            PublisherEvent event =
                                                    row.equals("session ends")
                                                            ? PublisherEvent.SESSION_ENDED
                                                            : EVENTS.get(row);
                                            if (event != null && cell.contains("→")) {
                                                specified.add(
                                                        state
                                                                + " "
                                                                + event
                                                                + " "
                                                                + SpecTable.next(cell, state));
                                            }
                                        }));
        assertThat(coded(PublisherTable.TABLE)).isEqualTo(specified);
    }

    static Stream<Arguments> behaviours() {
        List<Arguments> all = new ArrayList<>();
        TABLE.rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            if (!cell.equals("—")) {
                                                all.add(Arguments.of(row, state, cell));
                                            }
                                        }));
        return all.stream();
    }

    private static final String ID = Letter.id(300);

    // §10.32-1 §10.20-2 §10.20-3 §10.22-7 §10.28-3 §10.28-4 §10.28-5 §10.28-7 §10.28-8 §10.36-1
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("behaviours")
    void aPublisherDoesWhatTheCellSays(String row, String state, String cell) {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        if (!state.equals("(no exchange)")) {
            bench.read(subscribe());
            if (!state.equals("DECIDING")) {
                hub.feed().grant();
                bench.write();
                hub.feed().add(1);
                bench.write();
            }
            if (state.equals("ENDING")) {
                hub.feed().subscriber.ended(new FluxarException(ErrorCode.OVERLOADED, "full"));
                bench.write();
            }
        }
        bench.letters();
        ScriptedHub.Feed feed = hub.feeds.isEmpty() ? null : hub.feed();
        if (feed != null) {
            feed.noted();
        }
        if (row.equals("event is due, may not be sent")) {
            bench.read(TopicsBench.flow(ID, "pause", null));
        }
        cause(bench, feed, row);
        List<Letter> letters = bench.letters();
        List<String> words =
                letters.stream().filter(l -> l.type() > 1).map(TopicsBench::word).toList();
        if (cell.startsWith("PROTOCOL_ERROR")) {
            assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(words).isEmpty();
            return;
        }
        assertThat(words).isEqualTo(expected(row, cell));
        String to = SpecTable.next(cell, state);
        boolean live = Set.of("DECIDING", "ACTIVE", "ENDING").contains(to);
        assertThat(bench.exchanges.live()).isEqualTo(live ? 1 : 0);
        if (feed != null) {
            boolean decided = state.equals("ACTIVE") || state.equals("ENDING");
            assertThat(feed.closed != null)
                    .isEqualTo(
                            decided
                                    && (!live
                                            || row.equals("the hub ends it")
                                            || state.equals("ENDING")));
            if (row.equals("ack or nack read")) {
                assertThat(feed.noted()).containsExactly("settled 1");
            }
        }
        if (!live) {
            assertThat(bench.held()).isZero();
            assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
        }
    }

    private static List<String> expected(String row, String cell) {
        if (cell.startsWith("refusal DRAINING") || cell.startsWith("unsubscribe with DRAINING")) {
            return List.of(cell.split(" ")[0] + " DRAINING");
        }
        if (cell.startsWith("refusal")) {
            return List.of(
                    row.startsWith("subscribe read")
                            ? "refusal INVALID_ARGUMENT"
                            : "refusal OVERLOADED");
        }
        if (cell.startsWith("unsubscribe with the error")) {
            return List.of("unsubscribe OVERLOADED");
        }
        if (cell.startsWith("unsubscribe")) {
            return List.of("unsubscribe");
        }
        if (cell.startsWith("grant")) {
            return List.of("grant");
        }
        return cell.startsWith("write it") ? List.of("event {seq=2}") : List.of();
    }

    private static Letter subscribe() {
        return TopicsBench.subscribeLetter(ID, "a.>").withMeta("mode", 1);
    }

    private static void cause(TopicsBench bench, ScriptedHub.Feed feed, String row) {
        switch (row) {
            case "subscribe read, refused by rows 1–6 of §10.20-1" ->
                    bench.read(TopicsBench.subscribeLetter(ID, "a..b"));
            case "subscribe read, otherwise" -> bench.read(subscribe());
            case "the hub grants" -> feed.grant();
            case "the hub refuses" ->
                    feed.subscriber.refused(new FluxarException(ErrorCode.OVERLOADED, "full"));
            case "event is due, may be sent", "event is due, may not be sent" -> feed.add(1);
            case "ack or nack read" -> bench.read(TopicsBench.ack(ID, 1, 1));
            case "pause or resume read" -> bench.read(TopicsBench.flow(ID, "pause", null));
            case "the hub ends it" ->
                    feed.subscriber.ended(new FluxarException(ErrorCode.OVERLOADED, "full"));
            case "unsubscribe read" -> bench.read(TopicsBench.unsubscribed(ID));
            case "no answer, and patience is over (§10.28)" -> bench.pass(30_000);
            case "a bye is sent or answered" -> bench.read(Letter.bye(Letter.id(8), 0, 9000));
            case "session ends" -> bench.session.abort();
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        bench.write();
    }

    // §10.32-1 §10.28-3
    @Test
    void aGrantThatComesTooLateIsGivenBack() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe(), TopicsBench.unsubscribed(ID));
        assertThat(bench.words()).containsExactly("unsubscribe");
        hub.feed().grant();
        bench.write();
        assertThat(bench.words()).isEmpty();
        assertThat(hub.feed().closed).isEqualTo(Detach.UNSUBSCRIBED);
        assertThat(bench.exchanges.live()).isZero();
    }

    // §10.30-7
    @Test
    void theHubIsToldOfTheEndOfTheSessionBehindTheFeeds() {
        ScriptedHub hub = new ScriptedHub();
        hub.willing = true;
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe());
        bench.session.abort();
        assertThat(hub.feed().closed).isEqualTo(Detach.LEFT);
        assertThat(hub.sessionsEnded).isOne();
    }

    // §10.32-1
    @Test
    void whatAHubSaysOfManyThingsWakesTheSessionOnce() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.turnsHeld = true;
        for (int i = 0; i < 5; i++) {
            bench.read(TopicsBench.subscribeLetter(Letter.id(300 + i), "a.>"));
        }
        hub.feeds.forEach(ScriptedHub.Feed::grant);
        hub.feeds.forEach(feed -> feed.subscriber.ready());
        bench.write();
        assertThat(bench.wakes).isOne();
        assertThat(bench.words()).isEmpty();
        bench.turn();
        assertThat(bench.words()).containsOnly("grant").hasSize(5);
    }
}
