package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ProtocolException;

/** What bytes that are no valid envelope meet with. */
final class Refusal {

    /** Array head, type, id and ref of a call. */
    static final String CALL_HEAD = "87 02 50" + Golden.ID + "f6";

    private Refusal() {}

    /** An envelope, refused with a code; the message is for assertions of its own. */
    static String refused(ErrorCode code, String hex) {
        return refused(code, Fields.bytes(hex));
    }

    static String refused(ErrorCode code, byte[] envelope) {
        Throwable thrown =
                catchThrowable(
                        () ->
                                new EnvelopeDecoder()
                                        .decode(envelope, 0, envelope.length, new EnvelopeView()));
        assertThat(thrown)
                .as(Fields.hex(envelope))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(thrown.getMessage()).isNotBlank().hasSizeLessThan(400);
        return thrown.getMessage();
    }

    static String malformed(String hex) {
        return refused(ErrorCode.MALFORMED, hex);
    }

    /** A call with this target. */
    static String target(String hex) {
        return CALL_HEAD + hex + "f6 f6 f6";
    }

    /** A call with this meta. */
    static String meta(String hex) {
        return CALL_HEAD + "6161" + hex + "f6 f6";
    }

    /** A call with this payload. */
    static String payload(String hex) {
        return CALL_HEAD + "6161 f6" + hex + "f6";
    }

    /** An error reply with this error. */
    static String error(String hex) {
        return "87 02 f6 50" + Golden.REF + "f6 f6 f6" + hex;
    }

    /** An error reply with this entry beside code and message. */
    static String errorWith(String entry) {
        return error("a3 64636f6465 01 676d657373616765 60" + entry);
    }

    /**
     * Decodes and uses all that was decoded; fails on any exception but a ProtocolException.
     *
     * @return whether it is a valid envelope
     */
    static boolean readsOrRefuses(EnvelopeDecoder decoder, byte[] bytes, EnvelopeView view) {
        try {
            int after = decoder.decode(bytes, 0, bytes.length, view);
            if (after > bytes.length || view.payloadOffset() + view.payloadLength() > after) {
                throw new AssertionError("read past the end: " + Fields.hex(bytes));
            }
            Fields.of(view).toString();
            EnvelopeRules.check(view, false, false, false);
            return true;
        } catch (ProtocolException e) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(Fields.hex(bytes), e);
        }
    }
}
