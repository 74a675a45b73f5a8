package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events at the publisher: written, acked, sent again, given up. */
class EventsWrittenTest {

    private static final String ID = Letter.id(300);

    private final ScriptedHub hub = new ScriptedHub();
    private TopicsBench bench = TopicsBench.with(hub);

    private static Letter subscribe(int mode) {
        Letter letter = TopicsBench.subscribeLetter(ID, "a.>");
        return mode == 0 ? letter : letter.withMeta("mode", mode);
    }

    /** Granted, with a window where one is given. */
    private ScriptedHub.Feed granted(int mode, int window) {
        Letter letter = subscribe(mode);
        bench.read(window == 0 ? letter : letter.withMeta("credit", List.of(window, 1 << 20)));
        hub.feed().grant();
        bench.write();
        bench.letters();
        return hub.feed();
    }

    private List<String> add(ScriptedHub.Feed feed, int count) {
        feed.add(count);
        bench.write();
        return bench.words();
    }

    private List<String> read(Letter... letters) {
        bench.read(letters);
        return bench.words();
    }

    // §10.21-5 §10.21-1 §10.20-5
    @Test
    void seqsCountUpFromOne() {
        ScriptedHub.Feed feed = granted(1, 0);
        assertThat(add(feed, 3)).containsExactly("event {seq=1}", "event {seq=2}", "event {seq=3}");
        feed = granted0();
        feed.add(2);
        bench.write();
        List<Letter> events = bench.written();
        assertThat(events).extracting(Letter::payload).containsExactly(1, 2);
        assertThat(events).extracting(Letter::meta).containsOnlyNulls();
        assertThat(events).extracting(Letter::target).containsOnly("a.b");
    }

    private ScriptedHub.Feed granted0() {
        bench.read(TopicsBench.subscribeLetter(Letter.id(301), "a.>"));
        hub.feed().grant();
        bench.write();
        bench.letters();
        return hub.feed();
    }

    // §10.12-4 §10.12-5 §10.12-3 §10.22-14
    @Test
    void nothingIsWrittenBeyondCredit() {
        ScriptedHub.Feed feed = granted(0, 2);
        assertThat(add(feed, 5)).hasSize(2);
        assertThat(read(TopicsBench.flow(ID, "resume", List.of(1, 0)))).isEmpty();
        assertThat(read(TopicsBench.flow(ID, "resume", List.of(4, 0)))).hasSize(2);
        assertThat(
                        read(
                                TopicsBench.flow(ID, "pause", null),
                                TopicsBench.flow(ID, "resume", List.of(5, 0))))
                .hasSize(1);
    }

    // §10.22-14 §10.23-3
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theWindowBoundsWhatIsOpenWhateverTheCredit(int mode) {
        ScriptedHub.Feed feed = granted(mode, 2);
        assertThat(read(TopicsBench.flow(ID, "resume", List.of(1000, 1 << 20)))).isEmpty();
        assertThat(add(feed, 5)).hasSize(2);
        assertThat(read(TopicsBench.ack(ID, 2, 2))).containsExactly("event {seq=3}");
        assertThat(read(TopicsBench.ack(ID, 1, 1)))
                .containsExactly(mode == 1 ? "event {seq=4}" : "event {seq=4, floor=3}");
        assertThat(read(TopicsBench.ack(ID, 1, 4)))
                .containsExactly(mode == 1 ? "event {seq=5}" : "event {seq=5, floor=5}");
        assertThat(feed.noted())
                .containsExactly("settled 2", "settled 1", "settled 3", "settled 4");
    }

    // §10.22-14 §10.22-12 §10.23-3
    @Test
    void whatIsGivenUpTakesAPlaceUntilTheFloorIsAboveIt() {
        bench.read(subscribe(2).withMeta("credit", List.of(2, 1 << 20)));
        ScriptedHub.Feed feed = hub.feed();
        feed.maxDeliver = 1;
        feed.grant();
        bench.read(TopicsBench.flow(ID, "resume", List.of(1000, 1 << 20)));
        bench.letters();
        assertThat(add(feed, 4)).hasSize(2);
        assertThat(read(TopicsBench.nack(ID, 2, 2, 1, 0))).isEmpty();
        assertThat(feed.noted()).containsExactly("gave up 2 sent 1");
        assertThat(read(TopicsBench.ack(ID, 1, 1)))
                .containsExactly("event {seq=3, floor=3}", "event {seq=4}");
        // An ack of what was given up has no effect. §10.22-8
        assertThat(read(TopicsBench.ack(ID, 2, 2))).isEmpty();
        assertThat(feed.noted()).containsExactly("settled 1");
    }

