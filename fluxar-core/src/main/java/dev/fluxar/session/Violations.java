package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;

/** What ends a session besides the shape of an envelope: each names what was seen and expected. */
final class Violations {

    private Violations() {}

    static ProtocolException emptyFrame() {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR, "frame of 0 bytes, expected at least 1");
    }

    static ProtocolException behindTheEnvelope(int bytes) {
        return new ProtocolException(
                ErrorCode.MALFORMED, bytes + " bytes behind the envelope, expected one in a frame");
    }

    static ProtocolException idInUse() {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                "open with the id of a live exchange, expected a fresh one");
    }

    static ProtocolException tooLong(EnvelopeView view, long most) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                "envelope of " + view.length() + " bytes, at most " + most + " accepted");
    }

    /** A continuation of type 1 may hold a map, which nothing is read from. §8.2-2 */
    static void requireMap(EnvelopeView view) {
        int from = view.payloadOffset();
        CborReader in =
                new CborReader().reset(view.payloadSource(), from, from + view.payloadLength());
        ProtocolMap map = new ProtocolMap(in, "payload of type 1");
        while (map.next() != null) {
            in.skip(CborReader.MAX_DEPTH);
        }
    }
}
