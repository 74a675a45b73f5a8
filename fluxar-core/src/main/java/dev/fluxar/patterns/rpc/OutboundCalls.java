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
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this side opens (spec §10.6; in parts: §6). Pure, and confined to the session's
 * thread. Start reading at {@link #open}.
 */
public final class OutboundCalls {

    private static final byte[] CANCEL = "cancel".getBytes(US_ASCII);

    private final Exchanges exchanges;
    private final Parts parts;
    private final int maxWaiting;

    /**
     * Calls over the other side's limit, in order; bounded by {@link #maxWaiting} and the budget.
     */
    private final Set<OutboundCall> waiting = new LinkedHashSet<>(1);

    private @Nullable SessionEnd end;

    OutboundCalls(Exchanges exchanges, Parts parts, int maxWaiting) {
        this.exchanges = exchanges;
        this.parts = parts;
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
        } else if (mayPass(call) && exchanges.roomHere(!call.oneway)) {
            start(call);
        } else {
            await(call);
        }
    }

    /** Where one-way calls wait for nothing, they do not wait behind others either. */
    private boolean mayPass(OutboundCall call) {
        return waiting.isEmpty() || (call.oneway && !exchanges.session().paced());
    }

    /** Why a call cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(OutboundCall call, Session session) {
        return switch (session.standing()) {
            case CONNECTING, HANDSHAKING, AUTHENTICATING ->
                    CallFailures.notSent(
                            ErrorCode.UNAVAILABLE, "the session is not established yet");
            case CLOSED -> ended();
            case DRAINING ->
                    CallFailures.notSent(ErrorCode.DRAINING, "the session is going away"); // §9.2-3
            case ESTABLISHED, DETACHED, RESUMING -> {
                int payload = call.payloadLength();
                if (!parts.announces(payload, call.sizeBound())) {
                    yield refusal(call, null, session);
                }
                if (payload > parts.longest()) {
                    yield CallFailures.tooLarge("payload", payload, parts.longest()); // §6.1-2
                }
                yield refusal(call, call.announce(), session);
            }
        };
    }

    /** Large: what follows in parts. */
    private @Nullable FluxarException refusal(
            OutboundCall call, @Nullable Payload large, Session session) {
        int bytes = call.sizeBound();
        long most = session.peerLimits().envelope();
        if (bytes > most) {
            return CallFailures.tooLarge("call", bytes, most); // §11.1-1
        }
        if (call.deadline() <= session.now()) {
            return CallFailures.notSent(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline had passed before the call was sent");
        }
        boolean fits = large == null || sends(call, large);
        if (fits && session.budget().fitsOwn(call.heldBytes())) {
            return null;
        }
        return CallFailures.overloaded(
                "calls to this peer that are not written yet take all of the "
                        + session.budget().share()
                        + " bytes allowed",
                Outcome.NOT_SENT);
    }

    private boolean sends(OutboundCall call, Payload large) {
        OutboundTransfer transfer = parts.send(MessageType.CALL, large, () -> onLastPart(call));
        if (transfer != null) {
            call.sends(transfer);
        }
        return transfer != null;
    }

    /**
     * It waits for a place among those that the other side accepts, or its rate. §11.2-1 §11.5-1
     */
    private void await(OutboundCall call) {
        if (waiting.size() >= maxWaiting) {
            close(
                    call,
                    CallerEvent.REFUSED,
                    CallFailures.overloaded(
                            waiting.size() + " calls are waiting, at most that many may",
                            Outcome.NOT_SENT));
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
                call != null && exchanges.roomHere(!call.oneway);
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
        giveUp(
                call,
                call.oneway ? CallerEvent.CANCELLED_ONEWAY : CallerEvent.CANCELLED,
                ErrorCode.CANCELLED,
                "the caller gave the call up");
    }

    void onDeadline(OutboundCall call) {
        giveUp(
                call,
                call.oneway ? CallerEvent.DEADLINE_ONEWAY : CallerEvent.DEADLINE,
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline has passed");
    }

    private void giveUp(OutboundCall call, CallerEvent event, ErrorCode code, String message) {
        CallerState before = call.state();
        if (!call.transition(event)) {
            return;
        }
        if (before == CallerState.QUEUED) {
            withdraw(call);
        } else {
            exchanges.untime(call); // The exchange lives until the reply is read. §10.4-1
            if (code == ErrorCode.CANCELLED || before == CallerState.SENDING) {
                exchanges.session().sendUrgent(cancelOf(call)); // §10.4-1 §6.4-4
            }
            if (call.oneway) {
                remove(call);
            }
            call.discardReply();
        }
        call.stopSending();
        call.fail(CallFailures.of(code, message, CallFailures.outcome(before)));
    }

    private static Envelope cancelOf(OutboundCall call) {
        return new Envelope(
                MessageType.CALL, 0, 0, call.idHigh(), call.idLow(), CANCEL, null, null, null);
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
        OutboundTransfer transfer = call.sending();
        if (transfer != null) {
            call.transition(CallerEvent.WRITTEN_ANNOUNCED);
            transfer.begin(call.idHigh(), call.idLow());
        } else if (call.oneway && call.transition(CallerEvent.WRITTEN_ONEWAY)) {
            remove(call);
            call.succeed(null); // §10.8-2
        } else {
            call.transition(CallerEvent.WRITTEN);
        }
    }

    private void onLastPart(OutboundCall call) {
        if (call.oneway && call.transition(CallerEvent.LAST_PART_ONEWAY)) {
            remove(call); // §6.4-8
            call.succeed(null); // §10.8-2
        } else {
            call.transition(CallerEvent.LAST_PART);
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
            call.stopSending();
            call.fail(
                    CallFailures.notSent(
                            ErrorCode.DRAINING, "the session is going away")); // §9.2-3
        }
    }

    /** Whether nobody waits for it, so that it is not sent again. §9.13-4 */
    boolean replaced(OutboundCall call) {
        boolean over = call.transition(CallerEvent.REPLACED);
        if (over) {
            call.stopSending();
            remove(call);
        }
        return over;
    }

    void onSessionEnded(SessionEnd why) {
        end = why;
        for (OutboundCall call = firstWaiting(); call != null; call = firstWaiting()) {
            onSessionEnded(call, why);
        }
    }

    void onSessionEnded(OutboundCall call, SessionEnd why) {
        CallerState before = call.state();
        if (!call.transition(CallerEvent.SESSION_ENDED)) {
            return;
        }
        if (before == CallerState.QUEUED) {
            withdraw(call);
        } else {
            remove(call);
        }
        call.stopSending();
        call.discardReply();
        if (before != CallerState.ABANDONED) {
            Outcome known = CallFailures.outcome(before);
            call.fail(why.failure(known, call.idHigh(), call.idLow()));
        }
    }

    /** A reply was read; replies come in any order. §10.3-5 */
    void onReply(OutboundCall call, EnvelopeView view) {
        if (call.receiving() != null) {
            if (view.error() == null) {
                throw Parts.amongParts("a reply"); // §6.1-5
            }
            call.discardReply(); // §6.4-2
        } else {
            long size = parts.ofContinuation(view);
            if (size != Parts.NONE) {
                onAnnouncedReply(call, view, size);
                return;
            }
        }
        complete(call, view);
    }

    /** The exchange lives until the last part is read. §6.4-8 */
    private void onAnnouncedReply(OutboundCall call, EnvelopeView view, long size) {
        call.stopSending();
        boolean wanted = call.state() != CallerState.ABANDONED;
        InboundTransfer transfer = wanted ? parts.receive(view, size) : null;
        call.receives(transfer == null ? parts.discard(size) : transfer);
        if (transfer == null && call.transition(CallerEvent.NO_ROOM)) {
            // §6.3-5
            exchanges.untime(call);
            exchanges.session().sendUrgent(cancelOf(call));
            call.fail(
                    CallFailures.overloaded(
                            "no room for a reply of "
                                    + size
                                    + " bytes beside what is held for this peer",
                            Outcome.PROCESSED));
        }
    }

    /** Some of a reply, or the last of it. */
    void onPart(OutboundCall call, EnvelopeView part) {
        InboundTransfer transfer = call.receiving();
        if (transfer == null) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (!part.hasPayload()) {
            throw Parts.abandonedByPart(); // §6.4-1
        }
        if (transfer.read(part)) {
            complete(call, transfer.discards() ? part : transfer.whole()); // §6.2-6
            transfer.giveBack(); // §6.3-1
        }
    }

    private void complete(OutboundCall call, EnvelopeView view) {
        boolean completed = call.state() == CallerState.ABANDONED;
        if (!call.transition(CallerEvent.REPLY)) {
            return;
        }
        call.stopSending(); // §6.4-3
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
            call.stopSending();
            call.fail(failure);
        }
    }

    private FluxarException ended() {
        SessionEnd why = end;
        return why == null
                ? CallFailures.notSent(ErrorCode.UNAVAILABLE, "the session has ended")
                : why.failure(Outcome.NOT_SENT);
    }
}
