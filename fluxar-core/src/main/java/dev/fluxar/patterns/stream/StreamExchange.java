package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.StateTable;
import org.jspecify.annotations.Nullable;

/**
 * A stream at either side, as a state machine (spec §10.14 and §10.15), and what its application
 * may ask for. Once the stream is over nothing has an effect, unless said otherwise. Confined to
 * the session's thread.
 */
public abstract class StreamExchange extends StreamMachine {

    final Exchanges exchanges;
    final Parts parts;
    final ItemSource source;
    final StreamListener listener;
    final ItemQueue receiving;
    private final Completion completion;

    /** Null until the open is written or accepted. */
    private @Nullable ItemFlow sending;

    private boolean ownEnded;
    private boolean theirEnded;

    StreamExchange(
            Streams streams,
            StateTable<StreamState, StreamEvent> table,
            StreamState first,
            Credit window,
            ItemSource source,
            StreamListener listener) {
        super(table, first);
        this.exchanges = streams.exchanges();
        this.source = source;
        this.listener = listener;
        this.parts = streams.parts();
        this.receiving = new ItemQueue(listener, window, streams.prefetch(), this::grant, parts);
        this.completion = new Completion(listener, receiving);
    }

    // What the sides differ in

    /** What the other side is told where the application gave no code. §10.11-7 */
    abstract String failedMessage();

    /** This side's clean end was written, the other has not ended. */
    abstract void onHalfClosed();

    /** The other side has given the stream up. §10.11-5 */
    abstract void onGivenUp(FluxarException why);

    /**
     * The stream has failed for its application: what its open still sends or receives is given up.
     *
     * @return whether the application has seen it at all
     */
    abstract boolean stopOpen();

    /** A part of the open. */
    abstract void onOpenPart(EnvelopeView part);

    // What the application asks for

    /**
     * The {@link ItemSource} has something to be pulled: items, or their end. To be called after it
     * had {@link ItemSource#NONE}; more calls are harmless, one for many items is best. Before the
     * open is written it is not needed: the source is asked then.
     */
    public final void ready() {
        ItemFlow flow = sending;
        if (flow != null && sends()) {
            exchanges.session().ready(flow);
        }
    }

    /**
     * The application is ready for so many more items. Those that wait here are handed over within
     * this call, or behind the present one where it is made by {@link ItemSink#item}; also when the
     * stream is over, for as long as some wait. Before the open it becomes part of the first
     * credit.
     *
     * @param items at least 1; {@link Long#MAX_VALUE}, also as a sum: all that come
     */
    public final void request(long items) {
        receiving.request(items);
        completion.settle();
    }

    /**
     * The application gives the whole stream up, in both directions: it completes at once with
     * CANCELLED. What was read and not handed over is dropped, also when the stream is over.
     */
    public final void cancel() {
        FluxarException why =
                StreamFailures.of(ErrorCode.CANCELLED, "the stream was given up", ownOutcome());
        giveUp(StreamEvent.GIVEN_UP, why);
    }

    /**
     * The source of the items, or the handler, has failed: the other side is told, what waits to be
     * written or to be handed over is dropped. The stream completes at once.
     *
     * @param error what the other side is told; null where the application gave no code. §10.11-7
     */
    public final void fail(@Nullable ErrorInfo error) {
        ErrorInfo told = error == null ? ErrorInfo.of(ErrorCode.INTERNAL, failedMessage()) : error;
        fail(StreamEvent.FAILED, told, told.toException(ownOutcome()));
    }

    /**
     * The application cannot read an item as what it asked for: only this stream fails. §10.10-8
     *
     * @param message what is wrong with it
     */
    public abstract void unreadable(String message);

    /**
     * Its application.
     *
     * @return as it was given
     */
    public final StreamListener listener() {
        return listener;
    }

    // How it comes to an end on this side

    final Outcome ownOutcome() {
        return StreamFailures.outcome(state());
    }

    /** Sends {@code cancel}, if the open is written. §10.11-1 */
    final void giveUp(StreamEvent event, FluxarException why) {
        if (transition(event)) {
            if (state() == StreamState.CANCELLING) {
                sendCancel();
            }
            finish(why, true); // §10.11-2
        } else {
            completion.drop(why);
        }
    }

