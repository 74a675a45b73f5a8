package dev.fluxar.patterns.publish;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
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
    private final Parts parts;
    private final int maxWaiting;
    private final ProducerSequence sequence;

    /**
     * Publishes over the other side's limit, in order, and those behind them; bounded by {@link
     * #maxWaiting} and the budget.
     */
    private final Set<OutboundPublish> waiting = new LinkedHashSet<>(1);

    /** What the application has numbered and given up, the oldest first; bounded. */
    private final Set<ProducerId> unknown = new LinkedHashSet<>(1);

    /**
     * One of mode 2 whose payload goes out in parts, until the hub has all of it, or has answered:
     * those with greater numbers wait. §10.30-10
     */
    private @Nullable OutboundPublish inParts;

    private @Nullable SessionEnd end;

    /**
     * Starts with none.
     *
     * @param exchanges of the session
     * @param parts of the session
     * @param maxWaiting how many publishes may wait for the other side's limit
     * @param producerId names this peer as a producer
     */
    public OutboundPublishes(Exchanges exchanges, Parts parts, int maxWaiting, String producerId) {
        this.exchanges = exchanges;
        this.parts = parts;
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
        boolean behind = inParts != null && publish.numbered(); // §10.30-10
        return !behind && exchanges.roomHere(publish.counted()); // §11.4-4 §11.5-1
    }

    /** Why a publish cannot be accepted. §4.3-1 */
    private @Nullable FluxarException refusal(OutboundPublish publish, Session session) {
        return switch (session.standing()) {
            case CONNECTING, HANDSHAKING, AUTHENTICATING ->
                    PublishFailures.notSent(
                            ErrorCode.UNAVAILABLE, "the session is not established yet");
            case CLOSED -> ended();
            case DRAINING -> goingAway(); // §9.2-3
            case ESTABLISHED, DETACHED, RESUMING -> {
                int payload = publish.payloadLength();
                if (!parts.announces(payload, publish.sizeBound())) {
                    yield refusal(publish, null, session);
                }
                if (payload > parts.longest()) {
                    yield PublishFailures.tooLarge("payload", payload, parts.longest()); // §6.1-2
                }
                yield refusal(publish, publish.announce(), session);
            }
        };
    }

    /** Large: what follows in parts. */
    private @Nullable FluxarException refusal(
            OutboundPublish publish, @Nullable Payload large, Session session) {
        int bytes = publish.sizeBound();
        long most = session.peerLimits().envelope();
        if (bytes > most) {
            return PublishFailures.tooLarge("publish", bytes, most); // §11.1-1
        }
        if (publish.deadline() <= session.now()) {
            return PublishFailures.notSent(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline had passed before the publish was sent");
        }
        boolean fits = large == null || sends(publish, large);
        if (fits && session.budget().fitsOwn(publish.heldBytes())) {
            return null;
        }
        return PublishFailures.overloaded(
                "what waits to be written to this peer takes all of the "
                        + session.budget().share()
                        + " bytes allowed");
    }

    private boolean sends(OutboundPublish publish, Payload large) {
        OutboundTransfer transfer =
                parts.send(MessageType.PUBLISH, large, () -> onLastPart(publish));
        if (transfer != null) {
            publish.sends(transfer);
        }
        return transfer != null;
    }

    private static FluxarException goingAway() {
        return PublishFailures.notSent(ErrorCode.DRAINING, "the session is going away");
    }

    /** The publish waits for a place among those that the other side accepts. */
    private void await(OutboundPublish publish) {
        if (waiting.size() >= maxWaiting) {
            close(
                    publish,
                    ProducerEvent.NOT_ACCEPTED,
                    PublishFailures.overloaded(
                            waiting.size() + " publishes are waiting, at most that many may"));
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
        if (publish.sending() != null && publish.numbered()) {
            inParts = publish;
        }
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
                publish.answered() ? ProducerEvent.GIVEN_UP : ProducerEvent.GIVEN_UP_AT_MOST_ONCE,
                ErrorCode.CANCELLED,
                "the producer gave the publish up");
    }

    void onDeadline(OutboundPublish publish) {
        giveUp(
                publish,
                publish.answered() ? ProducerEvent.DEADLINE : ProducerEvent.DEADLINE_AT_MOST_ONCE,
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline has passed");
    }

    private void giveUp(
            OutboundPublish publish, ProducerEvent event, ErrorCode code, String message) {
        ProducerState before = publish.state();
        if (!publish.transition(event)) {
            return;
        }
        OutboundTransfer transfer = publish.sending();
        if (transfer != null) {
            transfer.abandonByPart(); // §6.4-1
        }
        if (before == ProducerState.QUEUED) {
            withdraw(publish);
        } else {
            // The exchange lives until the answer is read, or the last part written. §6.4-8
            exchanges.untime(publish);
        }
        fail(publish, PublishFailures.of(code, message, PublishFailures.outcome(before)));
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
        if (inParts == publish) {
            inParts = null;
        }
        exchanges.removeHere(publish.idHigh(), publish.idLow(), publish, publish.counted());
    }

    void onWritten(OutboundPublish publish) {
        OutboundTransfer transfer = publish.sending();
        if (transfer != null) {
            publish.transition(ProducerEvent.WRITTEN_ANNOUNCED);
            transfer.begin(publish.idHigh(), publish.idLow());
        } else if (publish.answered()) {
            publish.transition(ProducerEvent.WRITTEN);
        } else if (publish.transition(ProducerEvent.WRITTEN_AT_MOST_ONCE)) {
            remove(publish);
            publish.succeed();
        }
    }

    /** Or the one that abandons it. */
    private void onLastPart(OutboundPublish publish) {
        if (!publish.answered()) {
            boolean whole = publish.transition(ProducerEvent.LAST_PART_AT_MOST_ONCE);
            if (whole || publish.transition(ProducerEvent.NO_PART_AT_MOST_ONCE)) {
                remove(publish); // §6.4-8
            }
            if (whole) {
                publish.succeed();
            }
        } else if (publish.transition(ProducerEvent.LAST_PART) && inParts == publish) {
            inParts = null;
            onRoom();
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
        publish.stopSending(); // §6.4-3
        ProducerId number = publish.number();
        if (error == null) {
            unknown.remove(number);
        } else if (number != null && publish.givenNumber() == null) {
            sequence.refused(publish.generation(), ProducerSequence.expected(error, number.seq()));
        }
        remove(publish); // Behind the numbers: others may be written now.
        if (completed) {
            return;
        }
        if (error == null) {
            publish.succeed();
        } else {
            fail(publish, error.toException());
        }
    }

    // Numbers

    ProducerSequence sequence() {
        return sequence;
    }

    boolean isUnknown(ProducerId number) {
        return unknown.contains(number);
    }

    private void remember(ProducerId number) {
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
            publish.stopSending();
            fail(publish, goingAway()); // §9.2-3
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
            onSessionEnded(publish, why);
        }
    }

    /** Whether nobody waits for it, so that it is not sent again. §9.13-4 */
    boolean replaced(OutboundPublish publish) {
        boolean over = publish.transition(ProducerEvent.REPLACED);
        if (over) {
            publish.stopSending();
            remove(publish);
        }
        return over;
    }

    void onSessionEnded(OutboundPublish publish, SessionEnd why) {
        ProducerState before = publish.state();
        if (!publish.transition(ProducerEvent.SESSION_ENDED)) {
            return;
        }
        if (before == ProducerState.QUEUED) {
            withdraw(publish);
        } else {
            remove(publish);
        }
        publish.stopSending();
        if (before != ProducerState.ABANDONED) {
            Outcome known = PublishFailures.outcome(before);
            fail(publish, why.failure(known, publish.idHigh(), publish.idLow()));
        }
    }

    private void close(OutboundPublish publish, ProducerEvent event, FluxarException failure) {
        if (publish.transition(event)) {
            publish.stopSending();
            fail(publish, failure);
        }
    }

    /** All that fail come here. §10.30-9 */
    private void fail(OutboundPublish publish, FluxarException failure) {
        ProducerId number = publish.givenNumber();
        boolean repetition = publish.isRepetition() || (number != null && isUnknown(number));
        FluxarException told = repetition ? PublishFailures.ofRepetition(failure) : failure;
        if (number != null && told.outcome() == Outcome.UNKNOWN) {
            remember(number);
        }
        publish.fail(told);
    }

    private FluxarException ended() {
        SessionEnd why = end;
        return why == null
                ? PublishFailures.notSent(ErrorCode.UNAVAILABLE, "the session has ended")
                : why.failure(Outcome.NOT_SENT);
    }
}
