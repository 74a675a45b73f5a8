package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;

/** Envelopes that a session is given to send. */
final class Envelopes {

    private static long next = 1;

    private Envelopes() {}

    static Envelope call(String target, byte[] payload) {
        return new Envelope(
                MessageType.CALL,
                0x0193_a5c8_f000_7fffL,
                next++,
                0,
                0,
                target.getBytes(UTF_8),
                null,
                Payload.bytes(payload),
                null);
    }
}
