package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.memory.MemoryHub;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishes at the hub's peer: checked, handed to the hub, answered. */
class PublishReadTest {

    private static final String ID = Letter.id(300);

    private static Letter publish(@Nullable Integer mode) {
        Letter letter = TopicsBench.publishLetter(ID, "a.b", 1);
        return mode == null ? letter : letter.withMeta("mode", mode);
    }

    private static int code(TopicsBench bench, Letter letter) {
        bench.read(letter);
        Letter refusal = bench.letter();
        assertThat(refusal.type()).isEqualTo(6);
        assertThat(refusal.ref()).isEqualTo(ID);
        return refusal.code();
    }

    // §10.29-1 §3.2-1 §10.19-1 §11.4-5
    @Test
    void refusalsComeInTheirOrder() {
        Letter all =
                TopicsBench.publishLetter(ID, "a.*", new byte[2000])
                        .withMeta("mode", 1)
                        .withMeta("retain", 7);
        Limits limits = Limits.DEFAULT.withMessage(1024);
        TopicsBench bench = TopicsBench.established(limits, Map.of(), null);
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        bench.letters();
        assertThat(code(bench, all)).isEqualTo(ErrorCode.DRAINING.code());
        bench = TopicsBench.established(limits, Map.of(), null);
        assertThat(code(bench, all)).isEqualTo(ErrorCode.TOO_LARGE.code());
        ScriptedHub hub = new ScriptedHub();
        bench = TopicsBench.established(Limits.DEFAULT.withExchanges(1), Map.of(), hub);
        bench.read(TopicsBench.publishLetter(Letter.id(301), "a", 1).withMeta("mode", 1));
        bench.read(all);
        Letter full = bench.letter();
        assertThat(full.code()).isEqualTo(ErrorCode.OVERLOADED.code());
        assertThat(full.error()).containsKey("retry");
        bench = TopicsBench.established();
        bench.read(all);
        Letter wrong = bench.letter();
        assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(wrong.message()).contains("'retain'");
        bench.read(TopicsBench.publishLetter(ID, "a.*", 1).withMeta("mode", 1));
        assertThat(bench.letter().message()).contains("a.*");
        assertThat(code(bench, publish(1))).isEqualTo(ErrorCode.NOT_FOUND.code());
        bench = TopicsBench.with(new MemoryHub(HubOptions.DEFAULT, () -> new byte[16], () -> 0));
        bench.read(TopicsBench.publishLetter(ID, "a.*", 1).withMeta("mode", 1));
        assertThat(bench.letter().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(bench.exchanges.live()).isZero();
    }

    // §3.2-1 §10.29-1
    @ParameterizedTest
    @ValueSource(strings = {"mode", "retain", "traceparent", "producer", "no producer", "seq 0"})
    void aReservedKeyOfAnotherTypeIsRefusedByName(String what) {
        Letter letter =
                switch (what) {
                    case "mode" -> publish(null).withMeta("mode", "1");
                    case "retain", "traceparent" -> publish(1).withMeta(what, 1);
                    case "producer" -> publish(2).withMeta("producer", List.of("p", 1));
                    case "seq 0" -> publish(2).withMeta("producer", List.of("p", 1, 0));
                    default -> publish(2);
                };
        TopicsBench bench = TopicsBench.with(new ScriptedHub());
        bench.read(letter);
        Letter refusal = bench.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(refusal.message()).contains(what.contains(" ") ? "producer" : what);
    }

    // §10.29-2
    @Test
    void mode0IsNeverAnswered() {
        ScriptedHub hub = new ScriptedHub();
        hub.willing = true;
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(
                publish(null),
                publish(0),
                publish(0).withMeta("retain", 7),
                publish(0).withMeta("producer", "x"));
        assertThat(bench.letters()).isEmpty();
        assertThat(hub.publications).hasSize(3);
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        bench.letters();
        bench.read(publish(0));
        assertThat(bench.letters()).isEmpty();
        assertThat(hub.publications).hasSize(3);
        assertThat(bench.exchanges.live()).isZero();
    }

    // §10.29-2 §10.29-1 §4.1-3
    @Test
    void modes1And2AreAnsweredOnceWithWhatTheHubSays() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(publish(1));
        assertThat(bench.letters()).isEmpty();
        assertThat(bench.exchanges.live()).isOne();
        assertThat(bench.held()).isPositive();
        hub.answers.get(0).accepted();
        bench.write();
        assertThat(bench.words()).containsExactly("accepted");
        bench.read(publish(2).withMeta("producer", List.of("p", 3, 4)));
        hub.answers.get(1).refused(new FluxarException(ErrorCode.OVERLOADED, "full"));
        bench.write();
        Letter refusal = bench.letter();
        assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED.code());
        assertThat(refusal.error()).containsKey("retry");
        assertThat(hub.publications.get(1).producer()).isEqualTo(new ProducerId("p", 3, 4));
        assertThat(bench.exchanges.live()).isZero();
        assertThat(bench.held()).isZero();
        hub.willing = true;
        bench.read(publish(1));
        assertThat(bench.words()).containsExactly("accepted");
    }

    // §10.29-2
    @Test
    void anAnswerBehindTheEndOfTheSessionIsForgotten() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(publish(1));
        bench.session.abort();
        assertThat(bench.held()).isZero();
        hub.answers.get(0).accepted();
        bench.write();
        assertThat(bench.letters()).isEmpty();
    }

    // §10.21-2 §10.21-1
    @Test
    void theApplicationsMetaAndTheTracesTravelOn() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        bench.read(
                publish(1)
                        .withMeta("first", List.of(1, Map.of("k", "v")))
                        .withMeta("retain", false)
                        .withMeta("traceparent", "t")
                        .withMeta("tracestate", null)
                        .withMeta("seq", 9)
                        .withMeta("size", "x")
                        .withMeta("fluxar.x", 1)
                        .withMeta("last", null));
        Publication publication = hub.publications.get(0);
        assertThat(publication.topic()).isEqualTo("a.b".getBytes(UTF_8));
        assertThat(publication.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(publication.retain()).isFalse();
        assertThat(publication.session()).isSameAs(bench.session);
        HubEvent event = new HubEvent(publication, 1, false, false);
        @SuppressWarnings("unchecked")
        Map<String, Object> meta = (Map<String, Object>) Letter.decode(event.copyMeta());
        assertThat(meta).containsOnlyKeys("first", "traceparent", "last");
        assertThat(meta).containsEntry("first", List.of(1, Map.of("k", "v")));
    }

    // §1.2-1 §1.2-2
    @Test
    void keysInChunksTravelOnInOnePiece() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        byte[] letter =
                Letter.Item.hex("87 06 50" + ID + "f6 63 612e62 bf 7f 61 6b 61 65 ff 07 ff 01 f6")
                        .bytes();
        bench.readFrame(letter);
        assertThat(bench.endCode()).isNull();
        HubEvent event = new HubEvent(hub.publications.get(0), 1, false, false);
        assertThat(event.copyMeta()).isEqualTo(Letter.encode(Map.of("ke", 7)));
    }

    // §11.3-2
    @Test
    void whatHasNoRoomIsRefused() {
        ScriptedHub hub = new ScriptedHub();
        TopicsBench bench = TopicsBench.with(hub);
        var budget = bench.session.budget();
        long rest = budget.share() - budget.theirs() - 10;
        assertThat(budget.tryReserve(rest)).isTrue();
        assertThat(code(bench, publish(1))).isEqualTo(ErrorCode.OVERLOADED.code());
        assertThat(hub.publications).isEmpty();
        budget.release(rest);
    }

    // §10.29-4 §10.20-6 §10.21-3
    @Test
    void oneSessionPublishesToItself() {
        TopicsBench bench =
                TopicsBench.with(new MemoryHub(HubOptions.DEFAULT, () -> new byte[16], () -> 0));
        bench.read(TopicsBench.subscribeLetter(Letter.id(400), "a.*"));
        bench.read(TopicsBench.subscribeLetter(Letter.id(401), "a.*"));
        bench.read(TopicsBench.subscribeLetter(Letter.id(402), "*.b").withMeta("mode", 1));
        bench.letters();
        bench.read(publish(1));
        assertThat(bench.words())
                .containsExactlyInAnyOrder("accepted", "event", "event", "event {seq=1}");
        bench.read(TopicsBench.publishLetter(ID, "nobody", 1).withMeta("mode", 1));
        assertThat(bench.words()).containsExactly("accepted");
    }
}
