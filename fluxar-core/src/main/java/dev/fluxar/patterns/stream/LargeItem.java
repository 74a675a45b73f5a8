package dev.fluxar.patterns.stream;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.parts.InboundTransfer;
import org.jspecify.annotations.Nullable;

/** An item that was announced: it has its place in the order from then on (spec §6.1). */
final class LargeItem {

    final InboundTransfer transfer;
    final long size;

    /** Null until all of it is here. */
    @Nullable EnvelopeView whole;

    LargeItem(InboundTransfer transfer, long size) {
        this.transfer = transfer;
        this.size = size;
    }
}
