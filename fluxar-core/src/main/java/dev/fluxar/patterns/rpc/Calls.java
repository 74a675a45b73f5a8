package dev.fluxar.patterns.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.PatternHandler;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.hello.Announced;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a session, in both directions (spec §10). Pure, and confined to the session's
 * thread. Caller's side: {@link #open}, {@link #cancel}; callee's side: {@link #onOpen}, {@link
 * #reply}, {@link #fail}.
 */
public final class Calls implements PatternHandler {

    private static final byte[] CANCEL = "cancel".getBytes(US_ASCII);

    /** After which time a refused caller should try again, in milliseconds. §4.1-3 */
    private static final long RETRY_MILLIS = 100;

    private final Exchanges exchanges;
    private final CallDispatcher dispatcher;
    private final int maxMessage;
    private final int maxWaiting;

    /** Calls over the other side's limit; bounded by {@link #maxWaiting} and the budget. */
    private final ArrayDeque<OutboundCall> waiting = new ArrayDeque<>(1);

    private @Nullable SessionEnd end;

    /**
     * Registers itself for calls.
     *
     * @param exchanges of the session
     * @param dispatcher runs handlers
     * @param maxMessage the longest open accepted, in bytes
     * @param maxWaiting how many calls may wait for the other side's limit
     */
    public Calls(Exchanges exchanges, CallDispatcher dispatcher, int maxMessage, int maxWaiting) {
        this.exchanges = exchanges;
        this.dispatcher = dispatcher;
        this.maxMessage = maxMessage;
        this.maxWaiting = maxWaiting;
        exchanges.register(MessageType.CALL, this);
    }

    // Caller

    /**
     * Opens a call, or fails it at once.
     *
     * @param call not opened before
     */
    public void open(OutboundCall call) {
        Session session = exchanges.session();
        int bytes = call.bytes();
        Announced theirs = session.peerLimits();
        long most = Math.min(theirs.message(), theirs.frame());
        if (session.state() == SessionState.CLOSED) {
            close(call, CallerEvent.SESSION_ENDED, failure(Outcome.NOT_SENT));
        } else if (session.draining()) {
            notSent(call, CallerEvent.DRAINING, ErrorCode.DRAINING, "the session is going away");
        } else if (bytes > most) {
            // §11.1-1
            notSent(
                    call,
                    CallerEvent.CANCELLED,
                    ErrorCode.TOO_LARGE,
                    "call of " + bytes + " bytes, at most " + most + " accepted by the other side");
        } else if (call.deadline() <= session.now()) {
            notSent(
                    call,
                    CallerEvent.DEADLINE,
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline had passed before the call was sent");
        } else if (!session.budget().fits(bytes)) {
            overloaded(
                    call,
                    session.budget().used()
                            + " bytes are held for this peer, at most "
                            + session.budget().limit()
                            + " allowed");
        } else if (call.oneway) {
            start(call);
        } else if (waiting.isEmpty() && exchanges.roomHere()) {
            start(call);
        } else {
            await(call);
        }
    }

    /** §11.2-1 */
    private void await(OutboundCall call) {
        if (waiting.size() >= maxWaiting) {
            overloaded(call, waiting.size() + " calls are waiting, at most that many may");
            return;
        }
        call.opened(this, 0, 0);
        exchanges.session().budget().tryReserve(call.bytes());
        waiting.add(call);
        exchanges.time(call);
    }

    private void start(OutboundCall call) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId();
        call.opened(this, id.high(), id.low());
        exchanges.addHere(id.high(), id.low(), call, !call.oneway);
        session.send(call);
    }

    @Override
    public void onRoom() {
        while (!waiting.isEmpty() && exchanges.roomHere()) {
            OutboundCall call = waiting.remove();
            exchanges.session().budget().release(call.bytes());
            if (call.wanted()) {
                start(call);
            }
        }
    }

    /**
     * Gives a call up: the application no longer wants the reply.
     *
     * @param call opened, in any state
     */
    public void cancel(OutboundCall call) {
        boolean written = call.state() != CallerState.QUEUED;
        if (!call.transition(CallerEvent.CANCELLED)) {
            return;
        }
        if (written) {
            // §10.4-1
            exchanges
                    .session()
                    .sendUrgent(
                            new Envelope(
                                    MessageType.CALL,
                                    0,
                                    0,
                                    call.idHigh(),
                                    call.idLow(),
                                    CANCEL,
                                    null,
                                    null,
                                    null));
        }
        giveUp(call, written, ErrorCode.CANCELLED, "the caller gave the call up");
    }

    void onDeadline(OutboundCall call) {
        boolean written = call.state() != CallerState.QUEUED;
        if (call.transition(CallerEvent.DEADLINE)) {
            giveUp(call, written, ErrorCode.DEADLINE_EXCEEDED, "the deadline has passed");
        }
    }

    private void giveUp(OutboundCall call, boolean written, ErrorCode code, String message) {
        exchanges.untime(call);
        if (!written) {
            remove(call);
        }
        Outcome outcome = written ? Outcome.UNKNOWN : Outcome.NOT_SENT;
        call.fail(new FluxarException(code.code(), message, outcome, null, null, null));
    }

    void onWritten(OutboundCall call) {
        if (call.oneway) {
            if (call.transition(CallerEvent.WRITTEN_ONEWAY)) {
                remove(call);
                call.succeed(null); // §10.8-2
            }
        } else {
            call.transition(CallerEvent.WRITTEN);
        }
    }

    void onDraining(OutboundCall call) {
        if (call.transition(CallerEvent.DRAINING)) {
            remove(call);
            call.fail(refused(ErrorCode.DRAINING, "the session is going away"));
        }
    }

    @Override
    public void onDraining() {
        for (OutboundCall call = waiting.poll(); call != null; call = waiting.poll()) {
            exchanges.session().budget().release(call.bytes());
            onDraining(call);
        }
    }

    void onSessionEnded(OutboundCall call, SessionEnd why) {
        boolean written = call.state() != CallerState.QUEUED;
        boolean completed = call.state() == CallerState.ABANDONED;
        if (call.transition(CallerEvent.SESSION_ENDED)) {
            remove(call);
            if (!completed) {
                call.fail(why.failure(written ? Outcome.UNKNOWN : Outcome.NOT_SENT));
            }
        }
    }

    @Override
    public void onSessionEnded(SessionEnd why) {
        end = why;
        for (OutboundCall call = waiting.poll(); call != null; call = waiting.poll()) {
            exchanges.session().budget().release(call.bytes());
            onSessionEnded(call, why);
        }
    }

    private void onReply(OutboundCall call, EnvelopeView view) {
        boolean completed = call.state() == CallerState.ABANDONED;
        if (!call.transition(CallerEvent.REPLY)) {
            return;
        }
        remove(call);
        ErrorInfo error = view.error();
        if (completed) {
            return;
        }
        if (error == null) {
            call.succeed(view);
        } else {
            call.fail(error.toException());
        }
    }

    private void remove(OutboundCall call) {
        if ((call.idHigh() | call.idLow()) == 0) {
            exchanges.untime(call); // It waits; its turn finds it unwanted.
        } else {
            exchanges.removeHere(call.idHigh(), call.idLow(), call, !call.oneway);
        }
    }

    private static void close(OutboundCall call, CallerEvent event, FluxarException failure) {
        if (call.transition(event)) {
            call.fail(failure);
        }
    }

    private static void notSent(
            OutboundCall call, CallerEvent event, ErrorCode code, String message) {
        close(call, event, refused(code, message));
    }

    private static void overloaded(OutboundCall call, String message) {
        close(
                call,
                CallerEvent.CANCELLED,
                new FluxarException(
                        ErrorCode.OVERLOADED.code(),
                        message,
                        Outcome.NOT_SENT,
                        Duration.ofMillis(RETRY_MILLIS),
                        null,
                        null));
    }

    private static FluxarException refused(ErrorCode code, String message) {
        return new FluxarException(code.code(), message, Outcome.NOT_SENT, null, null, null);
    }

    private FluxarException failure(Outcome outcome) {
        SessionEnd why = end;
        return why == null
                ? refused(ErrorCode.UNAVAILABLE, "the session has ended")
                : why.failure(outcome);
    }

    // Callee

    @Override
    public void onOpen(EnvelopeView view) {
        Session session = exchanges.session();
        CallMeta meta = CallMeta.of(view);
        InboundCall call = null;
        ErrorInfo refusal = refusal(view, meta, session);
        if (refusal == null) {
            call = dispatcher.find(view);
            if (call == null) {
                refusal =
                        ErrorInfo.of(
                                ErrorCode.NOT_FOUND, "no call '" + view.target() + "' is offered");
            }
        }
        if (call == null) {
            if (refusal != null && !meta.oneway()) {
                session.sendUrgent(refusal(view.idHigh(), view.idLow(), refusal));
            }
            return;
        }
        call.accepted(this, meta.oneway(), deadline(session, meta));
        exchanges.addThere(call.idHigh, call.idLow, call);
        dispatcher.start(call, view);
    }

    /** §10.2-1, in its order. */
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
            // §11.2-2
            return busy("as many calls are in progress as are accepted");
        }
        if (meta.fault() != null) {
            return ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, meta.fault());
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
        return new ErrorInfo(ErrorCode.OVERLOADED.code(), message, null, RETRY_MILLIS);
    }

    private static long deadline(Session session, CallMeta meta) {
        long millis = meta.timeoutMillis();
        if (millis < 0 || millis > (Session.NEVER - Math.max(0, session.now())) / 1_000_000 - 1) {
            return Session.NEVER;
        }
        return session.now() + millis * 1_000_000;
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
        IdGenerator id = session.nextId(); // §1.3-5
        Envelope reply =
                new Envelope(
                        MessageType.CALL,
                        id.high(),
                        id.low(),
                        call.idHigh,
                        call.idLow,
                        null,
                        meta,
                        payload,
                        null);
        Announced theirs = session.peerLimits();
        long most = Math.min(theirs.message(), theirs.frame());
        if (reply.sizeBound() > most) {
            // §10.3-4
            String message =
                    "reply of " + reply.sizeBound() + " bytes, at most " + most + " accepted";
            session.send(error(call, ErrorInfo.of(ErrorCode.INTERNAL, message)));
        } else if (!session.budget().fits(reply.sizeBound())) {
            session.send(
                    error(
                            call,
                            ErrorInfo.of(
                                    ErrorCode.UNAVAILABLE,
                                    "the reply was dropped: too much is held for a peer that does"
                                            + " not read")));
        } else {
            session.send(reply);
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
            exchanges.session().send(error(call, error));
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
            // §10.4-3
            exchanges.session().send(error(call, ErrorInfo.of(cause, "the call was given up")));
            return false;
        }
        return true;
    }

    private Envelope error(InboundCall call, ErrorInfo error) {
        return refusal(call.idHigh, call.idLow, error);
    }

    private Envelope refusal(long refHigh, long refLow, ErrorInfo error) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId();
        ErrorInfo fitting = error.fitting(session.peerLimits().message()); // §4.1-4
        return new Envelope(
                MessageType.CALL, id.high(), id.low(), refHigh, refLow, null, null, null, fitting);
    }

    void forget(InboundCall call) {
        exchanges.removeThere(call.idHigh, call.idLow, call);
    }

    @Override
    public void onContinuation(EnvelopeView view, @Nullable Exchange exchange) {
        if (view.hasTarget()) {
            if (EnvelopeRules.isCancel(view) && exchange instanceof InboundCall call) {
                call.giveUp(CalleeEvent.CANCELLED, ErrorCode.CANCELLED);
            }
        } else if (exchange instanceof OutboundCall call) {
            onReply(call, view);
        }
    }
}