    // §10.22-11 §10.22-9 §10.12-5
    @Test
    void whatIsSentAgainGoesFirstAndNeedsCredit() {
        ScriptedHub.Feed feed = granted(1, 3);
        assertThat(add(feed, 5)).hasSize(3);
        assertThat(read(TopicsBench.nack(ID, 2, 2, 1, 0), TopicsBench.ack(ID, 1, 1))).isEmpty();
        assertThat(read(TopicsBench.flow(ID, "resume", List.of(4, 1 << 20))))
                .containsExactly("event {seq=2, attempt=2}");
        assertThat(read(TopicsBench.flow(ID, "resume", List.of(9, 1 << 20))))
                .containsExactly("event {seq=4}");
    }

    // §10.22-10
    @Test
    void ackWaitCountsFromEachSendingAndZeroIsForEver() {
        ScriptedHub.Feed feed = granted(1, 0);
        add(feed, 1);
        bench.pass(20_000);
        add(feed, 1);
        bench.pass(9_999);
        assertThat(bench.words()).isEmpty();
        bench.pass(1);
        assertThat(bench.words()).containsExactly("event {seq=1, attempt=2}");
        bench.pass(20_000);
        assertThat(bench.words()).containsExactly("event {seq=2, attempt=2}");
        bench.read(TopicsBench.unsubscribed(ID));
        bench.letters();
        bench.read(subscribe(1));
        hub.feed().ackWait = 0;
        hub.feed().grant();
        bench.write();
        bench.letters();
        assertThat(add(hub.feed(), 1)).hasSize(1);
        bench.pass(10_000_000);
        assertThat(bench.words()).isEmpty();
        assertThat(bench.exchanges.deadline()).isEqualTo(dev.fluxar.session.Session.NEVER);
    }

    // §10.22-9
    @Test
    void aNackOfAnotherSendingOrOfWhatWaitsHasNoEffect() {
        ScriptedHub.Feed feed = granted(1, 0);
        add(feed, 1);
        assertThat(read(TopicsBench.nack(ID, 1, 1, 1, 1000))).isEmpty();
        assertThat(read(TopicsBench.nack(ID, 1, 1, 1, 0))).isEmpty();
        bench.pass(1000);
        assertThat(bench.words()).containsExactly("event {seq=1, attempt=2}");
        assertThat(read(TopicsBench.nack(ID, 1, 1, 1, 0), TopicsBench.nack(ID, 1, 1, 3, 0)))
                .isEmpty();
        assertThat(read(TopicsBench.nack(ID, 1, 1, 2, 0)))
                .containsExactly("event {seq=1, attempt=3}");
        assertThat(feed.noted()).isEmpty();
    }

    private static final BigInteger GREATEST =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    // §10.22-9 §1.2-10
    @Test
    void aNackWithTheGreatestDelayIsNeverDue() {
        ScriptedHub.Feed feed = granted(1, 0);
        add(feed, 1);
        assertThat(read(TopicsBench.nack(ID, 1, 1, 1, GREATEST))).isEmpty();
        bench.pass(9_000_000);
        assertThat(bench.words()).isEmpty();
        assertThat(read(TopicsBench.ack(ID, 1, 1))).isEmpty();
        assertThat(feed.noted()).containsExactly("settled 1");
    }

    private void violation(ErrorCode code, @Nullable Object payload, String verb) {
        bench = TopicsBench.with(hub);
        ScriptedHub.Feed feed = granted(1, 0);
        add(feed, 3);
        bench.read(new Letter(7, null, ID, verb, null, payload, null));
        assertThat(bench.endCode()).as(verb + payload).isEqualTo(code);
    }