    private void sendCancel() {
        exchanges.untime(this); // The exchange lives until the other side's last word.
        StreamVerbs.sendCancel(exchanges.session(), idHigh(), idLow());
    }

    /** The handler has ended its direction and wants no more. §10.11-6 */
    final void cancelRest() {
        if (transition(StreamEvent.ENOUGH)) {
            sendCancel();
            completion.over(null);
        }
    }

    /** Sends {@code end} with an error, if the open is written. §10.11-8 */
    final void fail(StreamEvent event, ErrorInfo told, FluxarException why) {
        boolean written = state() != StreamState.IDLE;
        if (!transition(event)) {
            completion.drop(why);
            return;
        }
        if (state() == StreamState.CANCELLING) {
            sendCancel(); // The open is abandoned by that. §6.4-1
        } else if (written) {
            excuseRest();
            sendEnd(told);
        }
        // What this side's application has not caused is told behind what was read.
        finish(why, event != StreamEvent.ITEM_REFUSED);
    }

    /** What the other side may have sent meanwhile is dropped. §2.3-1 */
    private void excuseRest() {
        if (!theirEnded) {
            exchanges.excuse(receiving.credit.leftItems(), receiving.credit.leftBytes());
        }
    }

    private void sendEnd(ErrorInfo error) {
        StreamVerbs.sendEnd(exchanges.session(), idHigh(), idLow(), error);
    }

    /** The stream has failed for its application. */
    final void finish(FluxarException why, boolean drop) {
        if (!stopOpen()) {
            return; // §6.4-2
        }
        if (drop) {
            receiving.drop();
        } else {
            receiving.stop();
        }
        stopSource(why);
        listener.stopped(why);
        completion.over(why);
    }

    final void stopSource(FluxarException why) {
        if (!ownEnded) {
            if (sending != null) {
                sending.stop();
            }
            source.stop(why);
        }
    }

    final boolean theirEnded() {
        return theirEnded;
    }

    final boolean ownEnded() {
        return ownEnded;
    }

    /** The stream has come to its end in order, as far as its application is concerned. */
    final void complete() {
        completion.over(null);
    }

    /** Tells the application what is due. */
    final void settle() {
        completion.settle();
    }

    // The sending direction

    /** Whether items may be written. */
    final boolean sends() {
        return state() == StreamState.ACTIVE && !ownEnded;
    }

    /** The open was written or accepted. */
    final void begin(@Nullable Credit first) {
        long most = exchanges.session().peerLimits().envelope();
        ItemFlow flow = new ItemFlow(this, source, first, parts, most, idHigh(), idLow());
        sending = flow;
        flow.tellDemand();
        ready();
    }

    /** The open is there as a whole, at the other side or here. */
    final void onLastPart() {
        if (transition(StreamEvent.LAST_PART)) {
            ready();
        }
    }

    final void onTooLong(int bytes, long most) {
        String message = "item of " + bytes + " bytes, at most " + most + " accepted";
        fail(
                StreamEvent.FAILED,
                ErrorInfo.of(ErrorCode.INTERNAL, message),
                StreamFailures.of(ErrorCode.TOO_LARGE, message, Outcome.UNKNOWN)); // §10.10-7
    }

    final void onEndWritten() {
        ownEnded = true;
        if (theirEnded) {
            transition(StreamEvent.OWN_END_LAST);
            completion.over(null);
        } else {
            transition(StreamEvent.OWN_END_FIRST);
            onHalfClosed();
        }
    }

    // What is read

    private void grant(long items, long bytes) {
        exchanges
                .session()
                .sendUrgent(new StreamResume(receiving.credit, idHigh(), idLow(), items, bytes));
    }

    /** An item, or the end of them, has no place among the parts of a payload. §6.1-5 */
    private void requireNoTransfer(String what) {
        boolean open = state() == StreamState.SENDING || state() == StreamState.RECEIVING;
        if (open || (state() == StreamState.ACTIVE && receiving.isArriving())) {
            throw Parts.amongParts(what);
        }
    }

    final void onPart(EnvelopeView part) {
        switch (state()) {
            case SENDING, RECEIVING -> onOpenPart(part);
            case ACTIVE -> receiving.part(part);
            case IDLE, CANCELLING, CLOSED -> {} // §10.11-2
        }
    }

