package dev.fluxar.patterns.publish;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Budget;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that this side sends (spec §10.35). Pure, and confined to the session's thread.
 * Start reading at {@link #publish}.
 */
public final class OutboundPublishes {

    /** Of how many publishes it is remembered that their outcome is not known. */
    private static final int MAX_UNKNOWN = 1024;

    private final Exchanges exchanges;
    private final int maxWaiting;
    private final ProducerSequence sequence;

    /**
     * Publishes over the other side's limit, in order, and those behind them; bounded by {@link
     * #maxWaiting} and the budget.
     */
    private final Set<OutboundPublish> waiting = new LinkedHashSet<>(1);

    /** What the application has numbered and given up, the oldest first; bounded. */
    private final Set<ProducerId> unknown = new LinkedHashSet<>(1);

    private @Nullable SessionEnd end;

    /**
     * Starts with none.
     *
     * @param exchanges of the session
     * @param maxWaiting how many publishes may wait for the other side's limit
     * @param producerId names this peer as a producer
     */
    public OutboundPublishes(Exchanges exchanges, int maxWaiting, String producerId) {
        this.exchanges = exchanges;
        this.maxWaiting = maxWaiting;
        this.sequence = new ProducerSequence(producerId);
    }

    /**
     * Sends a publish, or fails it at once.
     *
     * @param publish not sent before; one that was given up meanwhile is left alone
     */
    public void publish(OutboundPublish publish) {
        if (!publish.wanted()) {
            return;
        }
        FluxarException refusal = refusal(publish, exchanges.session());
        if (refusal != null) {
            close(publish, ProducerEvent.NOT_ACCEPTED, refusal);
        } else if (waiting.isEmpty() && hasRoom(publish)) {
            start(publish);
        } else {
            await(publish);
        }
    }

    private boolean hasRoom(OutboundPublish publish) {
        return !publish.counted() || exchanges.roomHere(); // §11.4-4
    }

    /** Why a publish cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(OutboundPublish publish, Session session) {
        int bytes = publish.sizeBound();
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
                            "publish of "
                                    + bytes
                                    + " bytes, at most "
                                    + most
                                    + " accepted by the other side");
                }
                if (publish.deadline() <= session.now()) {
                    yield notSent(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline had passed before the publish was sent");
                }
                if (!budget.fitsOwn(publish.heldBytes())) {
                    yield overloaded(
                            "what waits to be written to this peer takes all of the "
                                    + budget.share()
                                    + " bytes allowed");
                }
                yield null;
            }
        };
    }

    /** The publish waits for a place among those that the other side accepts. */
    private void await(OutboundPublish publish) {
        if (waiting.size() >= maxWaiting) {
            close(
                    publish,
                    ProducerEvent.NOT_ACCEPTED,
                    overloaded(waiting.size() + " publishes are waiting, at most that many may"));
            return;
        }
        publish.opened(this, 0, 0);
        exchanges.session().budget().tryReserveOwn(publish.heldBytes());
        waiting.add(publish);
        exchanges.time(publish);
    }

    private void start(OutboundPublish publish) {
        Session session = exchanges.session();
        IdGenerator id = session.nextId();
        while (exchanges.isLive(id.high(), id.low())) {
            id = session.nextId(); // The other side may have guessed it. §1.3-4
        }
        publish.opened(this, id.high(), id.low());
        exchanges.addHere(id.high(), id.low(), publish, publish.counted()); // §11.4-5
        session.send(publish);
    }

    /** A place has become free. */
    public void onRoom() {
        for (OutboundPublish publish = firstWaiting();
                publish != null && hasRoom(publish);
                publish = firstWaiting()) {
            leaveWaiting(publish);
            start(publish);
        }
    }

    private @Nullable OutboundPublish firstWaiting() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }

    private void leaveWaiting(OutboundPublish publish) {
        if (waiting.remove(publish)) {
            exchanges.session().budget().releaseOwn(publish.heldBytes());
        }
    }

    /**
     * Gives a publish up: the application no longer wants to know. What is written the hub decides.
     *
     * @param publish in any state, sent or still to be
     */
    public void cancel(OutboundPublish publish) {
        giveUp(
                publish,
                ProducerEvent.GIVEN_UP,
                ErrorCode.CANCELLED,
                "the producer gave the publish up");
    }

    void onDeadline(OutboundPublish publish) {
        giveUp(
                publish,
                ProducerEvent.DEADLINE,
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline has passed");
    }

    private void giveUp(
            OutboundPublish publish, ProducerEvent event, ErrorCode code, String message) {
        boolean written = publish.isWritten();
        if (!publish.transition(event)) {
            return;
        }
        if (written) {
            exchanges.untime(publish); // The exchange lives until the answer is read.
            remember(publish);
        } else {
            withdraw(publish);
        }
        Outcome outcome = written ? Outcome.UNKNOWN : Outcome.NOT_SENT;
        publish.fail(FluxarException.ofOperation(code.code(), message, outcome, null, null, null));
    }

    /** Removes a publish that is not written and never will be. */
    private void withdraw(OutboundPublish publish) {
        if (publish.hasId()) {
            exchanges.session().withdraw(publish);
            remove(publish);
        } else {
            leaveWaiting(publish);
            exchanges.untime(publish);
        }
    }

    private void remove(OutboundPublish publish) {
        exchanges.removeHere(publish.idHigh(), publish.idLow(), publish, publish.counted());
    }

    void onWritten(OutboundPublish publish) {
        if (publish.counted()) {
            publish.transition(ProducerEvent.WRITTEN);
        } else if (publish.transition(ProducerEvent.WRITTEN_AT_MOST_ONCE)) {
            remove(publish);
            publish.succeed();
        }
    }

    /**
     * An answer was read.
     *
     * @param publish whose
     * @param view accepted, or refused
     */
    public void onAnswer(OutboundPublish publish, EnvelopeView view) {
        boolean completed = publish.state() == ProducerState.ABANDONED;
        ErrorInfo error = view.error();
        if (!publish.transition(error == null ? ProducerEvent.ACCEPTED : ProducerEvent.REFUSED)) {
            return;
        }
        remove(publish);
        ProducerId number = publish.number();
        if (error == null) {
            unknown.remove(number);
        } else if (number != null && !publish.isNumberedByApplication()) {
            sequence.refused(publish.generation(), expected(error, number.seq()));
        }
        if (completed) {
            return;
        }
        if (error == null) {
            publish.succeed();
        } else {
            publish.fail(error.toException(outcome(error, publish)));
        }
    }

    private static Outcome outcome(ErrorInfo error, OutboundPublish publish) {
        Outcome outcome = ErrorCode.outcomeOf(error.code());
        return outcome == Outcome.NOT_PROCESSED && publish.isRepetition()
                ? Outcome.UNKNOWN // §10.30-9
                : outcome;
    }

    /** What the hub says that it expects; or what it has not accepted. §10.30-3 */
    private static long expected(ErrorInfo error, long refused) {
        Cbor data = error.data();
        if (error.code() != ErrorCode.CONFLICT.code() || data == null) {
            return refused;
        }
        byte[] encoded = data.toByteArray();
        CborReader in = new CborReader().reset(encoded, 0, encoded.length);
        try {
            ProtocolMap map = new ProtocolMap(in, "data");
            for (String key = map.next(); key != null; key = map.next()) {
                if (key.equals("expected")) {
                    long told = in.readAtMost(key, Long.MAX_VALUE);
                    return told < 1 || told > refused ? refused : told;
                }
                in.skip(CborReader.MAX_DEPTH);
            }
        } catch (ProtocolException e) {
            return refused; // Not what a hub sends.
        }
        return refused;
    }

    // Numbers

    ProducerSequence sequence() {
        return sequence;
    }

    boolean isUnknown(ProducerId number) {
        return unknown.contains(number);
    }

    private void remember(OutboundPublish publish) {
        ProducerId number = publish.number();
        if (number == null || !publish.isNumberedByApplication()) {
            return;
        }
        unknown.add(number);
        if (unknown.size() > MAX_UNKNOWN) {
            Iterator<ProducerId> oldest = unknown.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    // The end

    /** A bye was sent or answered; called before the exchanges are told. */
    public void onDraining() {
        for (OutboundPublish publish = firstWaiting(); publish != null; publish = firstWaiting()) {
            onDraining(publish);
        }
    }

    void onDraining(OutboundPublish publish) {
        if (publish.transition(ProducerEvent.DRAINING)) {
            withdraw(publish);
            publish.fail(notSent(ErrorCode.DRAINING, "the session is going away")); // §9.2-3
        }
    }

    /**
     * The session has ended; called before the exchanges are told.
     *
     * @param why it has
     */
    public void onSessionEnded(SessionEnd why) {
        end = why;
        for (OutboundPublish publish = firstWaiting(); publish != null; publish = firstWaiting()) {
            onSessionEnded(publish);
        }
    }

    void onSessionEnded(OutboundPublish publish) {
        boolean written = publish.isWritten();
        boolean completed = publish.state() == ProducerState.ABANDONED;
        if (publish.transition(ProducerEvent.SESSION_ENDED)) {
            if (written) {
                remove(publish);
            } else {
                withdraw(publish);
            }
            if (!completed) {
                publish.fail(failure(written ? Outcome.UNKNOWN : Outcome.NOT_SENT));
            }
        }
    }

    private static void close(
            OutboundPublish publish, ProducerEvent event, FluxarException failure) {
        if (publish.transition(event)) {
            publish.fail(failure);
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
