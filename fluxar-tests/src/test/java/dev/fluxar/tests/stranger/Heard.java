package dev.fluxar.tests.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/**
 * One envelope as it came over the wire.
 *
 * @param type field 0
 * @param ref the low half of field 2, 0 for null
 * @param target field 3, empty for null
 * @param payload field 5
 * @param error field 6, or null
 */
record Heard(int type, long ref, String target, Cbor payload, ErrorInfo error) {

    /** All envelopes of a frame. */
    static List<Heard> frame(byte[] content) {
        List<Heard> all = new ArrayList<>();
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        EnvelopeView view = new EnvelopeView();
        for (int at = 0; at < content.length; ) {
            at = decoder.decode(content, at, content.length, view);
            all.add(
                    new Heard(
                            view.type().code(),
                            view.refLow(),
                            view.target(),
                            Cbor.of(view.copyPayload()),
                            view.error()));
        }
        return all;
    }

    /** All envelopes of a byte stream, which must be whole frames. §5.1-1 */
    static List<Heard> stream(byte[] bytes) {
        List<Heard> all = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            Assertions.assertThat(bytes.length - at)
                    .as("a whole frame at %d of %s", at, new String(bytes, UTF_8))
                    .isGreaterThan(4);
            int length = java.nio.ByteBuffer.wrap(bytes).getInt(at);
            Assertions.assertThat(length)
                    .as("the length of the frame at %d of %s", at, new String(bytes, UTF_8))
                    .isBetween(1, bytes.length - at - 4);
            byte[] content = java.util.Arrays.copyOfRange(bytes, at + 4, at + 4 + length);
            all.addAll(frame(content));
            at += 4 + length;
        }
        return all;
    }

    /** §9.3 */
    boolean isFatalBye(ErrorCode code) {
        return type == 1
                && ref == 0
                && target.equals("bye")
                && error != null
                && error.code() == code.code();
    }

    /** §8.3 */
    boolean isAnswer() {
        return type == 1 && ref != 0 && error == null;
    }
}
