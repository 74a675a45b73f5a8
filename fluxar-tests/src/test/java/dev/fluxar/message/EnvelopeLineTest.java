package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeLineTest {

    private static final long HIGH = 0x0193a5c8f0007a1bL;
    private static final long LOW = 0x8c2d3e4f50617283L;
    private static final Payload PAYLOAD = Payload.item(new byte[] {0x63, 'k', 'e', 'y'});

    @Test
    void anOpenTellsTypeTargetIdSizesAndTimeout() {
        byte[] meta = new Meta.Builder().put("timeout", 250).encode();
        String line = line(MessageType.CALL, true, false, "user.getProfile", meta, PAYLOAD, null);
        assertThat(line)
                .isEqualTo(
                        "-> call user.getProfile #50617283  52 bytes (meta 11, payload 4),"
                                + " timeout 250 ms");
    }

    @Test
    void aOneWayCallSaysSo() {
        byte[] meta = new Meta.Builder().put("oneway", true).encode();
        assertThat(line(MessageType.CALL, true, false, "log", meta, null, null))
                .endsWith("(meta 9), one-way");
    }

    @Test
    void aReplyTellsWhatItAnswers() {
        assertThat(line(MessageType.CALL, false, true, null, null, PAYLOAD, null))
                .isEqualTo("-> call reply to #50617283  27 bytes (payload 4)");
    }

    @Test
    void anErrorTellsCodeAndMessageButNoData() {
        ErrorInfo error = new ErrorInfo(1234, "no money", Cbor.of(new byte[] {0x01}), -1);
        assertThat(line(MessageType.CALL, false, true, null, null, null, error))
                .endsWith("bytes: APPLICATION_1234 (1234) no money");
    }

    @Test
    void aVerbTellsWhatItIsOf() {
        assertThat(line(MessageType.CALL, false, true, "cancel", null, null, null))
                .isEqualTo("-> call cancel of #50617283  30 bytes");
        assertThat(line(MessageType.HELLO, true, false, "ping", null, null, null))
                .startsWith("-> hello ping #50617283  ");
    }

    /** §9.6-4 */
    @Test
    void noPayloadIsShownWhateverItHolds() {
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
        String line = line(MessageType.HELLO, false, true, null, null, Payload.bytes(secret), null);
        assertThat(line).isEqualTo("-> hello reply to #50617283  57 bytes (payload 34)");
    }

    @Test
    void foreignTextStaysOneLineAndHarmless() {
        ErrorInfo error =
                ErrorInfo.of(ErrorCode.INTERNAL, "a\nb\u001b[31m\u202e" + "x".repeat(300));
        assertThat(line(MessageType.CALL, false, true, null, null, null, error))
                .contains("INTERNAL (501) a?b?[31m?xxx")
                .endsWith("xxx...")
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void metaOfTheWrongKindIsPassedOver() {
        byte[] meta = new Meta.Builder().put("timeout", "soon").put("oneway", 1).encode();
        assertThat(line(MessageType.CALL, true, false, "x", meta, null, null))
                .endsWith("(meta 22)");
    }

    private static String line(
            MessageType type,
            boolean id,
            boolean ref,
            @Nullable String target,
            byte @Nullable [] meta,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        byte[] name = target == null ? null : target.getBytes(UTF_8);
        long idHigh = id ? HIGH : 0;
        long idLow = id ? LOW : 0;
        long refHigh = ref ? HIGH : 0;
        long refLow = ref ? LOW : 0;
        WriteBuffer out = new WriteBuffer(64);
        EnvelopeEncoder.encode(
                new Envelope(type, idHigh, idLow, refHigh, refLow, name, meta, payload, error),
                out,
                0);
        byte[] bytes = out.toByteArray();
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(bytes, 0, bytes.length, view);
        return EnvelopeLine.format(view, true);
    }
}
