package dev.fluxar.patterns.rpc;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.PatternHandler;
import dev.fluxar.patterns.parts.Parts;
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
     * @param limits of this side
     */
    public Calls(Exchanges exchanges, CallDispatcher dispatcher, Limits limits) {
        Parts parts = new Parts(exchanges, limits);
        this.outbound = new OutboundCalls(exchanges, parts, limits.waiting());
        this.inbound = new InboundCalls(exchanges, parts, dispatcher, limits.message());
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
    public boolean onContinuation(EnvelopeView view, @Nullable Exchange exchange) {
        if (view.hasTarget()) {
            boolean part = EnvelopeRules.isPart(view);
            if (exchange instanceof InboundCall call) {
                if (part) {
                    inbound.onPart(call, view);
                } else {
                    inbound.giveUp(call, CalleeEvent.CANCELLED, ErrorCode.CANCELLED);
                }
                return true;
            } else if (part && exchange instanceof OutboundCall call) {
                outbound.onPart(call, view);
                return true;
            }
        } else if (exchange instanceof OutboundCall call) {
            outbound.onReply(call, view);
            return true;
        }
        // It names no exchange in which its sender has that role. §2.3-1 §2.3-2
        return false;
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
