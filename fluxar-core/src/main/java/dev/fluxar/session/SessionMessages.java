package dev.fluxar.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.session.hello.Bye;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes the envelopes of type 1 (spec §2.2). */
final class SessionMessages {

    private static final byte[] ACK = "ack".getBytes(US_ASCII);
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

    /** What was received. §9.8 */
    static Envelope ack(long received) {
        WriteBuffer out = new WriteBuffer(24);
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, "received");
        CborWriter.integer(out, received);
        Payload payload = Payload.item(out.toByteArray());
        return new Envelope(MessageType.HELLO, 0, 0, 0, 0, ACK, null, payload, null);
    }

    /**
     * Reads what the other side says it has received. §9.8-8
     *
     * @param view an ack
     * @return unsigned
     */
    static long received(EnvelopeView view) {
        int from = view.payloadOffset();
        CborReader in =
                new CborReader().reset(view.payloadSource(), from, from + view.payloadLength());
        ProtocolMap map = new ProtocolMap(in, "payload of ack");
        boolean present = false;
        long received = 0;
        for (String key = map.next(); key != null; key = map.next()) {
            if (key.equals("received")) {
                present = true;
                received = in.readUnsigned("ack received");
            } else {
                in.skip(CborReader.MAX_DEPTH);
            }
        }
        if (!present) {
            throw new ProtocolException(ErrorCode.MALFORMED, "ack lacks a key, expected received");
        }
        return received;
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
        return reply(to.idHigh(), to.idLow(), payload, error);
    }

    /** Likewise, to what has that id. */
    static Envelope reply(
            long refHigh, long refLow, @Nullable Payload payload, @Nullable ErrorInfo error) {
        return new Envelope(MessageType.HELLO, 0, 0, refHigh, refLow, null, null, payload, error);
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
