package dev.fluxar.session.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import org.jspecify.annotations.Nullable;

/** Makes the envelopes of {@code auth} (spec §8.7). */
final class AuthMessages {

    private static final byte[] AUTH = "auth".getBytes(US_ASCII);

    private AuthMessages() {}

    static Envelope open(IdGenerator id, byte[] content) {
        return new Envelope(
                MessageType.HELLO,
                id.high(),
                id.low(),
                0,
                0,
                AUTH,
                null,
                Payload.item(content),
                null);
    }

    static Envelope answer(
            long refHigh, long refLow, byte @Nullable [] content, @Nullable ErrorInfo error) {
        Payload payload = content == null ? null : Payload.item(content);
        return new Envelope(MessageType.HELLO, 0, 0, refHigh, refLow, null, null, payload, error);
    }
}
