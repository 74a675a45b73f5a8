package dev.fluxar.patterns.rpc;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Deadlines;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the other side opens (spec §10.2, §10.3 and §10.7). Pure, and confined to the
 * session's thread. Start reading at {@link #onOpen}.
 */
public final class InboundCalls {

    private final Exchanges exchanges;
    private final CallDispatcher dispatcher;
    private final int maxMessage;

    InboundCalls(Exchanges exchanges, CallDispatcher dispatcher, int maxMessage) {
        this.exchanges = exchanges;
        this.dispatcher = dispatcher;
        this.maxMessage = maxMessage;
    }

    /** Starts a handler, in the order of the opens, or refuses. §10.2-2 */
    void onOpen(EnvelopeView view) {
        Session session = exchanges.session();
        CallMeta meta = CallMeta.of(view);
        InboundCall call = null;
        ErrorInfo refusal = refusal(view, meta, session);
        if (refusal == null) {
            call = dispatcher.find(view);
        }
        if (call != null) {
            call.accepted(
                    this, meta.oneway(), Deadlines.after(session.now(), meta.timeoutMillis()));
            exchanges.addThere(call.idHigh, call.idLow, call);
            dispatcher.start(call, view);
        } else if (!meta.oneway()) {
            ErrorInfo told = refusal == null ? notFound(view) : refusal;
            session.sendUrgent(reply(view.idHigh(), view.idLow(), null, null, told));
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
        if (!exchanges.roomThere()) {
            return busy("as many calls are in progress as are accepted"); // §11.2-2
        }
        if (meta.fault() != null) {
            return ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, meta.fault()); // §3.1-2
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

    /** The caller gives a call up. §10.4-2 */
    static void onCancel(InboundCall call) {
        call.giveUp(CalleeEvent.CANCELLED, ErrorCode.CANCELLED);
    }

    /**
     * The handler has ended with a result. On the session's thread.
     *
     * @param call running or given up; after the session's end nothing happens
     * @param meta encoded map, or null
     * @param payload the result
     */
    public void reply(InboundCall call, byte @Nullable [] meta, Payload payload) {
        if (!finish(call)) {
            return;
        }
        Session session = exchanges.session();
        Envelope reply = reply(call.idHigh, call.idLow, meta, payload, null);
        int bytes = reply.sizeBound();
        long most = session.peerLimits().envelope();
        if (bytes > most) {
            // §10.3-4
            sendError(
                    call,
                    ErrorCode.INTERNAL,
                    "reply of " + bytes + " bytes, at most " + most + " accepted");
        } else if (!session.budget().fits(bytes)) {
            // §11.3-2
            sendError(
                    call,
                    ErrorCode.INTERNAL,
                    "the reply was dropped: too much is held for a peer that does not read");
        } else {
            session.send(reply); // §10.3-1
        }
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
        ErrorCode cause = call.cause();
        if (!call.transition(CalleeEvent.ENDED)) {
            return false;
        }
        forget(call);
        if (call.oneway()) {
            return false; // §10.8-1
        }
        if (cause != null) {
            sendError(
                    call,
                    cause,
                    cause == ErrorCode.CANCELLED
                            ? "cancelled by the caller"
                            : "the deadline has passed"); // §10.4-3
            return false;
        }
        return true;
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
