package dev.fluxar.tests.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.Publication;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What subscriptions share of an event's envelope. §10.21-1 §10.21-2 §10.25-5 */
class HubEventTest {

    private static final byte[] ENTRIES = HexFormat.of().parseHex("6161" + "01" + "6162" + "f5");

    private static Publication publication(String topic, byte[] entries, int count, Payload of) {
        return new Publication(
                "session",
                "",
                topic.getBytes(UTF_8),
                entries,
                count,
                of,
                Delivery.AT_MOST_ONCE,
                true,
                null,
                1_732_299_600_000L);
    }

    private static String hex(Consumer<WriteBuffer> writer) {
        WriteBuffer out = new WriteBuffer(16);
        writer.accept(out);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    /** The examples of §10.38, from the topic on. */
    @Test
    void aRetainedValueIsAsInTheExample() {
        Payload payload = Payload.item(HexFormat.of().parseHex("191267"));
        HubEvent value = new HubEvent(publication("orders.last", null, 0, payload), 1, true, true);
        assertThat(hex(value::writeTail))
                .isEqualTo(
                        "6b6f72646572732e6c617374"
                                + "a26672657461696ef5"
                                + "6274731b00000193551a3080"
                                + "191267"
                                + "f6");
        assertThat(value.tailLength()).isEqualTo(12 + 9 + 12 + 3 + 1);
        assertThat(value.isRetained()).isTrue();
    }

    @Test
    void anEventHasTheApplicationsMetaAndNoMore() {
        HubEvent event =
                new HubEvent(publication("a.b", ENTRIES, 2, Payload.NULL), 7, false, false);
        assertThat(hex(event::writeTail))
                .isEqualTo("63612e62" + "a2616101" + "6162f5" + "f6" + "f6");
        assertThat(event.metaCount()).isEqualTo(2);
        assertThat(hex(event::writeMetaEntries)).isEqualTo("6161016162f5");
        assertThat(event.metaEntriesBytes()).isEqualTo(6);
        assertThat(hex(event::writeTopic)).isEqualTo("63612e62");
        assertThat(event.topicBytes()).isEqualTo(4);
        assertThat(hex(event::writePayload)).isEqualTo("f6");
        assertThat(event.hasPayload()).isFalse();
        assertThat(event.position()).isEqualTo(7);
        assertThat(new Meta(event.copyMeta()).toMap()).isEqualTo(Map.of("a", 1L, "b", true));
    }

    @Test
    void oneWithoutMetaHasNullThere() {
        HubEvent event =
                new HubEvent(
                        publication("a", null, 0, Payload.item(new byte[] {5})), 1, false, false);
        assertThat(hex(event::writeTail)).isEqualTo("6161" + "f6" + "05" + "f6");
        assertThat(event.metaCount()).isZero();
        assertThat(event.metaEntriesBytes()).isZero();
        assertThat(event.copyMeta()).isNull();
        assertThat(hex(event::writeMetaEntries)).isEmpty();
        assertThat(event.hasPayload()).isTrue();
    }

    @Test
    void oneOfATopicWithHistoryTellsItsTime() {
        HubEvent event = new HubEvent(publication("a", ENTRIES, 2, Payload.NULL), 1, true, false);
        assertThat(hex(event::writeTail))
                .isEqualTo("6161" + "a36161016162f5" + "6274731b00000193551a3080" + "f6" + "f6");
        assertThat(event.timestamp()).isEqualTo(1_732_299_600_000L);
        assertThat(event.isRetained()).isFalse();
    }

    @Test
    void aLongTopicIsReadBack() {
        String topic = "x".repeat(255);
        HubEvent event = HubBench.event(topic, Payload.NULL, 1);
        assertThat(event.topic()).isEqualTo(topic);
        assertThat(event.copyTopic()).isEqualTo(topic.getBytes(UTF_8));
        String shorter = "y".repeat(23);
        assertThat(HubBench.event(shorter, Payload.NULL, 1).topic()).isEqualTo(shorter);
        String longer = "y".repeat(24);
        assertThat(HubBench.event(longer, Payload.NULL, 1).topic()).isEqualTo(longer);
    }

    @Test
    void aLargePayloadIsReferencedAndASmallOneCopied() {
        for (int length : new int[] {10, HubEvent.INLINE - 4, HubEvent.INLINE, 100_000}) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) 3);
            HubEvent event = HubBench.event("a", Payload.bytes(content), 1);
            WriteBuffer out = new WriteBuffer(16);
            event.writeTail(out);
            boolean[] referenced = {false};
            out.forEachSegment((source, from, size) -> referenced[0] |= source == content);
            assertThat(referenced[0]).isEqualTo(length >= HubEvent.INLINE);
            assertThat(out.length()).isEqualTo(event.tailLength());
            assertThat(event.heldBytes()).isGreaterThan(length);
            String payload = hex(Payload.bytes(content)::write);
            assertThat(hex(event::writePayload)).isEqualTo(payload);
            assertThat(hex(event.payload()::write)).isEqualTo(payload);
            assertThat(event.payloadBytes()).isEqualTo(payload.length() / 2);
            assertThat(event.hasPayload()).isTrue();
        }
    }

    @Test
    void longMetaIsCopiedWhateverItsLength() {
        byte[] entries = new byte[6000];
        entries[0] = 0x61;
        entries[1] = 'k';
        entries[2] = 0x59;
        entries[3] = (byte) (5995 >> 8);
        entries[4] = (byte) 5995;
        HubEvent event = new HubEvent(publication("a", entries, 1, Payload.NULL), 1, false, false);
        byte[] before = entries.clone();
        Arrays.fill(entries, (byte) 0);
        assertThat(hex(event::writeMetaEntries)).isEqualTo(HexFormat.of().formatHex(before));
        assertThat(event.tailLength()).isEqualTo(2 + 1 + 6000 + 2);
    }
}
