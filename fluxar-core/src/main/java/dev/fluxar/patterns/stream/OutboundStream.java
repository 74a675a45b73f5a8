package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream at its opener (spec §10.14). Made by any thread, confined to the session's from {@link
 * Streams#open} on.
 */
public final class OutboundStream extends StreamExchange {

    private final OutboundStreams streams;

    /** Null once written, or taken back. */
    private @Nullable StreamOpen open;

    /** The argument, where it goes out in parts. */
    private @Nullable OutboundTransfer argument;

    /** The number of its last part; 0 where it has none, or that is not written. */
    private long lastPart;

    /**
     * Describes a stream.
     *
     * @param streams of the session
     * @param target UTF-8 of its name
     * @param metaEntries of the application; not changed any more
     * @param argument the payload of the open
     * @param deadline nanoseconds of the session, or {@link Session#NEVER}
     * @param window how much is read ahead of what the application asks for, at most
     * @param source what this side sends
     * @param listener is told what is read, and what comes of it
     */
    public OutboundStream(
            Streams streams,
            byte[] target,
            Map<String, Object> metaEntries,
            Payload argument,
            long deadline,
            Credit window,
            ItemSource source,
            StreamListener listener) {
        super(streams, OpenerTable.TABLE, StreamState.IDLE, window, source, listener);
        this.streams = streams.outbound();
        this.open = new StreamOpen(this, target, metaEntries, argument);
        deadline(deadline);
    }

    @Nullable StreamOpen open() {
        return open;
    }

    /** False for one that waits for its turn. */
    boolean hasId() {
        return (idHigh() | idLow()) != 0;
    }

    void refused(FluxarException why) {
        if (transition(StreamEvent.REFUSED)) {
            finish(why, true);
        }
    }

    void onWritten() {
        OutboundTransfer large = argument;
        if (transition(large == null ? StreamEvent.WRITTEN : StreamEvent.WRITTEN_ANNOUNCED)) {
            open = null;
            begin(exchanges.session().peerLimits().credit()); // §10.12-1
            receiving.credit.opened();
            if (large != null) {
                large.begin(idHigh(), idLow());
            }
        }
    }

    /** The argument is to follow in parts; false when there is no room for it. */
    boolean sends(Payload large) {
        argument = parts.send(MessageType.STREAM, large, this::onArgumentWritten);
        return argument != null;
    }

    private void onArgumentWritten() {
        lastPart = exchanges.session().written();
        onLastPart();
    }

    /** Nothing is acted on before the last part. §9.15-4 */
    @Override
    FluxarException failure(SessionEnd end, Outcome known) {
        return end.lacks(lastPart) ? end.failure(Outcome.NOT_PROCESSED) : super.failure(end, known);
    }

    @Override
    boolean stopOpen() {
        if (argument != null) {
            argument.abandon(); // §6.4-3
        }
        return true;
    }

    @Override
    void onOpenPart(EnvelopeView part) {
        throw Parts.withoutTransfer(); // §6.2-5
    }

    @Override
    String failedMessage() {
        return "source failed";
    }

    @Override
    void withdraw() {
        streams.withdraw(this);
        open = null;
    }

    @Override
    void leave() {
        exchanges.removeHere(idHigh(), idLow(), this, true);
    }

    @Override
    void onHalfClosed() {
        // What the other side sends is still wanted.
    }

    /** Where the answer is complete, only the source is of concern. §10.11-5 */
    @Override
    void onGivenUp(FluxarException why) {
        if (theirEnded()) {
            stopSource(why);
            complete();
        } else {
            finish(why, false);
        }
    }

    @Override
    public void unreadable(String message) {
        giveUp(
                StreamEvent.GIVEN_UP,
                StreamFailures.of(ErrorCode.INTERNAL, message, Outcome.PROCESSED)); // §10.10-8
    }

    @Override
    public boolean reopen() {
        return !transition(StreamEvent.REPLACED);
    }

    /** §10.11-11 */
    @Override
    public void onDeadline() {
        giveUp(
                StreamEvent.DEADLINE,
                StreamFailures.of(
                        ErrorCode.DEADLINE_EXCEEDED, "the deadline has passed", ownOutcome()));
    }

    @Override
    public String toString() {
        return "outbound stream";
    }
}
