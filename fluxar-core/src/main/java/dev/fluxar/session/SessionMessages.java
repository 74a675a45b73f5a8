package dev.fluxar.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.session.hello.Bye;
import org.jspecify.annotations.Nullable;

/** Makes the envelopes of type 1 (spec §2.2). */
final class SessionMessages {

    private static final byte[] PING = "ping".getBytes(US_ASCII);
    private static final byte[] BYE = "bye".getBytes(US_ASCII);

    private SessionMessages() {}

    static Envelope hello(IdGenerator id, Payload offer) {
        return open(id, null, offer, null);
    }

    static Envelope ping(IdGenerator id, Runnable onWritten) {
        return noticed(id, PING, null, onWritten);
    }

    static Envelope fatalBye(IdGenerator id, ErrorInfo error) {
        return open(id, BYE, null, error);
    }

    static Envelope bye(IdGenerator id, Bye bye, Runnable onWritten) {
        return noticed(id, BYE, bye.encode(), onWritten);
    }

    private static Envelope noticed(
            IdGenerator id, byte[] target, @Nullable Payload payload, Runnable onWritten) {
        return new Envelope(
                MessageType.HELLO, id.high(), id.low(), 0, 0, target, null, payload, null) {
            @Override
            public void written() {
                onWritten.run();
            }
        };
    }

    /** The answer to a hello, a ping or a bye, or the refusal of a hello. */
    static Envelope reply(EnvelopeView to, @Nullable Payload payload, @Nullable ErrorInfo error) {
        return new Envelope(
                MessageType.HELLO, 0, 0, to.idHigh(), to.idLow(), null, null, payload, error);
    }

    private static Envelope open(
            IdGenerator id,
            byte @Nullable [] target,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        return new Envelope(
                MessageType.HELLO, id.high(), id.low(), 0, 0, target, null, payload, error);
    }
}