    final void onItem(EnvelopeView view) {
        requireNoTransfer("an item");
        boolean active = state() == StreamState.ACTIVE; // What is dropped is not looked at.
        long size = active ? parts.ofContinuation(view) : Parts.NONE;
        long length = view.length() + (size == Parts.NONE ? 0 : size);
        if (theirEnded) {
            if (transition(StreamEvent.ITEM_AFTER_END)) {
                throw StreamFailures.afterEnd("an item"); // §10.10-3
            }
        } else if (!receiving.credit.count(length)) {
            refuse(ErrorCode.FLOW_VIOLATION, "an item beyond the credit given", -1); // §10.12-7
        } else if (transition(StreamEvent.ITEM) && !receiving.take(view, size)) {
            refuse(
                    ErrorCode.OVERLOADED,
                    "items that were read and not taken fill what is held for this peer",
                    ErrorInfo.RETRY_MILLIS); // §10.12-13 §4.1-3
        }
    }

    private void refuse(ErrorCode code, String message, long retryMillis) {
        if (state() == StreamState.ACTIVE) {
            ErrorInfo error = new ErrorInfo(code.code(), message, null, retryMillis);
            fail(StreamEvent.ITEM_REFUSED, error, error.toException(outcomeOf(error)));
        }
    }

    /** §10.11-12 */
    private Outcome outcomeOf(ErrorInfo error) {
        Outcome outcome = ErrorCode.outcomeOf(error.code());
        ItemFlow flow = sending;
        boolean items = receiving.credit.hasRead() || (flow != null && flow.hasWritten());
        return outcome == Outcome.NOT_PROCESSED && items ? Outcome.UNKNOWN : outcome;
    }

    final void onCleanEnd() {
        requireNoTransfer("an end");
        boolean active = state() == StreamState.ACTIVE;
        if (theirEnded) {
            if (transition(StreamEvent.END_AGAIN) && active) {
                throw StreamFailures.afterEnd("a second end"); // §10.10-3
            }
        } else if (transition(ownEnded ? StreamEvent.END_LAST : StreamEvent.END_FIRST)) {
            theirEnded = true;
            receiving.stop();
            completion.ended();
            if (active && ownEnded) {
                completion.over(null);
            }
        }
    }

    final void onError(ErrorInfo error) {
        boolean told = state() == StreamState.CANCELLING;
        if (transition(StreamEvent.ERROR) && !told) {
            finish(error.toException(outcomeOf(error)), false); // §10.11-9 §4.2-2
        }
    }

    final void onCancel() {
        boolean told = state() == StreamState.CANCELLING;
        Outcome outcome = ownOutcome();
        if (transition(StreamEvent.CANCEL) && !told) { // Otherwise not answered. §10.11-4
            sendEnd(ErrorInfo.of(ErrorCode.CANCELLED, "cancelled")); // §10.11-3
            onGivenUp(
                    StreamFailures.of(
                            ErrorCode.CANCELLED, "the other side gave the stream up", outcome));
        }
    }

    /** A {@code pause}, or a {@code resume} with or without credit. */
    final void onFlow(boolean pause, @Nullable Credit more) {
        ItemFlow flow = sending;
        if (transition(StreamEvent.FLOW) && flow != null && !ownEnded) {
            if (pause) {
                flow.pause();
            } else {
                flow.resume(more);
                ready();
            }
        }
    }

    @Override
    public final void onDraining() {
        boolean idle = state() == StreamState.IDLE;
        if (transition(StreamEvent.DRAINING)) {
            if (idle) {
                // §9.2-3
                finish(
                        StreamFailures.of(
                                ErrorCode.DRAINING, "the session is going away", Outcome.NOT_SENT),
                        true);
            } else {
                listener.draining(); // §10.16-1
            }
        }
    }

    @Override
    public final void onSessionEnded(SessionEnd end) {
        boolean told = state() == StreamState.CANCELLING;
        Outcome outcome = ownOutcome();
        if (transition(StreamEvent.SESSION_ENDED) && !told) {
            finish(failure(end, outcome), false); // §10.16-2
        }
    }

    FluxarException failure(SessionEnd end, Outcome known) {
        return end.failure(known, idHigh(), idLow());
    }
}
