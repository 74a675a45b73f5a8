package dev.fluxar.patterns.rpc;

import dev.fluxar.Authorizer;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Deadlines;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the other side opens (spec §10.2, §10.3 and §10.7; in parts: §6). Pure, and
 * confined to the session's thread. Start reading at {@link #onOpen}.
 */
public final class InboundCalls {

    private final Exchanges exchanges;
    private final Parts parts;
    private final CallDispatcher dispatcher;
    private final int maxMessage;

    InboundCalls(Exchanges exchanges, Parts parts, CallDispatcher dispatcher, int maxMessage) {
        this.exchanges = exchanges;
        this.parts = parts;
        this.dispatcher = dispatcher;
        this.maxMessage = maxMessage;
    }

    /** Starts a handler, in the order of the opens, or refuses. §10.2-2 */
    void onOpen(EnvelopeView view) {
        Session session = exchanges.session();
        CallMeta meta = CallMeta.of(view, parts);
        InboundCall call = null;
        ErrorInfo refusal = refusal(view, meta, session);
        if (refusal == null) {
            call = dispatcher.find(view); // §8.8-2
        }
        if (call != null) {
            boolean announced = meta.size() != Parts.NONE;
            InboundTransfer transfer = announced ? receive(view, meta.size()) : null;
            call.accepted(
                    this,
                    meta.oneway(),
                    Deadlines.after(session.now(), meta.timeoutMillis()),
                    transfer);
            exchanges.addThere(call.idHigh, call.idLow, call); // §6.4-8
            if (!announced) {
                start(call, view);
            }
        } else {
            if (meta.size() != Parts.NONE) {
                exchanges.excuse(0, 0); // §2.3-1
            }
            if (!meta.oneway()) {
                ErrorInfo told = refusal == null ? notFound(view) : refusal;
                session.sendUrgent(reply(view.idHigh(), view.idLow(), null, null, told));
            }
        }
    }

    private InboundTransfer receive(EnvelopeView view, long size) {
        InboundTransfer transfer = parts.receive(view, size);
        if (transfer == null) {
            throw new IllegalStateException("no room for what was found to have some");
        }
        return transfer;
    }

    private void start(InboundCall call, EnvelopeView open) {
        if (exchanges.session().budget().tryReserve(open.length())) {
            call.held = open.length();
            dispatcher.start(call, open);
        } else {
            fail(call, busy("too much is held for this peer already"));
        }
    }

    /** Some of a payload, or the last of it: the handler is started. §6.2-6 */
    void onPart(InboundCall call, EnvelopeView part) {
        InboundTransfer transfer = call.transfer;
        if (transfer == null || call.state() != CalleeState.RECEIVING) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (!part.hasPayload()) {
            throw Parts.abandonedByPart(); // §6.4-1
        }
        if (transfer.read(part)) {
            EnvelopeView open = transfer.whole();
            call.transition(CalleeEvent.LAST_PART_READ);
            dispatcher.start(call, open);
        }
    }

    private static ErrorInfo notFound(EnvelopeView view) {
        return ErrorInfo.of(ErrorCode.NOT_FOUND, "no call '" + view.target() + "' is offered");
    }

