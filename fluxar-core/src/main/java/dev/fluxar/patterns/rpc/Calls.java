package dev.fluxar.patterns.rpc;

import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.PatternHandler;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a session (spec §10): hands what comes in to the side that it concerns. Pure, and
 * confined to the session's thread.
 */
public final class Calls implements PatternHandler {

    private final OutboundCalls outbound;
    private final InboundCalls inbound;

    /**
     * Registers itself for calls.
     *
     * @param exchanges of the session
     * @param dispatcher runs handlers
     * @param maxMessage the longest open accepted, in bytes
     * @param maxWaiting how many calls may wait for the other side's limit
     */
    public Calls(Exchanges exchanges, CallDispatcher dispatcher, int maxMessage, int maxWaiting) {
        this.outbound = new OutboundCalls(exchanges, maxWaiting);
        this.inbound = new InboundCalls(exchanges, dispatcher, maxMessage);
        exchanges.register(MessageType.CALL, this);
    }

    /**
     * The caller's side.
     *
     * @return opens and cancels
     */
    public OutboundCalls outbound() {
        return outbound;
    }

    /**
     * The callee's side.
     *
     * @return replies
     */
    public InboundCalls inbound() {
        return inbound;
    }

    @Override
    public void onOpen(EnvelopeView view) {
        inbound.onOpen(view);
    }

    @Override
    public void onContinuation(EnvelopeView view, @Nullable Exchange exchange) {
        if (view.hasTarget()) {
            if (EnvelopeRules.isCancel(view) && exchange instanceof InboundCall call) {
                InboundCalls.onCancel(call);
            }
        } else if (exchange instanceof OutboundCall call) {
            outbound.onReply(call, view);
        }
        // Anything else names no exchange in which its sender has that role. §2.3-1 §2.3-2
    }

    @Override
    public void onDraining() {
        outbound.onDraining();
    }

    @Override
    public void onSessionEnded(SessionEnd why) {
        outbound.onSessionEnded(why);
    }

    @Override
    public void onRoom() {
        outbound.onRoom();
    }
}
