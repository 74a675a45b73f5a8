package dev.fluxar.patterns.stream;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import org.jspecify.annotations.Nullable;

/** A stream at its acceptor (spec §10.15). Confined to the session's thread. */
public final class InboundStream extends StreamExchange {

    /** The argument that arrives, or has arrived, in parts; it holds what it takes. */
    private @Nullable InboundTransfer argument;

    private final Streams streams;
    private boolean closed;
    private boolean enough;
    private boolean started;
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
        this.streams = streams;
        id(open.idHigh(), open.idLow());
    }

    /** The handler starts with the last part. */
    void receives(InboundTransfer transfer) {
        argument = transfer;
        announced();
    }

    /**
     * Whether what the argument takes is held here, until the handler has ended.
     *
     * @return true where it came in parts
     */
    public boolean holdsArgument() {
        return argument != null;
    }

    @Override
    void onOpenPart(EnvelopeView part) {
        InboundTransfer transfer = argument;
        if (transfer == null) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (!part.hasPayload()) {
            throw Parts.abandonedByPart(); // §6.4-1
        }
        if (transfer.read(part)) {
            EnvelopeView open = transfer.whole();
            onLastPart();
            started = true;
            streams.start(this, open); // §6.2-6
        }
    }

    /** No handler was started where parts of the argument were to come. §6.4-2 §6.4-6 */
    @Override
    boolean stopOpen() {
        if (argument == null || started) {
            return true;
        }
        handlerEnded();
        return false;
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
            if (argument != null) {
                argument.discard(); // §6.3-1
            }
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
