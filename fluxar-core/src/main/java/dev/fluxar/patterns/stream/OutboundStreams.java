package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.budget.Budget;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this side opens, until they are written (spec §10.9). Pure, and confined to the
 * session's thread. Start reading at {@link #open}.
 */
final class OutboundStreams {

    private final Exchanges exchanges;
    private final int maxWaiting;
    private final Credit announced;

    /**
     * Streams over the other side's limit, in order; bounded by {@link #maxWaiting} and the budget.
     */
    private final Set<OutboundStream> waiting = new LinkedHashSet<>(1);

    private @Nullable SessionEnd end;

    OutboundStreams(Exchanges exchanges, int maxWaiting, Credit announced) {
        this.exchanges = exchanges;
        this.maxWaiting = maxWaiting;
        this.announced = announced;
    }

    void open(OutboundStream stream) {
        StreamOpen open = stream.open();
        if (open == null || !open.wanted()) {
            return;
        }
        FluxarException refusal = refusal(stream, open, exchanges.session());
        if (refusal != null) {
            stream.refused(refusal);
        } else if (waiting.isEmpty() && exchanges.roomHere(true)) {
            start(stream, open);
        } else {
            await(stream, open);
        }
    }

    /** Why a stream cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(
            OutboundStream stream, StreamOpen open, Session session) {
        return switch (session.standing()) {
            case CONNECTING, HANDSHAKING, AUTHENTICATING ->
                    StreamFailures.notSent(
                            ErrorCode.UNAVAILABLE, "the session is not established yet");
            case CLOSED ->
                    end == null
                            ? StreamFailures.notSent(ErrorCode.UNAVAILABLE, "the session has ended")
                            : end.failure(Outcome.NOT_SENT);
            case DRAINING ->
                    StreamFailures.notSent(
                            ErrorCode.DRAINING, "the session is going away"); // §9.2-3
            case ESTABLISHED, DETACHED, RESUMING -> {
                int payload = open.payloadLength();
                if (!stream.parts.announces(payload, open.sizeBound())) {
                    yield refusal(stream, open, null, session);
                }
                if (payload > stream.parts.longest()) {
                    yield StreamFailures.tooLarge(
                            "payload", payload, stream.parts.longest()); // §6.1-2
                }
                yield refusal(stream, open, open.announce(), session);
            }
        };
    }

    /** Large: what follows in parts. */
    private static @Nullable FluxarException refusal(
            OutboundStream stream, StreamOpen open, @Nullable Payload large, Session session) {
        int bytes = open.sizeBound();
        long most = session.peerLimits().envelope();
        Budget budget = session.budget();
        if (bytes > most) {
            return StreamFailures.tooLarge("stream open", bytes, most); // §11.1-1
        }
        if (stream.deadline() <= session.now()) {
            return StreamFailures.notSent(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline had passed before the stream was opened");
        }
        if ((large == null || stream.sends(large)) && budget.fitsOwn(open.heldBytes())) {
            return null;
        }
        return StreamFailures.overloaded(
                "what waits to be written to this peer takes all of the "
                        + budget.share()
                        + " bytes allowed");
    }

    /**
     * It waits for a place among those that the other side accepts, or its rate. §11.4-4 §11.5-1
     */
    private void await(OutboundStream stream, StreamOpen open) {
        if (waiting.size() >= maxWaiting) {
            stream.refused(
                    StreamFailures.overloaded(
                            waiting.size() + " streams are waiting, at most that many may"));
            return;
        }
        exchanges.session().budget().tryReserveOwn(open.heldBytes());
        waiting.add(stream);
        exchanges.time(stream);
    }

    private void start(OutboundStream stream, StreamOpen open) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId();
        while (exchanges.isLive(id.high(), id.low())) {
            id = session.nextId(); // The other side may have guessed it. §1.3-4
        }
        Credit first = stream.receiving.credit.open();
        stream.id(id.high(), id.low());
        open.start(id.high(), id.low(), first.equals(announced) ? null : first); // §10.12-2
        exchanges.addHere(id.high(), id.low(), stream, true); // §11.4-4
        session.send(open);
    }

    /** A place has become free. */
    void onRoom() {
        for (OutboundStream stream = first();
                stream != null && exchanges.roomHere(true);
                stream = first()) {
            StreamOpen open = leaveWaiting(stream);
            if (open != null) {
                start(stream, open);
            }
        }
    }

    private @Nullable OutboundStream first() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }

    private @Nullable StreamOpen leaveWaiting(OutboundStream stream) {
        StreamOpen open = stream.open();
        if (waiting.remove(stream) && open != null) {
            exchanges.session().budget().releaseOwn(open.heldBytes());
        }
        return open;
    }

    /** Removes a stream whose open is not written and never will be. */
    void withdraw(OutboundStream stream) {
        StreamOpen open = stream.open();
        if (stream.hasId() && open != null) {
            exchanges.session().withdraw(open);
            exchanges.removeHere(stream.idHigh(), stream.idLow(), stream, true);
        } else {
            leaveWaiting(stream);
            exchanges.untime(stream);
        }
    }

    /** A bye was sent or answered. */
    void onDraining() {
        for (OutboundStream stream = first(); stream != null; stream = first()) {
            stream.onDraining();
        }
    }

    void onSessionEnded(SessionEnd why) {
        end = why;
        for (OutboundStream stream = first(); stream != null; stream = first()) {
            stream.onSessionEnded(why);
        }
    }
}
