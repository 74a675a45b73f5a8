package dev.fluxar.tests.rivals;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What FLUXAR adds to a payload on the wire, for the bare pipeline to send as many bytes.
 *
 * @param request bytes of a request beyond its payload, one length prefix included
 * @param reply bytes of a reply beyond its payload, one length prefix included
 */
public record FrameOverhead(int request, int reply) {

    private static final int PREFIX = Integer.BYTES;

    /** The overhead of calls whose payload is a byte string of {@code payload} bytes. */
    public static FrameOverhead of(int payload) {
        Payload bytes = Payload.bytes(new byte[payload]);
        Envelope request = call(0, FluxarSystem.TARGET.getBytes(UTF_8), bytes);
        Envelope reply = call(1, null, bytes);
        return new FrameOverhead(
                PREFIX + encodedLength(request) - payload, PREFIX + encodedLength(reply) - payload);
    }

    /** The overhead of one item of a stream, one length prefix included. */
    public static int ofItem(int payload) {
        Payload bytes = Payload.bytes(new byte[payload]);
        Envelope item = new Envelope(MessageType.STREAM, 0, 0, 1, 1, null, null, bytes, null);
        return PREFIX + encodedLength(item) - payload;
    }

    /** The overhead of publishing an event without meta, one length prefix included. */
    public static int ofPublish(String topic, int payload) {
        Payload bytes = Payload.bytes(new byte[payload]);
        Envelope publish =
                new Envelope(
                        MessageType.PUBLISH, 1, 1, 0, 0, topic.getBytes(UTF_8), null, bytes, null);
        return PREFIX + encodedLength(publish) - payload;
    }

    /** The overhead of an event without meta for a subscriber, one length prefix included. */
    public static int ofEvent(String topic, int payload) {
        Payload bytes = Payload.bytes(new byte[payload]);
        Envelope event =
                new Envelope(
                        MessageType.MESSAGE, 0, 0, 1, 1, topic.getBytes(UTF_8), null, bytes, null);
        return PREFIX + encodedLength(event) - payload;
    }

    private static Envelope call(long ref, byte @Nullable [] target, Payload payload) {
        return new Envelope(MessageType.CALL, 1, 1, ref, ref, target, null, payload, null);
    }

    private static int encodedLength(Envelope envelope) {
        WriteBuffer out = new WriteBuffer(envelope.sizeBound());
        EnvelopeEncoder.encode(envelope, out, 0);
        return out.length();
    }
}
