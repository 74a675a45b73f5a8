package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.patterns.delivery.DeliveryEvent;
import dev.fluxar.patterns.delivery.DeliveryState;
import dev.fluxar.patterns.delivery.DeliveryTable;
import dev.fluxar.patterns.delivery.ReceiptEvent;
import dev.fluxar.patterns.delivery.ReceiptState;
import dev.fluxar.patterns.delivery.ReceiptTable;
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

/**
 * The tables of §10.33 and §10.34, held against the transitions as data, and against deliveries.
 */
class DeliveryTablesTest {

    private static final SpecTable PUBLISHER = SpecTable.behind("§10.33-1", "10c-topics.md");
    private static final SpecTable SUBSCRIBER = SpecTable.behind("§10.34-1", "10c-topics.md");

    private static final Map<String, DeliveryEvent> DELIVERY =
            Map.of(
                    "its turn has come (credit, window, delay)", DeliveryEvent.WRITTEN,
                    "it is too long for the subscriber (§10.21-9)", DeliveryEvent.TOO_LONG,
                    "ack read", DeliveryEvent.ACKED,
                    "nack of this attempt read, sendings are left", DeliveryEvent.NACKED,
                    "nack of this attempt read, none is left", DeliveryEvent.NACKED_LAST,
                    "ackWait passes, sendings are left", DeliveryEvent.OVERDUE,
                    "ackWait passes, none is left", DeliveryEvent.OVERDUE_LAST,
                    "it goes to another member (§10.24)", DeliveryEvent.PASSED);