    // §10.22-4 §10.22-5
    @Test
    void anAckOrNackOfAnotherShapeIsMalformed() {
        for (Object wrong :
                new Object[] {
                    List.of(),
                    List.of(1),
                    List.of(1, 1, 2),
                    List.of(1, -1),
                    List.of(1, "1"),
                    Letter.Item.hex("9f ff"),
                    Letter.Item.hex("9f 01 ff"),
                    Map.of(1, 1),
                    7
                }) {
            violation(ErrorCode.MALFORMED, wrong, "ack");
        }
        for (Object wrong :
                new Object[] {
                    List.of(),
                    List.of(1, 1),
                    List.of(1, 1, 1),
                    List.of(1, 1, 1, -1),
                    "x",
                    Letter.Item.hex("9f 01 01 01 ff")
                }) {
            violation(ErrorCode.MALFORMED, wrong, "nack");
        }
    }

    // §10.22-6 §10.22-7
    @Test
    void rangesAreInOrderAndNameWhatWasSent() {
        for (Object wrong :
                new Object[] {
                    List.of(0, 1),
                    List.of(2, 1),
                    List.of(2, 2, 1, 1),
                    List.of(1, 2, 2, 3),
                    List.of(1, 4),
                    List.of(1, GREATEST)
                }) {
            violation(ErrorCode.PROTOCOL_ERROR, wrong, "ack");
        }
        violation(ErrorCode.PROTOCOL_ERROR, List.of(3, 4, 1, 0), "nack");
        bench = TopicsBench.with(hub);
        granted(0, 0);
        bench.read(TopicsBench.ack(ID, 1, 1));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR); // Mode 0.
        bench = TopicsBench.with(hub);
        ScriptedHub.Feed feed = granted(1, 0);
        add(feed, 3);
        bench.read(
                new Letter(7, null, ID, "ack", null, Letter.Item.hex("9f 01 1802 03 03 ff"), null));
        assertThat(feed.noted()).containsExactly("settled 1", "settled 2", "settled 3");
    }

    // §10.22-8
    @Test
    void aLongRangeCostsWhatIsOpenAndNotItsLength() {
        byte[] id = new byte[17];
        id[0] = 0x50;
        bench.read(subscribe(1).withMeta("durable", "d"));
        HubEvent event = ScriptedHub.event(1);
        ScriptedHub.Feed feed = hub.feed();
        long top = Long.MAX_VALUE - 10;
        feed.subscriber.granted(
                new dev.fluxar.hub.Grant(
                        feed,
                        1000,
                        0,
                        Cbor.of(id),
                        new Ledger(
                                top,
                                top,
                                List.of(new OpenDelivery(event, top, 1, -1)),
                                List.of())));
        bench.write();
        for (int i = 0; i < 1000; i++) {
            bench.read(TopicsBench.ack(ID, 1, top - 1));
        }
        assertThat(feed.noted()).isEmpty();
        bench.read(TopicsBench.ack(ID, 1, top));
        assertThat(feed.noted()).containsExactly("settled 1");
    }

    // §10.21-9 §11.1-1
    @Test
    void anEventThatIsTooLongIsDroppedOrGivenUpForThatSubscriptionOnly() {
        bench = TopicsBench.established(Limits.DEFAULT, Map.of("message", 1024), hub);
        ScriptedHub.Feed plain = granted(0, 0);
        HubEvent big = ScriptedHub.event(1, Letter.encode(new byte[1024]));
        plain.dropped = 2;
        plain.events.add(big);
        assertThat(add(plain, 1)).containsExactly("event {dropped=3}");
        assertThat(plain.noted()).containsExactly("lost 3");
        bench.read(TopicsBench.unsubscribed(ID));
        bench.letters();
        ScriptedHub.Feed numbered = granted(1, 0);
        numbered.events.add(big);
        assertThat(add(numbered, 1)).containsExactly("event {seq=1}");
        assertThat(numbered.noted()).containsExactly("gave up 1 sent 0");
    }

    // §10.21-9 §10.26-6
    @Test
    void whatIsTooLongToBeSentAgainIsGivenUp() {
        bench = TopicsBench.established(Limits.DEFAULT, Map.of("message", 1024), hub);
        HubEvent big = ScriptedHub.event(1, Letter.encode(new byte[1024]));
        bench.read(subscribe(2).withMeta("durable", "d"));
        hub.feed()
                .grantDurable(
                        new Ledger(
                                6,
                                5,
                                List.of(
                                        new OpenDelivery(big, 5, 2, -1),
                                        new OpenDelivery(ScriptedHub.event(2), 6, 1, -1)),
                                List.of()));
        bench.write();
        assertThat(bench.words()).containsExactly("grant", "event {seq=6, floor=6, attempt=2}");
        assertThat(hub.feed().noted()).containsExactly("gave up 1 sent 2");
    }

    // §10.27-2
    @Test
    void droppedIsToldOnceWithTheNextEvent() {
        ScriptedHub.Feed feed = granted(0, 0);
        feed.dropped = 7;
        assertThat(add(feed, 2)).containsExactly("event {dropped=7}", "event");
    }

    // §10.26-6 §10.26-5 §10.23-3 §10.22-11
    @Test
    void whatWasOpenIsSentAgainBeforeAnythingNewAndNackedKeepsItsDelay() {
        bench.read(subscribe(2).withMeta("durable", "d"));
        ScriptedHub.Feed feed = hub.feed();
        long now = bench.millisOfDay();
        feed.events.add(ScriptedHub.event(9));
        feed.grantDurable(
                new Ledger(
                        8,
                        3,
                        List.of(
                                new OpenDelivery(ScriptedHub.event(3), 3, 1, -1),
                                new OpenDelivery(ScriptedHub.event(5), 5, 4, now + 500),
                                new OpenDelivery(ScriptedHub.event(8), 8, 1, 0)),
                        List.of(4L)));
        bench.write();
        assertThat(bench.words())
                .containsExactly(
                        "grant",
                        "event {seq=3, attempt=2}",
                        "event {seq=8, attempt=2}",
                        "event {seq=9}");
        bench.pass(499);
        assertThat(bench.words()).isEmpty();
        bench.pass(1);
        assertThat(bench.words()).containsExactly("event {seq=5, attempt=5}");
        assertThat(read(TopicsBench.ack(ID, 3, 3))).isEmpty();
        feed.add(1);
        bench.write();
        assertThat(bench.words()).containsExactly("event {seq=10, floor=5}");
    }

    // §10.22-14 §10.26-6
    @Test
    void aSmallerWindowIsObeyedByWhatIsSentAgain() {
        bench.read(subscribe(2).withMeta("durable", "d").withMeta("credit", List.of(1, 1 << 20)));
        hub.feed()
                .grantDurable(
                        new Ledger(
                                2,
                                1,
                                List.of(
                                        new OpenDelivery(ScriptedHub.event(1), 1, 1, -1),
                                        new OpenDelivery(ScriptedHub.event(2), 2, 1, -1)),
                                List.of()));
        bench.write();
        bench.read(TopicsBench.flow(ID, "resume", List.of(1000, 1 << 20)));
        assertThat(bench.words()).containsExactly("grant", "event {seq=1, attempt=2}");
        assertThat(read(TopicsBench.nack(ID, 1, 1, 2, 0)))
                .containsExactly("event {seq=1, attempt=3}");
        assertThat(read(TopicsBench.ack(ID, 1, 1)))
                .containsExactly("event {seq=2, floor=2, attempt=2}");
    }

    // §10.24-3 §10.24-4 §10.24-5
    @Test
    void aGroupsEventGoesElsewhereWhenTheHubSaysSo() {
        bench.read(subscribe(1).withMeta("group", "g").withMeta("credit", List.of(3, 1 << 20)));
        ScriptedHub.Feed feed = hub.feed();
        feed.sendings = 2;
        feed.grant();
        bench.write();
        bench.letters();
        assertThat(add(feed, 2))
                .containsExactly("event {seq=1, attempt=3}", "event {seq=2, attempt=3}");
        assertThat(read(TopicsBench.nack(ID, 1, 1, 3, 0)))
                .containsExactly("event {seq=1, attempt=4}");
        assertThat(feed.noted()).containsExactly("pass 1 sent 3 nacked able");
        feed.passes = true;
        assertThat(read(TopicsBench.nack(ID, 1, 1, 4, 0))).isEmpty();
        bench.pass(30_000);
        assertThat(bench.words()).isEmpty();
        assertThat(feed.noted()).containsExactly("pass 1 sent 4 nacked", "pass 2 sent 3");
        assertThat(read(TopicsBench.ack(ID, 1, 2))).isEmpty();
        assertThat(feed.noted()).isEmpty();
    }

    // §10.24-1
    @Test
    void aMemberThatMayNotSendSaysSo() {
        bench.read(subscribe(1).withMeta("group", "g"));
        ScriptedHub.Feed feed = hub.feed();
        feed.grant();
        bench.write();
        bench.read(TopicsBench.flow(ID, "pause", null));
        add(feed, 1);
        assertThat(feed.noted()).containsExactly("decline");
        bench.letters();
        assertThat(read(TopicsBench.flow(ID, "resume", null))).hasSize(1);
    }

    // §10.24-1
    @Test
    void theFeedIsPolledAgainAtItsTime() {
        bench.read(subscribe(1).withMeta("group", "g"));
        ScriptedHub.Feed feed = hub.feed();
        feed.wakeAt = bench.millisOfDay() + 700;
        feed.grant();
        bench.write();
        feed.events.add(ScriptedHub.event(1)); // Without a word.
        feed.wakeAt = dev.fluxar.hub.HubFeed.NEVER;
        bench.pass(699);
        assertThat(bench.words()).containsExactly("grant");
        bench.pass(1);
        assertThat(bench.words()).containsExactly("event {seq=1}");
    }

    // §10.26-7 §10.26-4
    @ParameterizedTest
    @ValueSource(strings = {"plain", "stays", "error", "ended by the hub", "draining"})
    void onlyAPlainUnsubscribeDeletes(String how) {
        bench.read(subscribe(1).withMeta("durable", "d"));
        ScriptedHub.Feed feed = hub.feed();
        feed.grantDurable(Ledger.NEW);
        bench.write();
        switch (how) {
            case "plain" -> bench.read(TopicsBench.unsubscribed(ID));
            case "stays" -> bench.read(TopicsBench.unsubscribed(ID).withMeta("durable", true));
            case "error" -> bench.read(TopicsBench.unsubscribed(ID, 308));
            case "ended by the hub" ->
                    feed.subscriber.ended(
                            new dev.fluxar.FluxarException(ErrorCode.CONFLICT, "elsewhere"));
            default -> {
                bench.read(Letter.bye(Letter.id(8), 0, 9000));
                bench.read(TopicsBench.unsubscribed(ID));
            }
        }
        assertThat(feed.closed).isEqualTo(how.equals("plain") ? Detach.UNSUBSCRIBED : Detach.LEFT);
    }

    // §3.2-2
    @Test
    void durableOfAnUnsubscribeIsABoolean() {
        granted(1, 0);
        bench.read(TopicsBench.unsubscribed(ID).withMeta("durable", 1));
        assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
    }

    // §10.26-6 §10.28-8
    @Test
    void anAckOfTheAttachmentBeforeIsTakenAsRead() {
        bench.read(subscribe(1).withMeta("durable", "d"));
        ScriptedHub.Feed feed = hub.feed();
        HubEvent late = ScriptedHub.event(2);
        bench.writable = false;
        feed.grantDurable(new Ledger(2, 2, List.of(new OpenDelivery(late, 2, 1, -1)), List.of()));
        feed.subscriber.acked(late);
        bench.writable = true;
        bench.write();
        assertThat(bench.words()).containsExactly("grant");
        assertThat(feed.noted()).containsExactly("settled 2");
        bench.session.abort();
        assertThat(feed.ledger.open()).isEmpty();
    }

    // §10.12-14 §10.27-4
    @Test
    void aSubscriptionThatWaitsDoesNotDelayOthers() {
        ScriptedHub.Feed waits = granted(1, 1);
        ScriptedHub.Feed goes = granted0();
        waits.add(10);
        goes.add(3);
        bench.write();
        assertThat(bench.words()).filteredOn("event"::equals).hasSize(3);
    }

    // §10.36-2 §10.26-1
    @Test
    void whatWasPolledAndNotWrittenIsNotLost() {
        bench.read(subscribe(1).withMeta("durable", "d"));
        ScriptedHub.Feed feed = hub.feed();
        feed.grantDurable(Ledger.NEW);
        bench.write();
        // The connection takes the first, and not the second, which is polled already.
        feed.onPoll = () -> bench.writable = !feed.events.isEmpty();
        feed.events.add(ScriptedHub.event(1, Letter.encode(new byte[12_000])));
        feed.events.add(ScriptedHub.event(2, Letter.encode(new byte[12_000])));
        feed.ready();
        bench.write();
        bench.session.abort();
        assertThat(feed.ledger.open())
                .extracting(
                        open -> open.event().position() + " " + open.seq() + " " + open.sendings())
                .containsExactly("1 1 1", "2 2 0");
    }
}
