package dev.fluxar.patterns.rpc;

import dev.fluxar.message.Envelope;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.parts.OutboundTransfer;

/** A reply whose payload follows in parts (spec §6.1). Confined to the session's thread. */
final class AnnouncedReply extends Envelope {

    final OutboundTransfer transfer;
    private final long refHigh;
    private final long refLow;
    private boolean written;

    AnnouncedReply(
            long idHigh, long idLow, InboundCall call, byte[] meta, OutboundTransfer transfer) {
        super(MessageType.CALL, idHigh, idLow, call.idHigh, call.idLow, null, meta, null, null);
        this.refHigh = call.idHigh;
        this.refLow = call.idLow;
        this.transfer = transfer;
    }

    boolean isWritten() {
        return written;
    }

    @Override
    public boolean wanted() {
        return !transfer.isOver();
    }

    @Override
    public void written() {
        written = true;
        transfer.begin(refHigh, refLow);
    }
}
