package dev.fluxar.patterns.pubsub;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.hub.Grant;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The payload of a grant (spec §10.20-4). */
final class GrantCodec {

    private static final String WHAT = "payload of a grant";
    private static final int LEDGER_LENGTH = 16;

    private GrantCodec() {}

    private static boolean isNumbered(Delivery mode) {
        return mode != Delivery.AT_MOST_ONCE;
    }

    /** Writes what the hub grants. */
    static Payload encode(Grant grant, Delivery mode) {
        byte @Nullable [] ledger = grant.ledgerId() == null ? null : grant.ledgerId().toByteArray();
        WriteBuffer out = new WriteBuffer(64);
        CborWriter.head(out, CborReader.MAP, (isNumbered(mode) ? 1 : 0) + (ledger == null ? 0 : 3));
        if (isNumbered(mode)) {
            CborWriter.text(out, "ackWait");
            CborWriter.integer(out, grant.ackWaitMillis());
        }
        if (ledger != null) {
            CborWriter.text(out, "ledger");
            out.write(ledger, 0, ledger.length);
            CborWriter.text(out, "seq");
            CborWriter.integer(out, grant.ledger().seq());
            CborWriter.text(out, "floor");
            CborWriter.integer(out, grant.ledger().floor());
        }
        return Payload.item(out.toByteArray());
    }

    /** Reads a grant; the payload is known to be a map. */
    static Granted decode(EnvelopeView view, SubscribeTerms terms) {
        boolean numbered = isNumbered(terms.delivery());
        boolean durable = terms.durable() != null && terms.group() == null;
        int from = view.payloadOffset();
        CborReader in =
                new CborReader().reset(view.payloadSource(), from, from + view.payloadLength());
        long ackWait = -1;
        byte[] ledger = null;
        long seq = -1;
        long floor = -1;
        ProtocolMap map = new ProtocolMap(in, WHAT);
        for (String key = map.next(); key != null; key = map.next()) {
            if (numbered && key.equals("ackWait")) {
                ackWait = in.readAtMost(key, Long.MAX_VALUE);
            } else if (durable && key.equals("ledger")) {
                ledger = in.readBytes(key);
            } else if (durable && key.equals("seq")) {
                seq = in.readAtMost(key, Long.MAX_VALUE - 1);
            } else if (durable && key.equals("floor")) {
                floor = in.readAtMost(key, Long.MAX_VALUE);
            } else {
                in.skip(CborReader.MAX_DEPTH); // §1.2-7
            }
        }
        require(!numbered || ackWait >= 0, "ackWait");
        if (!durable) {
            return new Granted(numbered ? ackWait : 0, null, 0, 1);
        }
        boolean whole = ledger != null && ledger.length == LEDGER_LENGTH;
        require(whole, "a ledger of 16 bytes");
        require(seq >= 0, "seq");
        require(floor >= 1, "a floor from 1");
        return new Granted(ackWait, HexFormat.of().formatHex(ledger), seq, floor);
    }

    private static void require(boolean there, String what) {
        if (!there) {
            throw new ProtocolException(
                    ErrorCode.MALFORMED, WHAT + " lacks " + what + ", expected it"); // §10.20-4
        }
    }
}
