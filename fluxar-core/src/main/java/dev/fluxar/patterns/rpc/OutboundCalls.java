package dev.fluxar.patterns.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Budget;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this side opens (spec §10.6). Pure, and confined to the session's thread. Start
 * reading at {@link #open}.
 */
public final class OutboundCalls {

    private static final byte[] CANCEL = "cancel".getBytes(US_ASCII);

    private final Exchanges exchanges;
    private final int maxWaiting;

    /**
     * Calls over the other side's limit, in order; bounded by {@link #maxWaiting} and the budget.
     */
    private final Set<OutboundCall> waiting = new LinkedHashSet<>(1);

    private @Nullable SessionEnd end;

    OutboundCalls(Exchanges exchanges, int maxWaiting) {
        this.exchanges = exchanges;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Opens a call, or fails it at once.
     *
     * @param call not opened before; one that was cancelled meanwhile is left alone
     */
    public void open(OutboundCall call) {
        if (!call.wanted()) {
            return;
        }
        FluxarException refusal = refusal(call, exchanges.session());
        if (refusal != null) {
            close(call, CallerEvent.REFUSED, refusal);
        } else if (call.oneway || (waiting.isEmpty() && exchanges.roomHere())) {
            start(call);
        } else {
            await(call);
        }
    }

    /** Why a call cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(OutboundCall call, Session session) {
        int bytes = call.sizeBound();
        long most = session.peerLimits().envelope();
        Budget budget = session.budget();
        return switch (session.state()) {
            case CONNECTING, HANDSHAKING ->
                    notSent(ErrorCode.UNAVAILABLE, "the session is not established yet");
            case CLOSED -> failure(Outcome.NOT_SENT);
            case DRAINING -> notSent(ErrorCode.DRAINING, "the session is going away"); // §9.2-3
            case ESTABLISHED -> {
                if (bytes > most) {
                    // §11.1-1
                    yield notSent(
                            ErrorCode.TOO_LARGE,
                            "call of "
                                    + bytes
                                    + " bytes, at most "
                                    + most
                                    + " accepted by the other side");
                }
                if (call.deadline() <= session.now()) {
                    yield notSent(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline had passed before the call was sent");
                }
                if (!budget.fitsOwn(call.heldBytes())) {
                    yield overloaded(
                            "calls to this peer that are not written yet take all of the "
                                    + budget.share()
                                    + " bytes allowed");
                }
                yield null;
            }
        };
    }

    /** The call waits for a place among those that the other side accepts. §11.2-1 */
    private void await(OutboundCall call) {
        if (waiting.size() >= maxWaiting) {
            close(
                    call,
                    CallerEvent.REFUSED,
                    overloaded(waiting.size() + " calls are waiting, at most that many may"));
            return;
        }
        call.opened(this, 0, 0);
        exchanges.session().budget().tryReserveOwn(call.heldBytes());
        waiting.add(call);
        exchanges.time(call);
    }

    private void start(OutboundCall call) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId();
        while (exchanges.isLive(id.high(), id.low())) {
            id = session.nextId(); // The other side may have guessed it. §1.3-4
        }
        call.opened(this, id.high(), id.low());
        exchanges.addHere(id.high(), id.low(), call, !call.oneway); // §11.2-1
        session.send(call);
    }

    /** A place has become free. */
    void onRoom() {
        for (OutboundCall call = firstWaiting();
                call != null && exchanges.roomHere();
                call = firstWaiting()) {
            leaveWaiting(call);
            start(call);
        }
    }

    private @Nullable OutboundCall firstWaiting() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }

    private void leaveWaiting(OutboundCall call) {
        if (waiting.remove(call)) {
            exchanges.session().budget().releaseOwn(call.heldBytes());
        }
    }

    /**
     * Gives a call up: the application no longer wants the reply.
     *
     * @param call in any state, opened or still to be
     */
    public void cancel(OutboundCall call) {
        boolean written = call.isWritten();
        if (!call.transition(CallerEvent.CANCELLED)) {
            return;
        }
        if (written) {
            exchanges.session().sendUrgent(cancelOf(call)); // §10.4-1
        }
        giveUp(call, written, ErrorCode.CANCELLED, "the caller gave the call up");
    }

    private static Envelope cancelOf(OutboundCall call) {
        return new Envelope(
                MessageType.CALL, 0, 0, call.idHigh(), call.idLow(), CANCEL, null, null, null);
    }

    void onDeadline(OutboundCall call) {
        boolean written = call.isWritten();
        if (call.transition(CallerEvent.DEADLINE)) {
            giveUp(call, written, ErrorCode.DEADLINE_EXCEEDED, "the deadline has passed");
        }
    }

    private void giveUp(OutboundCall call, boolean written, ErrorCode code, String message) {
        if (written) {
            exchanges.untime(call); // The exchange lives until the reply is read. §10.4-1
        } else {
            withdraw(call);
        }
        Outcome outcome = written ? Outcome.UNKNOWN : Outcome.NOT_SENT;
        call.fail(FluxarException.ofOperation(code.code(), message, outcome, null, null, null));
    }

    /** Removes a call whose open is not written and never will be. */
    private void withdraw(OutboundCall call) {
        if (call.hasId()) {
            exchanges.session().withdraw(call);
            remove(call);
        } else {
            leaveWaiting(call);
            exchanges.untime(call);
        }
    }

    private void remove(OutboundCall call) {
        exchanges.removeHere(call.idHigh(), call.idLow(), call, !call.oneway);
    }

    void onWritten(OutboundCall call) {
        if (call.oneway && call.transition(CallerEvent.WRITTEN_ONEWAY)) {
            remove(call);
            call.succeed(null); // §10.8-2
        } else {
            call.transition(CallerEvent.WRITTEN);
        }
    }

    /** A bye was sent or answered. */
    void onDraining() {
        for (OutboundCall call = firstWaiting(); call != null; call = firstWaiting()) {
            onDraining(call);
        }
    }

    void onDraining(OutboundCall call) {
        if (call.transition(CallerEvent.DRAINING)) {
            withdraw(call);
            call.fail(notSent(ErrorCode.DRAINING, "the session is going away")); // §9.2-3
        }
    }

    void onSessionEnded(SessionEnd why) {
        end = why;
        for (OutboundCall call = firstWaiting(); call != null; call = firstWaiting()) {
            onSessionEnded(call);
        }
    }

    void onSessionEnded(OutboundCall call) {
        boolean written = call.isWritten();
        boolean completed = call.state() == CallerState.ABANDONED;
        if (call.transition(CallerEvent.SESSION_ENDED)) {
            if (written) {
                remove(call);
            } else {
                withdraw(call);
            }
            if (!completed) {
                call.fail(failure(written ? Outcome.UNKNOWN : Outcome.NOT_SENT));
            }
        }
    }

    /** A reply was read; replies come in any order. §10.3-5 */
    void onReply(OutboundCall call, EnvelopeView view) {
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
            call.fail(error.toException()); // §4.2-2
        }
    }

    private static void close(OutboundCall call, CallerEvent event, FluxarException failure) {
        if (call.transition(event)) {
            call.fail(failure);
        }
    }

    private static FluxarException overloaded(String message) {
        return FluxarException.ofOperation(
                ErrorCode.OVERLOADED.code(),
                message,
                Outcome.NOT_SENT,
                Duration.ofMillis(ErrorInfo.RETRY_MILLIS),
                null,
                null);
    }

    private static FluxarException notSent(ErrorCode code, String message) {
        return FluxarException.ofOperation(
                code.code(), message, Outcome.NOT_SENT, null, null, null);
    }

    private FluxarException failure(Outcome outcome) {
        SessionEnd why = end;
        return why == null
                ? notSent(ErrorCode.UNAVAILABLE, "the session has ended")
                : why.failure(outcome);
    }
}
