package dev.fluxar.patterns.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/** The verbs of a stream that are written ahead of what waits (spec §10.11). */
final class StreamVerbs {

    private static final byte[] END = "end".getBytes(US_ASCII);
    private static final byte[] CANCEL = "cancel".getBytes(US_ASCII);

    private StreamVerbs() {}

    static void sendCancel(Session session, long refHigh, long refLow) {
        session.sendUrgent(verb(refHigh, refLow, CANCEL, null));
    }

    /** Also refuses an open. §10.9-2 */
    static void sendEnd(Session session, long refHigh, long refLow, ErrorInfo error) {
        ErrorInfo fitting = error.fitting(session.peerLimits().envelope()); // §4.1-4
        session.sendUrgent(verb(refHigh, refLow, END, fitting));
    }

    private static Envelope verb(
            long refHigh, long refLow, byte[] verb, @Nullable ErrorInfo error) {
        return new Envelope(MessageType.STREAM, 0, 0, refHigh, refLow, verb, null, null, error);
    }
}
