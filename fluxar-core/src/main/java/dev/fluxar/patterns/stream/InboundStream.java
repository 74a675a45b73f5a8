package dev.fluxar.patterns.stream;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;

/** A stream at its acceptor (spec §10.15). Confined to the session's thread. */
public final class InboundStream extends StreamExchange {

    private boolean closed;
    private boolean enough;
    private boolean handlerEnded;

    /**
     * Describes a stream that is about to be accepted.
     *
     * @param streams of the session
     * @param open the stream's open
     * @param source what the handler sends
     * @param listener is told what is read, and what comes of it
     */
    public InboundStream(
            Streams streams, EnvelopeView open, ItemSource source, StreamListener listener) {
        super(streams, AcceptorTable.TABLE, StreamState.ACTIVE, streams.credit(), source, listener);
        id(open.idHigh(), open.idLow());
    }

    /**
     * The handler wants no more items: what waits and what comes is dropped, and once its own
     * direction has ended the opener is told to stop. §10.11-6
     */
    public void enough() {
        if (!enough && !theirEnded()) {
            enough = true;
            if (ownEnded()) {
                cancelRest();
            }
        }
        receiving.drop();
        settle();
    }

    /**
     * The handler has ended: it has returned and does not touch the stream any more, nor does a
     * publisher of its. The stream takes one of the opener's places until then. §11.4-5
     */
    public void handlerEnded() {
        if (!handlerEnded) {
            handlerEnded = true;
            freePlace();
        }
    }

    private void freePlace() {
        if (closed && handlerEnded) {
            exchanges.freeThere();
        }
    }

    @Override
    void leave() {
        exchanges.closeThere(idHigh(), idLow(), this);
        closed = true;
        freePlace();
    }

    @Override
    void withdraw() {
        throw new IllegalStateException("an inbound stream was idle, expected it to be accepted");
    }

    @Override
    void onHalfClosed() {
        if (enough) {
            cancelRest();
        }
    }

    @Override
    void onGivenUp(FluxarException why) {
        finish(why, false); // §10.11-5
    }

    @Override
    String failedMessage() {
        return "handler failed";
    }

    @Override
    public void unreadable(String message) {
        ErrorInfo told = ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, message);
        fail(StreamEvent.FAILED, told, told.toException(ownOutcome())); // §10.10-8
    }

    /** §10.11-10 */
    @Override
    public void onDeadline() {
        ErrorInfo told = ErrorInfo.of(ErrorCode.DEADLINE_EXCEEDED, "the deadline has passed");
        fail(StreamEvent.DEADLINE, told, told.toException());
    }

    @Override
    public String toString() {
        return "inbound stream";
    }
}
