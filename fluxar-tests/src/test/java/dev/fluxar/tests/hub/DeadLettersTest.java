package dev.fluxar.tests.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.DeadLetter;
import dev.fluxar.Delivery;
import dev.fluxar.HubOptions;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.message.Payload;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is given up. §10.22-13 */
class DeadLettersTest {

    private final List<DeadLetter> dead = new ArrayList<>();

    private static void publish(HubBench bench, boolean retain, Payload payload) {
        bench.hub.publish(
                new Publication(
                        bench.session,
                        "",
                        "a.b".getBytes(UTF_8),
                        HexFormat.of().parseHex("617806" + "6179" + "f4"),
                        2,
                        payload,
                        Delivery.AT_MOST_ONCE,
                        retain,
                        null,
                        bench.now),
                PublishAnswer.NONE);
    }

    @Test
    void theHandlerGetsTopicMetaPayloadAndTheNumberOfSendings() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withDeadLetters(dead::add));
        Sub sub = bench.sub("a.*", 1);
        publish(bench, false, Payload.bytes(new byte[] {1, 2}));
        sub.feed().gaveUp(sub.take(), 5);
        assertThat(dead)
                .containsExactly(
                        new DeadLetter(
                                "a.b",
                                Map.of("x", 6L, "y", false),
                                Cbor.of(new byte[] {0x42, 1, 2}),
                                5,
                                "a.*",
                                null,
                                null));
        assertThat(dead.get(0).meta().keySet()).containsExactly("x", "y");
        assertThat(bench.hub.stats().givenUp()).isEqualTo(1);
        assertThat(bench.allowance.taken.get()).isZero();
    }

    @Test
    void aRetainedValueHasTheApplicationsMetaOnly() {
        HubBench bench = new HubBench(HubOptions.DEFAULT.withDeadLetters(dead::add));
        publish(bench, true, Payload.item(new byte[] {9}));
        Sub sub = bench.sub("a.b", 2);
        HubEvent value = sub.take();
        assertThat(value.metaCount()).isEqualTo(4);
        sub.feed().gaveUp(value, 0);
        assertThat(dead.get(0).meta()).isEqualTo(Map.of("x", 6L, "y", false));
        assertThat(dead.get(0).payload()).isEqualTo(Cbor.of(new byte[] {9}));
    }

    @Test
    void aHandlerThatFailsDisturbsNobody() {
        HubBench bench =
                new HubBench(
                        HubOptions.DEFAULT.withDeadLetters(
                                letter -> {
                                    dead.add(letter);
                                    throw new IllegalStateException("full");
                                }));
        Sub sub = bench.sub("a", 1);
        bench.publish("a", 1);
        sub.feed().gaveUp(sub.take(), 1);
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).meta()).isEmpty();
        bench.publish("a", 2);
        assertThat(sub.all()).containsExactly("a=2");
    }

    @Test
    void withoutAHandlerItIsCounted() {
        HubBench bench = new HubBench();
        Sub sub = bench.sub("a", 1);
        bench.publish("a", 1);
        HubEvent event = sub.take();
        sub.feed().gaveUp(event, 1);
        assertThat(bench.hub.stats().givenUp()).isEqualTo(1);
        sub.unsubscribe();
        sub.feed().gaveUp(event, 1);
        assertThat(bench.hub.stats().givenUp()).isEqualTo(1);
    }
}