    /** All conditions but the last, an unknown name, in their order. §10.2-1 */
    private @Nullable ErrorInfo refusal(EnvelopeView view, CallMeta meta, Session session) {
        if (session.draining()) {
            return ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-4
        }
        if (view.length() > maxMessage) {
            // §11.1-2
            return ErrorInfo.of(
                    ErrorCode.TOO_LARGE,
                    "call of " + view.length() + " bytes, at most " + maxMessage + " accepted");
        }
        if (parts.isTooLong(meta.size())) {
            return ErrorInfo.of(ErrorCode.TOO_LARGE, parts.tooLong(meta.size())); // §6.3-2
        }
        ErrorInfo tooOften = exchanges.overRate(); // §11.5-3
        if (tooOften != null) {
            return tooOften;
        }
        if (!exchanges.roomThere()) {
            return busy("as many calls are in progress as are accepted"); // §11.2-2
        }
        if (meta.size() != Parts.NONE && !parts.fits(view, meta.size())) {
            return busy(parts.noRoom(meta.size())); // §6.3-4
        }
        if (meta.fault() != null) {
            return ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, meta.fault()); // §3.1-2
        }
        ErrorInfo forbidden = exchanges.forbidden(Authorizer.Action.CALL, view); // §8.8-1
        if (forbidden != null) {
            return forbidden;
        }
        if (meta.timeoutMillis() == 0) {
            return ErrorInfo.of(ErrorCode.DEADLINE_EXCEEDED, "the deadline had passed on arrival");
        }
        return null;
    }

    /**
     * A refusal for want of resources.
     *
     * @param message what there is too much of
     * @return OVERLOADED with a time to wait
     */
    public static ErrorInfo busy(String message) {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(), message, null, ErrorInfo.RETRY_MILLIS); // §4.1-3
    }

    /** The caller gives a call up, or its deadline has passed. */
    void giveUp(InboundCall call, CalleeEvent event, ErrorCode why) {
        CalleeState before = call.state();
        if (!call.transition(event)) {
            return;
        }
        if (before == CalleeState.RUNNING) {
            call.tellHandler(why); // §10.4-2, and keeps its place. §11.7-3
            return;
        }
        // In parts, one way or the other: it is answered at once. §6.4-2 §6.4-5 §6.4-6
        release(call);
        abandonReply(call);
        forget(call);
        if (before == CalleeState.RECEIVING) {
            exchanges.excuse(0, 0); // §2.3-1
        }
        if (!call.oneway()) {
            sendCause(call, why);
        }
    }

    private void abandonReply(InboundCall call) {
        AnnouncedReply reply = call.reply;
        if (reply != null) {
            reply.transfer.abandon();
            if (!reply.isWritten()) {
                exchanges.session().withdraw(reply);
            }
        }
    }

    void onSessionEnded(InboundCall call) {
        CalleeState before = call.state();
        if (!call.transition(CalleeEvent.SESSION_ENDED)) {
            return;
        }
        forget(call);
        switch (before) {
            case RECEIVING -> release(call);
            case RUNNING -> call.onGivenUp();
            case REPLYING -> abandonReply(call);
            case GIVEN_UP, CLOSED -> {}
        }
    }

    /** The application has done with the open, or never saw it. §6.3-1 */
    private void release(InboundCall call) {
        InboundTransfer transfer = call.transfer;
        if (transfer != null) {
            transfer.discard();
        } else {
            exchanges.session().budget().release(call.held);
            call.held = 0;
        }
    }

    /**
     * The handler has ended with a result. On the session's thread.
     *
     * @param call running or given up; after the session's end nothing happens
     * @param meta encoded map, or null
     * @param payload the result
     */
    public void reply(InboundCall call, byte @Nullable [] meta, Payload payload) {
        if (call.state() != CalleeState.RUNNING || call.oneway()) {
            finish(call);
            return;
        }
        Session session = exchanges.session();
        Envelope reply = reply(call.idHigh, call.idLow, meta, payload, null);
        int bytes = reply.sizeBound();
        long most = session.peerLimits().envelope();
        if (parts.announces(payload.encodedLength(), bytes)) {
            announce(call, meta, payload);
            return;
        }
        finish(call);
        if (bytes > most) {
            sendTooLong(call, bytes, most);
        } else if (!session.budget().fits(bytes)) {
            sendDropped(call);
        } else {
            session.send(reply); // §10.3-1
        }
    }

    /** The exchange lives until the last part is written. §6.4-8 */
    private void announce(InboundCall call, byte @Nullable [] meta, Payload payload) {
        Session session = exchanges.session();
        int size = payload.encodedLength();
        if (size > parts.longest()) {
            finish(call);
            sendTooLong(call, size, parts.longest()); // §6.1-2
            return;
        }
        byte[] announced = Parts.withSize(meta, size);
        IdGenerator id = session.nextId(); // §1.3-5
        release(call);
        OutboundTransfer transfer =
                parts.answer(MessageType.CALL, payload, () -> onLastPartWritten(call));
        if (transfer == null) {
            finish(call);
            sendDropped(call);
            return;
        }
        AnnouncedReply reply = new AnnouncedReply(id.high(), id.low(), call, announced, transfer);
        int bytes = reply.sizeBound();
        if (bytes > session.peerLimits().envelope()) {
            transfer.abandon();
            finish(call);
            sendTooLong(call, bytes, session.peerLimits().envelope());
            return;
        }
        call.transition(CalleeEvent.ENDED_ANNOUNCED);
        call.reply = reply;
        session.send(reply); // §6.1-1
    }

    private void onLastPartWritten(InboundCall call) {
        if (call.transition(CalleeEvent.LAST_PART_WRITTEN)) {
            forget(call);
        }
    }

    /** §10.3-4 */
    private void sendTooLong(InboundCall call, int bytes, long most) {
        sendError(
                call,
                ErrorCode.INTERNAL,
                "reply of " + bytes + " bytes, at most " + most + " accepted");
    }

    /** §11.3-2 */
    private void sendDropped(InboundCall call) {
        sendError(
                call,
                ErrorCode.INTERNAL,
                "the reply was dropped: too much is held for a peer that does not read");
    }

    /**
     * The handler has ended with a failure. On the session's thread.
     *
     * @param call running or given up; after the session's end nothing happens
     * @param error what the caller is told
     */
    public void fail(InboundCall call, ErrorInfo error) {
        if (finish(call)) {
            send(call, error);
        }
    }

    /** Ends the exchange; false when no reply is due, or it has been sent. */
    private boolean finish(InboundCall call) {
        release(call);
        ErrorCode cause = call.cause();
        if (!call.transition(CalleeEvent.ENDED)) {
            return false;
        }
        forget(call);
        if (call.oneway()) {
            return false; // §10.8-1
        }
        if (cause != null) {
            sendCause(call, cause); // §10.4-3
            return false;
        }
        return true;
    }

    private void sendCause(InboundCall call, ErrorCode cause) {
        sendError(
                call,
                cause,
                cause == ErrorCode.CANCELLED
                        ? "cancelled by the caller"
                        : "the deadline has passed");
    }

    private void sendError(InboundCall call, ErrorCode code, String message) {
        send(call, ErrorInfo.of(code, message));
    }

    private void send(InboundCall call, ErrorInfo error) {
        exchanges.session().send(reply(call.idHigh, call.idLow, null, null, error));
    }

    private Envelope reply(
            long refHigh,
            long refLow,
            byte @Nullable [] meta,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId(); // §1.3-5
        ErrorInfo fitting =
                error == null ? null : error.fitting(session.peerLimits().envelope()); // §4.1-4
        return new Envelope(
                MessageType.CALL,
                id.high(),
                id.low(),
                refHigh,
                refLow,
                null,
                meta,
                payload,
                fitting);
    }

    void forget(InboundCall call) {
        exchanges.removeThere(call.idHigh, call.idLow, call);
    }
}
