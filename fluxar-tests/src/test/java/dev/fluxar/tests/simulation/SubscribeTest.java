package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.hub.From;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribes and grants, from both sides. */
class SubscribeTest {

    private static final String ID = Letter.id(300);

    private static Letter subscribe(String pattern) {
        return TopicsBench.subscribeLetter(ID, pattern);
    }

    private static int refusal(TopicsBench bench, Letter subscribe) {
        bench.read(subscribe);
        Letter refusal = bench.letter();
        assertThat(refusal.type()).isEqualTo(4);
        assertThat(refusal.ref()).isEqualTo(subscribe.id());
        return refusal.code();
    }

    // §10.20-1 §10.19-2 §3.2-1
    @Test
    void refusalsComeInTheirOrder() {
        Letter all =
                subscribe("a..b")
                        .withMeta("mode", "x")
                        .withMeta("durable", "d")
                        .withMeta("padding", new byte[2000]);
        Limits limits = Limits.DEFAULT.withMessage(1024).withSubscriptions(0);
        TopicsBench bench = TopicsBench.established(limits, Map.of(), null);
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        bench.letters();
        assertThat(refusal(bench, all)).isEqualTo(ErrorCode.DRAINING.code());
        bench = TopicsBench.established(limits, Map.of(), null);
        assertThat(refusal(bench, all)).isEqualTo(ErrorCode.TOO_LARGE.code());
        bench = TopicsBench.established(Limits.DEFAULT.withSubscriptions(0), Map.of(), null);
        bench.read(all);
        Letter full = bench.letter();
        assertThat(full.code()).isEqualTo(ErrorCode.OVERLOADED.code());
        assertThat(full.error()).containsKey("retry");
        bench = TopicsBench.established();
        bench.read(all);
        Letter wrong = bench.letter();
        assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(wrong.message()).contains("'mode'");
        bench.read(subscribe("a..b"));
        assertThat(bench.letter().message()).contains("a..b");
        bench.read(subscribe("a").withMeta("durable", "d"));
        assertThat(bench.letter().message()).contains("durable");
        assertThat(refusal(bench, subscribe("a"))).isEqualTo(ErrorCode.NOT_FOUND.code());
        assertThat(bench.exchanges.live()).isZero();
    }

