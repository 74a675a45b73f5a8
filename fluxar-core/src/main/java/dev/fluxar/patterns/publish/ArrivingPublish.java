package dev.fluxar.patterns.publish;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;

/**
 * A publish that the other side has announced, while parts of its payload are to come (spec §6.2).
 * Confined to the session's thread.
 */
final class ArrivingPublish implements Exchange {

    final long idHigh;
    final long idLow;
    final boolean answered;
    final InboundTransfer transfer;
    private final InboundPublishes publishes;
    private int heapIndex = -1;

    ArrivingPublish(
            InboundPublishes publishes,
            EnvelopeView announced,
            boolean answered,
            InboundTransfer transfer) {
        this.publishes = publishes;
        this.idHigh = announced.idHigh();
        this.idLow = announced.idLow();
        this.answered = answered;
        this.transfer = transfer;
    }

    @Override
    public void onDraining() {
        // What was announced before comes to its end. §10.21-3
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        publishes.forget(this);
        transfer.discard();
    }

    @Override
    public long deadline() {
        return Session.NEVER;
    }

    @Override
    public void onDeadline() {
        // There is none.
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