    private static final Map<String, ReceiptEvent> RECEIPT =
            Map.of(
                    "event read, mode 1", ReceiptEvent.READ_AT_LEAST_ONCE,
                    "event read, mode 2", ReceiptEvent.READ_EXACTLY_ONCE,
                    "event read, no room for it (§6.3-7, §10.12-13)",
                            ReceiptEvent.READ_WITHOUT_ROOM,
                    "the application has processed it", ReceiptEvent.PROCESSED,
                    "the application has failed", ReceiptEvent.FAILED);

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
                                        (state, cell) -> {
                                            if (events.containsKey(row) && cell.contains("→")) {
                                                specified.add(
                                                        state
                                                                + " "
                                                                + events.get(row)
                                                                + " "
                                                                + toOf(cell));
                                            }
                                        }));
        return specified;
    }

    /** GIVEN UP is two words there. */
    private static String toOf(String cell) {
        String to = cell.replace("GIVEN UP", "GIVEN_UP").replaceAll(" here,.*", "");
        return SpecTable.next(to, "");
    }

    // §10.33-1
    @Test
    void thePublishersTransitionsAreThoseOfTheSpecification() {
        Set<String> specified = specified(PUBLISHER, DELIVERY);
        // A subscriber may come back that accepts less. §10.21-9
        specified.add("AGAIN TOO_LONG GIVEN_UP");
        assertThat(coded(DeliveryTable.TABLE, DeliveryState.values(), DeliveryEvent.values()))
                .isEqualTo(specified);
        assertThat(PUBLISHER.rows().keySet())
                .containsAll(DELIVERY.keySet())
                .contains("nack of another attempt read")
                .filteredOn(row -> row.startsWith("subscription ends"))
                .hasSize(5);
    }

    // §10.34-1
    @Test
    void theSubscribersTransitionsAreThoseOfTheSpecification() {
        assertThat(coded(ReceiptTable.TABLE, ReceiptState.values(), ReceiptEvent.values()))
                .isEqualTo(specified(SUBSCRIBER, RECEIPT));
        assertThat(SUBSCRIBER.rows().keySet())
                .containsAll(RECEIPT.keySet())
                .contains("the floor rises above it", "subscription ends");
    }

    private static final String ID = Letter.id(300);

    static Stream<Arguments> deliveries() {
        List<Arguments> all = new ArrayList<>();
        PUBLISHER
                .rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            if (!row.startsWith("subscription ends")) {
                                                all.add(Arguments.of(row, state, cell));
                                            }
                                        }));
        return all.stream();
    }

    // §10.33-1 §10.21-6 §10.21-9 §10.22-7 §10.22-8 §10.22-9 §10.22-10 §10.22-12 §10.22-13
    // §10.24-5
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("deliveries")
    void aPublisherDoesWithADeliveryWhatTheCellSays(String row, String state, String cell) {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench =
                TopicsBench.established(dev.fluxar.Limits.DEFAULT, Map.of("message", 1024), hub);
        Letter subscribe =
                TopicsBench.subscribeLetter(ID, "a.>")
                        .withMeta("mode", 1)
                        .withMeta("ackWait", 1000);
        boolean group = row.startsWith("it goes to another member");
        bench.read(group ? subscribe.withMeta("group", "g") : subscribe);
        ScriptedHub.Feed feed = hub.feed();
        feed.ackWait = 1000;
        feed.maxDeliver = row.endsWith("none is left") ? 1 : 0;
        feed.grant();
        bench.write();
        boolean waiting = state.equals("WAITING");
        boolean tooLong = row.startsWith("it is too long");
        if (waiting) {
            bench.read(TopicsBench.flow(ID, "pause", null));
        }
        if (tooLong) {
            feed.events.add(ScriptedHub.event(1, Letter.encode(new byte[1024])));
            feed.ready();
        } else {
            feed.add(1);
        }
        bench.write();
        if (state.equals("AGAIN")) {
            feed.passes = false;
            bench.read(TopicsBench.nack(ID, 1, 1, 1, group ? 500 : 5000));
        }
        bench.letters();
        feed.noted();
        if (!caused(bench, feed, row, state)) {
            assertThat(cell).isEqualTo("—");
            return;
        }
        List<String> words = bench.words();
        List<String> noted = feed.noted().stream().filter(note -> !note.equals("decline")).toList();
        String does = cell.split("→")[0].strip();
        switch (does) {
            case "PROTOCOL_ERROR (§10.22-7)" -> {
                assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
                return;
            }
            case "the next seq; write" -> assertThat(words).containsExactly("event {seq=1}");
            case "attempt + 1; write" ->
                    assertThat(words).containsExactly("event {seq=1, attempt=2}");
            case "dead letter" -> {
                assertThat(words).isEmpty();
                assertThat(noted).containsExactly("gave up 1 sent " + (waiting ? 0 : 1));
            }
            case "—" -> {
                assertThat(words).isEmpty();
                assertThat(noted).isEmpty();
            }
            case "" -> becomes(bench, feed, row, toOf(cell), words, noted);
            default -> throw new AssertionError("a cell that is new here: " + cell);
        }
    }

    private static void becomes(
            TopicsBench bench,
            ScriptedHub.Feed feed,
            String row,
            String to,
            List<String> words,
            List<String> noted) {
        switch (to) {
            case "SETTLED" -> {
                assertThat(noted).containsExactly("settled 1");
                assertThat(words).isEmpty();
                bench.pass(10_000);
                assertThat(bench.words()).isEmpty();
            }
            case "GIVEN_UP" -> {
                assertThat(noted).containsExactly("pass 1 sent 1 nacked able");
                assertThat(words).isEmpty();
            }
            case "AGAIN" -> {
                assertThat(noted).isEmpty();
                if (row.startsWith("nack")) {
                    assertThat(words).isEmpty();
                    bench.pass(699);
                    assertThat(bench.words()).isEmpty();
                    bench.pass(1);
                    assertThat(bench.words()).containsExactly("event {seq=1, attempt=2}");
                } else {
                    assertThat(words).containsExactly("event {seq=1, attempt=2}");
                }
            }
            default -> throw new AssertionError(to + " of " + feed);
        }
    }

    private static boolean caused(
            TopicsBench bench, ScriptedHub.Feed feed, String row, String state) {
        switch (row) {
            case "its turn has come (credit, window, delay)" -> {
                if (state.equals("SENT")) {
                    return false;
                }
                bench.read(TopicsBench.flow(ID, "resume", null));
                bench.pass(state.equals("AGAIN") ? 5000 : 1);
            }
            case "it is too long for the subscriber (§10.21-9)" -> {
                if (!state.equals("WAITING")) {
                    return false;
                }
                bench.read(TopicsBench.flow(ID, "resume", null));
            }
            case "ack read" -> bench.read(TopicsBench.ack(ID, 1, 1));
            case "nack of this attempt read, sendings are left",
                    "nack of this attempt read, none is left" ->
                    bench.read(TopicsBench.nack(ID, 1, 1, 1, 700));
            case "nack of another attempt read" -> bench.read(TopicsBench.nack(ID, 1, 1, 2, 0));
            case "ackWait passes, sendings are left", "ackWait passes, none is left" ->
                    bench.pass(1000);
            case "it goes to another member (§10.24)" -> {
                if (!state.equals("AGAIN")) {
                    return false;
                }
                feed.passes = true;
                bench.pass(500);
            }
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        return true;
    }

    static Stream<Arguments> receipts() {
        List<Arguments> all = new ArrayList<>();
        SUBSCRIBER
                .rows()
                .forEach(
                        (row, cells) ->
                                cells.forEach(
                                        (state, cell) -> {
                                            for (int mode = 1; mode <= 2; mode++) {
                                                boolean other =
                                                        row.equals("event read, mode 1")
                                                                        && mode == 2
                                                                || row.equals("event read, mode 2")
                                                                        && mode == 1
                                                                || row.startsWith("the floor")
                                                                        && mode == 1;
                                                if (!other
                                                        && !cell.equals("—")
                                                        && !row.contains("no room")) {
                                                    all.add(Arguments.of(row, state, cell, mode));
                                                }
                                            }
                                        }));
        return all.stream();
    }

    // §10.34-1 §10.22-3 §10.23-1 §10.23-2 §10.23-5 §6.3-7 §10.12-13
    @ParameterizedTest(name = "{0}, {1}: {2} (mode {3})")
    @MethodSource("receipts")
    void aSubscriberDoesWithASeqWhatTheCellSays(String row, String state, String cell, int mode) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.active(mode);
        if (!state.equals("UNSEEN")) {
            bench.read(TopicsBench.event(end.id, 1));
            if (state.equals("NACKED")) {
                bench.nack(end, 1, 0);
            } else if (state.equals("ACKED")) {
                bench.ack(end, 1);
            }
            end.subscriber().flush();
            bench.write();
        }
        bench.letters();
        int before = end.seqs.size();
        switch (row) {
            case "event read, mode 1", "event read, mode 2" ->
                    bench.read(TopicsBench.event(end.id, 1, 2));
            case "the application has processed it" -> bench.ack(end, 1);
            case "the application has failed" -> bench.nack(end, 1, 40);
            case "the floor rises above it" -> {
                bench.read(TopicsBench.event(end.id, 1 + (state.equals("UNSEEN") ? 0 : 1)));
                bench.ack(end, state.equals("UNSEEN") ? 1 : 2);
                long next = state.equals("UNSEEN") ? 2 : 3;
                bench.letters();
                bench.read(TopicsBench.event(end.id, next).withMeta("floor", next));
                bench.ack(end, next);
                end.subscriber().flush();
                bench.write();
                bench.letters();
                assertThat(end.subscriber().receipts().count())
                        .isEqualTo(state.equals("HELD") ? 1 : 0);
                assertThat(end.subscriber().receipts().ranges()).isOne();
                if (state.equals("HELD")) {
                    bench.ack(end, 1);
                    assertThat(end.subscriber().receipts().count()).isZero();
                }
                return;
            }
            case "subscription ends" -> {
                bench.read(TopicsBench.unsubscribed(end.id, 401));
                if (state.equals("HELD")) {
                    assertThat(bench.words()).isEmpty();
                    bench.ack(end, 1);
                    assertThat(bench.words()).containsExactly("ack[1, 1]", "unsubscribe");
                } else {
                    assertThat(bench.words()).containsExactly("unsubscribe");
                }
                return;
            }
            default -> throw new AssertionError("a row that is new here: " + row);
        }
        end.subscriber().flush();
        bench.write();
        List<String> words = bench.words();
        boolean handed = end.seqs.size() > before;
        switch (cell.split("→")[0].strip()) {
            case "hand over" -> {
                assertThat(handed).isTrue();
                assertThat(words).isEmpty();
            }
            case "remember attempt" -> {
                assertThat(handed).isFalse();
                assertThat(words).isEmpty();
                bench.nack(end, 1, 0);
                assertThat(bench.words()).containsExactly("nack[1, 1, 2, 0]");
            }
            case "ack" -> {
                assertThat(handed).isFalse();
                assertThat(words).containsExactly("ack[1, 1]");
            }
            case "nack" -> assertThat(words).containsExactly("nack[1, 1, 1, 40]");
            default -> throw new AssertionError("a cell that is new here: " + cell);
        }
    }

    // §10.34-1 §6.3-7 §10.12-13
    @ParameterizedTest(name = "mode {0}, {1}")
    @MethodSource("withoutRoom")
    void anEventThatHasNoRoomIsNackedUnlessItIsSettledOrHeld(int mode, String state) {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(mode));
        end.id = bench.letter().id();
        bench.grant(end, mode);
        if (!state.equals("UNSEEN")) {
            bench.request(end, 1);
            bench.read(TopicsBench.event(end.id, 1));
            if (state.equals("NACKED")) {
                bench.nack(end, 1, 0);
            } else if (state.equals("ACKED")) {
                bench.ack(end, 1);
            }
        }
        end.subscriber().flush();
        bench.write();
        bench.letters();
        // All that may be held is, by something else.
        var budget = bench.session.budget();
        long rest = budget.share() - budget.theirs();
        assertThat(budget.tryReserve(rest)).isTrue();
        Letter big =
                new Letter(7, null, end.id, "a.b", null, new byte[1 << 17], null)
                        .withMeta("seq", 1)
                        .withMeta("attempt", 2);
        bench.read(big);
        end.subscriber().flush();
        bench.write();
        budget.release(rest);
        List<String> words =
                bench.words().stream().filter(word -> !word.startsWith("resume")).toList();
        boolean silent = state.equals("HELD");
        boolean acks = state.equals("ACKED") && mode == 2;
        assertThat(words)
                .isEqualTo(
                        silent
                                ? List.of()
                                : acks ? List.of("ack[1, 1]") : List.of("nack[1, 1, 2, 100]"));
        assertThat(end.seqs).hasSize(state.equals("UNSEEN") ? 0 : 1);
        if (silent) {
            bench.nack(end, 1, 0);
            assertThat(bench.words()).containsExactly("nack[1, 1, 2, 0]");
        }
    }

    static Stream<Arguments> withoutRoom() {
        return Stream.of("UNSEEN", "HELD", "NACKED", "ACKED")
                .flatMap(state -> Stream.of(Arguments.of(1, state), Arguments.of(2, state)));
    }

    static Stream<Arguments> ends() {
        return Stream.of(1, 2).map(Arguments::of);
    }

    // §10.33-1 §10.36-2 §10.28-8
    @ParameterizedTest
    @MethodSource("ends")
    void whatIsOpenIsHandedBackToTheHub(int mode) {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(TopicsBench.subscribeLetter(ID, "a.>").withMeta("mode", mode));
        ScriptedHub.Feed feed = hub.feed();
        feed.grant();
        feed.add(4);
        bench.write();
        bench.read(
                TopicsBench.ack(ID, 2, 2),
                TopicsBench.nack(ID, 3, 3, 1, 5000),
                TopicsBench.nack(ID, 4, 4, 1, 0));
        bench.session.abort();
        assertThat(feed.ledger.seq()).isEqualTo(4);
        assertThat(feed.ledger.floor()).isOne();
        assertThat(feed.ledger.givenUp()).isEmpty();
        long now = 3_600_000;
        assertThat(
                        feed.ledger.open().stream()
                                .map(
                                        o ->
                                                o.seq()
                                                        + ", "
                                                        + o.sendings()
                                                        + ", "
                                                        + (o.again()
                                                                ? o.notBefore() - now
                                                                : "sent")))
                .containsExactly("1, 1, sent", "3, 1, 5000", "4, 2, sent");
    }

    // §10.28-8
    @Test
    void acksCountAfterThePublishersUnsubscribe() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(TopicsBench.subscribeLetter(ID, "a.>").withMeta("mode", 1));
        ScriptedHub.Feed feed = hub.feed();
        feed.grant();
        feed.add(3);
        bench.write();
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        assertThat(feed.closed).isNull();
        bench.read(TopicsBench.ack(ID, 1, 2));
        bench.read(TopicsBench.unsubscribed(ID));
        assertThat(feed.noted()).containsExactly("settled 1", "settled 2", "close LEFT");
        assertThat(feed.ledger.open()).hasSize(1);
    }
}