    // §10.20-1
    @Test
    void theHubsRefusalsTravelAsTheyAre() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe("a"));
        hub.feed().subscriber.refused(new FluxarException(ErrorCode.UNSUPPORTED, "no groups"));
        bench.write();
        assertThat(bench.words()).containsExactly("refusal UNSUPPORTED");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        "mode=-1",
                        "mode=3",
                        "credit=[1]",
                        "credit=[1, -1]",
                        "ackWait=x",
                        "group=1",
                        "group=",
                        "durable=",
                        "from=then",
                        "from=-1",
                        "overflow=none",
                        "overflow=1",
                        "traceparent=1")
                .map(Arguments::of);
    }

    // §3.2-1 §10.20-1
    @ParameterizedTest
    @MethodSource("faults")
    void aReservedKeyOfAnotherTypeOrRangeIsRefusedByName(String entry) {
        String key = entry.split("=")[0];
        String value = entry.substring(key.length() + 1);
        Object wrong =
                switch (value) {
                    case "[1]" -> List.of(1);
                    case "[1, -1]" -> List.of(1, -1);
                    default -> value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
                };
        TopicsBench bench = TopicsBench.with(new ScriptedHub());
        bench.read(subscribe("a").withMeta(key, wrong));
        Letter refusal = bench.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(refusal.message()).contains(key);
    }

    // §10.20-1 §10.25-4 §10.12-1 §10.12-2
    @Test
    void theHubIsAskedForWhatTheSubscribeSays() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe("a.>"));
        SubscribeRequest plain = hub.feed().request;
        assertThat(plain.pattern()).isEqualTo("a.>");
        assertThat(plain.delivery().mode()).isZero();
        assertThat(plain.from()).isEqualTo(From.RETAINED);
        assertThat(plain.overflow().text()).isEqualTo("oldest");
        assertThat(plain.ackWaitMillis()).isEqualTo(30_000);
        assertThat(plain.session()).isSameAs(bench.session);
        Letter full =
                TopicsBench.subscribeLetter(Letter.id(301), "b")
                        .withMeta("mode", 2)
                        .withMeta("ackWait", 0)
                        .withMeta("group", "g")
                        .withMeta("durable", "d")
                        .withMeta("from", 77)
                        .withMeta("overflow", "fail")
                        .withMeta("seq", "ignored")
                        .withMeta("mine", 1);
        bench.read(full);
        SubscribeRequest request = hub.feed().request;
        assertThat(request.delivery().mode()).isEqualTo(2);
        assertThat(request.ackWaitMillis()).isZero();
        assertThat(request.group()).isEqualTo("g");
        assertThat(request.durable()).isEqualTo("d");
        assertThat(request.from()).isEqualTo(From.since(77));
        assertThat(request.overflow().text()).isEqualTo("fail");
        bench.read(TopicsBench.subscribeLetter(Letter.id(302), "b").withMeta("from", "live"));
        assertThat(hub.feed().request.from()).isEqualTo(From.LIVE);
        bench.read(TopicsBench.subscribeLetter(Letter.id(303), "b").withMeta("from", "start"));
        assertThat(hub.feed().request.from()).isEqualTo(From.HISTORY);
    }

    // §10.20-4 §10.26-5
    @Test
    void aGrantSaysWhatIsInForce() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe("a"));
        hub.feed().grant();
        bench.write();
        assertThat(bench.letter().payload()).isEqualTo(Map.of());
        bench.read(TopicsBench.subscribeLetter(Letter.id(301), "a").withMeta("mode", 1));
        hub.feed().ackWait = 5;
        hub.feed().grant();
        bench.write();
        assertThat(bench.letter().payload()).isEqualTo(Map.of("ackWait", 5));
        bench.read(
                TopicsBench.subscribeLetter(Letter.id(302), "a")
                        .withMeta("mode", 2)
                        .withMeta("durable", "d"));
        hub.feed().grantDurable(new dev.fluxar.hub.Ledger(7, 3, List.of(), List.of()));
        bench.write();
        @SuppressWarnings("unchecked")
        Map<String, Object> grant = (Map<String, Object>) bench.letter().payload();
        assertThat(grant).containsEntry("ackWait", 30_000).containsEntry("seq", 7);
        assertThat(grant).containsKey("ledger");
    }

    private static Map<String, Object> grant(@Nullable Object without) {
        Map<String, Object> grant = new LinkedHashMap<>();
        grant.put("ackWait", 5);
        grant.put("ledger", new byte[16]);
        grant.put("seq", 7);
        grant.put("floor", 3);
        if (without != null) {
            grant.remove(without);
        }
        return grant;
    }

    // §10.20-4
    @ParameterizedTest
    @ValueSource(strings = {"ackWait", "ledger", "seq", "floor"})
    void aGrantThatLacksSomethingIsMalformed(String key) {
        SubscribeTerms durable =
                new SubscribeTerms(
                        dev.fluxar.Delivery.EXACTLY_ONCE,
                        TopicsBench.WINDOW,
                        30_000,
                        null,
                        "d",
                        From.RETAINED,
                        dev.fluxar.Overflow.OLDEST);
        for (Object wrong : new Object[] {null, "text", new byte[15]}) {
            TopicsBench bench = TopicsBench.established();
            SubscriberEnd end = bench.subscribe(durable);
            end.id = bench.letter().id();
            Map<String, Object> grant = grant(key);
            if (wrong != null) {
                grant.put(key, wrong);
            }
            bench.read(TopicsBench.granted(end.id, grant));
            assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
            assertThat(end.granted).isNull();
        }
        TopicsBench bench = TopicsBench.established();
        SubscriberEnd end = bench.subscribe(durable);
        end.id = bench.letter().id();
        bench.read(TopicsBench.granted(end.id, grant(null)));
        assertThat(end.granted.ledger()).isEqualTo("0".repeat(32));
        assertThat(end.granted.seq()).isEqualTo(7);
        assertThat(end.granted.floor()).isEqualTo(3);
    }

    // §10.12-2 §10.22-14 §10.20-1
    @Test
    void theWindowIsTheFirstCredit() {
        TopicsBench bench = TopicsBench.established();
        for (long asked : new long[] {0, 3, Long.MAX_VALUE}) {
            SubscriberEnd end = bench.make("a", TopicsBench.terms(1));
            if (asked > 0) {
                end.subscriber().request(asked);
            }
            bench.topics.subscribe(end.subscriber());
            bench.write();
            Letter subscribe = bench.letters().get(0);
            assertThat(subscribe.meta()).containsEntry("mode", 1);
            List<?> credit = (List<?>) subscribe.meta().get("credit");
            assertThat(credit.get(0)).isEqualTo(8);
            assertThat(((Number) credit.get(1)).longValue())
                    .isEqualTo(asked == Long.MAX_VALUE ? asked : 1 << 16);
        }
    }

    // §11.4-2
    @Test
    void noMoreSubscriptionsAreHeldThanTheOtherSideAccepts() {
        TopicsBench bench =
                TopicsBench.established(Limits.DEFAULT, Map.of("subscriptions", 1), null);
        SubscriberEnd first = bench.active(0);
        SubscriberEnd second = bench.subscribe(TopicsBench.terms(0));
        assertThat(second.told).containsExactly("ended OVERLOADED, NOT_SENT", "closed");
        assertThat(bench.words()).isEmpty();
        bench.unsubscribe(first);
        bench.read(TopicsBench.unsubscribed(first.id));
        bench.letters();
        bench.subscribe(TopicsBench.terms(0));
        assertThat(bench.words()).containsExactly("subscribe");
    }

    // §11.4-3 §11.4-5
    @Test
    void noMoreSubscriptionsAreGrantedThanAnnouncedAndTheyTakeNoExchange() {
        ScriptedHub hub = new ScriptedHub();
        hub.willing = true;
        Limits limits = Limits.DEFAULT.withSubscriptions(2).withExchanges(1);
        TopicsBench bench = TopicsBench.established(limits, Map.of(), hub);
        for (int i = 0; i < 3; i++) {
            bench.read(TopicsBench.subscribeLetter(Letter.id(300 + i), "a"));
        }
        assertThat(bench.words()).containsExactly("grant", "grant", "refusal OVERLOADED");
        bench.read(TopicsBench.publishLetter(Letter.id(400), "a", 1).withMeta("mode", 1));
        assertThat(bench.words()).containsExactly("accepted");
        bench.read(TopicsBench.unsubscribed(Letter.id(300)));
        bench.read(TopicsBench.subscribeLetter(Letter.id(304), "a"));
        assertThat(bench.words()).containsExactly("unsubscribe", "grant");
    }

    // §11.1-1 §4.3-1
    @Test
    void aSubscribeThatIsTooLongIsNotSent() {
        TopicsBench bench = TopicsBench.established(Limits.DEFAULT, Map.of("message", 1024), null);
        SubscriberEnd end = new SubscriberEnd();
        end.bind(
                new dev.fluxar.patterns.pubsub.Subscriber(
                        bench.topics,
                        new byte[] {'a'},
                        Map.of("k", new byte[1024]),
                        TopicsBench.terms(0),
                        end));
        bench.topics.subscribe(end.subscriber());
        bench.write();
        assertThat(end.told).containsExactly("ended TOO_LARGE, NOT_SENT", "closed");
        assertThat(bench.held()).isZero();
    }

    // §2.3-2
    @Test
    void whatTheOtherRoleMayNotSayNamesNoExchange() {
        ScriptedHub hub = new ScriptedHub();
        hub.willing = true;
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(subscribe("a").withMeta("mode", 1));
        bench.letters();
        SubscriberEnd end = bench.active(1);
        bench.letters();
        // Of this side's subscription as a publisher, and the other way round.
        bench.read(
                TopicsBench.event(ID, 1),
                TopicsBench.granted(ID, Map.of("ackWait", 1)),
                TopicsBench.refused(ID, 401),
                TopicsBench.accepted(ID),
                TopicsBench.ack(end.id, 1, 1),
                TopicsBench.flow(end.id, "pause", null),
                TopicsBench.accepted(end.id));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isEqualTo(2);
        assertThat(end.seqs).isEmpty();
    }
}
