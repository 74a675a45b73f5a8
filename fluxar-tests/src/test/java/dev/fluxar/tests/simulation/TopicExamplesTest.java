package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.OpenDelivery;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.patterns.pubsub.Subscriber;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The envelopes of examples.md on topics: they are what is written, and what is understood. */
class TopicExamplesTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> ONCE = examples("## 4. ", "## 5. ");
    private static final List<String> EXACTLY = examples("## 5. ", "## 6. ");
    private static final List<String> PUBLISHING = examples("## 6. ", "\u0000");
    private static final String PLAIN = "0193a5c8f00070008000000000000041";
    private static final String DURABLE = "0193a5c8f00070008000000000000042";
    private static final long MILLIS = 1_732_299_600_000L;

    private static List<String> examples(String from, String to) {
        String page = SpecTable.page("examples.md");
        int end = page.indexOf(to);
        String section = page.substring(page.indexOf(from), end < 0 ? page.length() : end);
        List<String> found = new ArrayList<>();
        String[] blocks = section.split("```");
        for (int i = 1; i < blocks.length; i += 2) {
            StringBuilder hex = new StringBuilder();
            for (String line : blocks[i].strip().split("\n")) {
                hex.append(line.strip().split(" {3,}")[0].replace(" ", ""));
            }
            found.add(hex.toString());
        }
        return found;
    }

    /** The one envelope that was written; its id, or ref, in place of another. */
    private static String written(TopicsBench bench, String instead, String id) {
        byte[] bytes = bench.bytes();
        return HEX.formatHex(Arrays.copyOfRange(bytes, 4, bytes.length)).replace(instead, id);
    }

    private static void read(TopicsBench bench, String example) {
        bench.readFrame(HEX.parseHex(example));
    }

    private static HubEvent event(String topic, Object payload, boolean retained) {
        return new HubEvent(
                new Publication(
                        new Object(),
                        "",
                        topic.getBytes(UTF_8),
                        null,
                        0,
                        Payload.item(Letter.encode(payload)),
                        Delivery.AT_MOST_ONCE,
                        false,
                        null,
                        MILLIS),
                1,
                false,
                retained);
    }

    private static SubscriberEnd subscribe(
            TopicsBench bench, String pattern, SubscribeTerms terms) {
        SubscriberEnd end = new SubscriberEnd();
        end.bind(new Subscriber(bench.topics, pattern.getBytes(UTF_8), Map.of(), terms, end));
        bench.topics.subscribe(end.subscriber());
        bench.write();
        return end;
    }

    @Test
    void thereAreSoMany() {
        assertThat(ONCE).hasSize(7);
        assertThat(EXACTLY).hasSize(10);
        assertThat(PUBLISHING).hasSizeGreaterThanOrEqualTo(4);
    }

    // §10.20-1 §10.27-1
    @Test
    void theSubscriberOfAtMostOnceIsUnderstood() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        read(bench, ONCE.get(0));
        assertThat(hub.feed().request.overflow()).isEqualTo(Overflow.NEWEST);
        hub.feed().grant();
        bench.write();
        assertThat(written(bench, PLAIN, PLAIN)).isEqualTo(ONCE.get(1));
        hub.feed().events.add(event("orders.last", 4711, true));
        hub.feed().ready();
        bench.write();
        // The order of a map's keys says nothing.
        assertThat(Letter.read(Arrays.copyOfRange(bench.bytes(), 4, 61)))
                .isEqualTo(Letter.read(HEX.parseHex(ONCE.get(2))));
        hub.feed().dropped = 2;
        hub.feed().events.add(event("orders.created", Map.of("id", 4714), false));
        hub.feed().ready();
        bench.write();
        assertThat(written(bench, PLAIN, PLAIN)).isEqualTo(ONCE.get(3));
        read(bench, ONCE.get(4));
        hub.feed().events.add(event("orders.created", 1, false));
        hub.feed().ready();
        bench.write();
        assertThat(bench.letters()).isEmpty();
        read(bench, ONCE.get(5));
        assertThat(bench.letters()).hasSize(1);
        read(bench, ONCE.get(6));
        assertThat(written(bench, PLAIN, PLAIN)).isEqualTo(ONCE.get(6));
    }

    // §10.28-2 §10.12-8
    @Test
    void whatASubscriberWritesIsThat() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end =
                subscribe(
                        bench,
                        "orders.>",
                        new SubscribeTerms(
                                Delivery.EXACTLY_ONCE,
                                new Credit(64, 1 << 20),
                                60_000,
                                null,
                                "billing",
                                From.RETAINED,
                                Overflow.OLDEST));
        byte[] open = bench.bytes();
        String id = HEX.formatHex(open, 7, 23);
        assertThat(Letter.read(Arrays.copyOfRange(open, 4, open.length)))
                .extracting(Letter::meta)
                .containsExactly(Letter.read(HEX.parseHex(EXACTLY.get(0))).get(0).meta());
        read(bench, EXACTLY.get(1).replace(DURABLE, id));
        assertThat(end.granted.ledger()).isEqualTo("0193a5c8f0017000900000000000ab01");
        assertThat(end.granted.seq()).isEqualTo(130);
        assertThat(end.granted.floor()).isEqualTo(129);
        end.subscriber().request(20);
        bench.write();
        read(bench, EXACTLY.get(2).replace(DURABLE, id));
        bench.read(TopicsBench.event(id, 130, 2));
        read(bench, EXACTLY.get(3).replace(DURABLE, id));
        for (long seq = 132; seq <= 140; seq++) {
            bench.read(TopicsBench.event(id, seq));
        }
        assertThat(end.seqs).hasSize(12).startsWith(129L, 130L, 131L);
        bench.bytes();
        end.subscriber().ack(130);
        for (long seq = 132; seq <= 140; seq++) {
            end.subscriber().ack(seq);
        }
        end.subscriber().flush();
        bench.write();
        assertThat(written(bench, id, DURABLE)).isEqualTo(EXACTLY.get(4));
        bench.nack(end, 131, 1000);
        assertThat(written(bench, id, DURABLE)).isEqualTo(EXACTLY.get(5));
        end.subscriber().pause();
        bench.write();
        assertThat(written(bench, id, PLAIN)).isEqualTo(ONCE.get(4));
        end.subscriber().unsubscribe(true);
        bench.ack(end, 129);
        assertThat(bench.written()).hasSize(2);
        assertThat(end.subscriber().receipts().held()).isZero();
        read(bench, EXACTLY.get(7).replace(DURABLE, id));
        assertThat(end.told).endsWith("ended", "closed");
    }

    // §10.20-4 §10.26-6 §10.36-1
    @Test
    void whatAPublisherWritesIsThat() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        read(bench, EXACTLY.get(0));
        ScriptedHub.Feed feed = hub.feed();
        SubscribeRequest request = feed.request;
        assertThat(request.durable()).isEqualTo("billing");
        assertThat(request.ackWaitMillis()).isEqualTo(60_000);
        HubEvent old = event("orders.eu.created", Map.of("id", 4711), false);
        bench.read(TopicsBench.flow(DURABLE, "pause", null));
        feed.subscriber.granted(
                new Grant(
                        feed,
                        60_000,
                        0,
                        Cbor.of(HEX.parseHex("500193a5c8f0017000900000000000ab01")),
                        new Ledger(
                                130,
                                129,
                                List.of(
                                        new OpenDelivery(old, 129, 1, -1),
                                        new OpenDelivery(old, 130, 1, -1)),
                                List.of())));
        bench.write();
        assertThat(written(bench, DURABLE, DURABLE)).isEqualTo(EXACTLY.get(1));
        bench.read(TopicsBench.flow(DURABLE, "resume", null));
        List<List<Letter>> frames = bench.frames();
        assertThat(frames.get(0).get(0)).isEqualTo(letter(EXACTLY.get(2)));
        bench.bytes();
        bench.read(TopicsBench.ack(DURABLE, 129, 129));
        feed.events.add(event("orders.eu.created", Map.of("id", 4715), false));
        feed.ready();
        bench.write();
        assertThat(written(bench, DURABLE, DURABLE)).isEqualTo(EXACTLY.get(3));
        read(bench, EXACTLY.get(5).replace("1883", "1882").replace("01190", "02190"));
        assertThat(feed.noted()).containsExactly("settled 1");
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        assertThat(bench.letters().stream().filter(l -> l.type() == 5).toList())
                .containsExactly(letter(EXACTLY.get(7)));
    }

    private static Letter letter(String hex) {
        return Letter.read(HEX.parseHex(hex)).get(0);
    }

    // §10.20-1 §10.24-2 §10.25-4
    @Test
    void refusalsAndGroupsAreUnderstood() {
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(TopicsBench.terms(0));
        String id = bench.letter().id();
        read(bench, EXACTLY.get(8).replace(DURABLE, id));
        assertThat(end.told).containsExactly("ended INVALID_ARGUMENT, NOT_PROCESSED", "closed");
        ScriptedHub hub = new ScriptedHub();
        bench = TopicsBench.with(hub);
        read(bench, EXACTLY.get(9));
        assertThat(hub.feed().request.group()).isEqualTo("workers");
        assertThat(hub.feed().request.from()).isEqualTo(From.since(MILLIS));
    }

    // §10.29-2 §10.30-3
    @Test
    void publishesAreWrittenAndUnderstood() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        read(bench, PUBLISHING.get(0));
        assertThat(hub.publications.get(0).retain()).isTrue();
        read(bench, PUBLISHING.get(1));
        ProducerId producer = new ProducerId("till-4", 3, 7);
        assertThat(hub.publications.get(1).producer()).isEqualTo(producer);
        hub.answers.get(1).accepted();
        bench.write();
        assertThat(bench.words()).containsExactly("accepted");
        assertThat(publish(false, producer)).isEqualTo(letter(PUBLISHING.get(1)).meta());
        assertThat(publish(true, null)).isEqualTo(letter(PUBLISHING.get(0)).meta());
        for (String example : PUBLISHING.subList(2, PUBLISHING.size())) {
            Letter answer = letter(example);
            if (answer.ref() == null) {
                continue;
            }
            TopicsBench.Result result = bench.publish(2, new ProducerId("till-4", 3, 8), -1);
            String id = bench.letter().id();
            read(bench, example.replace(answer.ref(), id));
            assertThat(result.told)
                    .isEqualTo(
                            answer.error() == null
                                    ? "accepted"
                                    : ErrorCode.nameOf(answer.code()) + ", NOT_PROCESSED");
        }
    }

    private static @Nullable Map<String, Object> publish(
            boolean retain, @Nullable ProducerId producer) {
        TopicsBench bench = TopicsBench.established();
        bench.topics
                .publishes()
                .publish(
                        new OutboundPublish(
                                "orders".getBytes(UTF_8),
                                Map.of(),
                                Payload.NULL,
                                producer == null ? Delivery.AT_MOST_ONCE : Delivery.EXACTLY_ONCE,
                                retain,
                                producer,
                                false,
                                Session.NEVER,
                                new TopicsBench.Result()));
        bench.write();
        return bench.letter().meta();
    }
}
