package dev.fluxar.patterns.publish;

import dev.fluxar.Authorizer;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.hub.Topics;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that the other side sends, on their way to the hub (spec §10.29). Pure, and
 * confined to the session's thread. Start reading at {@link #onOpen}.
 */
public final class InboundPublishes {

    private final Exchanges exchanges;
    private final Parts parts;
    private final @Nullable TopicHub hub;
    private final Supplier<String> principal;
    private final int maxMessage;
    private final HubSignals signals;
    private final PublishMeta meta = new PublishMeta();

    /**
     * Starts with none.
     *
     * @param exchanges of the session
     * @param parts of the session
     * @param hub takes them; null where this peer has none
     * @param principal who the other side is
     * @param maxMessage the longest publish accepted, in bytes
     * @param signals bring the hub's answers onto the session's thread
     */
    public InboundPublishes(
            Exchanges exchanges,
            Parts parts,
            @Nullable TopicHub hub,
            Supplier<String> principal,
            int maxMessage,
            HubSignals signals) {
        this.exchanges = exchanges;
        this.parts = parts;
        this.hub = hub;
        this.principal = principal;
        this.maxMessage = maxMessage;
        this.signals = signals;
    }

    HubSignals signals() {
        return signals;
    }

    /**
     * Hands a publish to the hub, in the order read (§10.21-3), or refuses it.
     *
     * @param view valid until this returns
     */
    public void onOpen(EnvelopeView view) {
        meta.read(view, parts);
        boolean answered = meta.isAnswered();
        boolean announced = meta.size() != Parts.NONE;
        ErrorInfo refusal = refusal(view, answered);
        if (refusal == null && hub == null) {
            refusal = topicRefusal(view.copyTarget());
        }
        if (refusal != null) {
            if (announced) {
                exchanges.excuse(0, 0); // §2.3-1
            }
            refuse(view.idHigh(), view.idLow(), answered, refusal);
        } else if (announced) {
            receive(view, answered);
        } else {
            act(view, null);
        }
    }

    private void refuse(long idHigh, long idLow, boolean answered, ErrorInfo why) {
        if (answered) {
            answer(idHigh, idLow, why);
        } // Else it is dropped. §10.29-2
    }

    private void receive(EnvelopeView view, boolean answered) {
        InboundTransfer transfer = parts.receive(view, meta.size());
        if (transfer != null) { // There is room: it was looked for.
            ArrivingPublish publish = new ArrivingPublish(this, view, answered, transfer);
            exchanges.addThere(publish.idHigh, publish.idLow, publish); // §6.4-8 §11.4-5
        }
    }

    /**
     * Some of an announced publish, the last of it, or the end of it. §6.2-6
     *
     * @param part valid until this returns
     * @param exchange what it belongs to, or null
     * @return false where that is no publish of the other side: it was dropped
     */
    public boolean onPart(EnvelopeView part, @Nullable Exchange exchange) {
        if (exchange instanceof InboundPublish) {
            throw Parts.withoutTransfer(); // §6.2-5
        }
        if (!(exchange instanceof ArrivingPublish publish)) {
            return false; // §2.3-2
        }
        InboundTransfer transfer = publish.transfer;
        if (!part.hasPayload()) {
            // §6.4-2
            forget(publish);
            transfer.discard();
            refuse(
                    publish.idHigh,
                    publish.idLow,
                    publish.answered,
                    ErrorInfo.of(ErrorCode.CANCELLED, "the producer gave the publish up"));
        } else if (transfer.read(part)) {
            EnvelopeView whole = transfer.whole();
            forget(publish);
            meta.read(whole, parts);
            act(whole, transfer);
        }
        return true;
    }

    void forget(ArrivingPublish publish) {
        exchanges.removeThere(publish.idHigh, publish.idLow, publish);
    }

    /** What came in parts is held until the hub has answered. */
    private void act(EnvelopeView view, @Nullable InboundTransfer transfer) {
        TopicHub to = hub;
        if (to == null) {
            return;
        }
        Session session = exchanges.session();
        Publication publication =
                new Publication(
                        session,
                        principal.get(),
                        view.copyTarget(),
                        meta.onward(),
                        meta.onwardCount(),
                        view.hasPayload() ? Payload.item(view.copyPayload()) : Payload.NULL,
                        meta.delivery(),
                        meta.retain(),
                        meta.producer(),
                        session.unixMillis());
        if (!meta.isAnswered()) {
            to.publish(publication, PublishAnswer.NONE);
            if (transfer != null) {
                transfer.giveBack();
            }
            return;
        }
        InboundPublish publish = new InboundPublish(this, view, transfer);
        to.publish(publication, publish);
        if (publish.isAwaited()) {
            exchanges.addThere(publish.idHigh, publish.idLow, publish); // §11.4-5
            if (transfer == null) {
                session.budget().tryReserve(publish.heldBytes);
            }
        } else {
            if (transfer != null) {
                transfer.giveBack();
            }
            answer(publish.idHigh, publish.idLow, error(publish));
        }
    }

    /** Rows 1 to 4, in their order. §10.29-1 */
    private @Nullable ErrorInfo refusal(EnvelopeView view, boolean answered) {
        Session session = exchanges.session();
        long size = meta.size();
        boolean announced = size != Parts.NONE;
        if (session.draining()) {
            return ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-4
        }
        if (view.length() > maxMessage) {
            // §11.1-2
            return ErrorInfo.of(
                    ErrorCode.TOO_LARGE,
                    "publish of " + view.length() + " bytes, at most " + maxMessage + " accepted");
        }
        if (parts.isTooLong(size)) {
            return ErrorInfo.of(ErrorCode.TOO_LARGE, parts.tooLong(size)); // §6.3-2
        }
        ErrorInfo tooOften = exchanges.overRate(); // §11.5-3
        if (tooOften != null) {
            return tooOften;
        }
        if ((answered || announced) && !exchanges.roomThere()) {
            return busy("as many exchanges are in progress as are accepted"); // §11.4-5
        }
        if (announced && !parts.fits(view, size)) {
            return busy(parts.noRoom(size)); // §6.3-4
        }
        if (!session.budget().fits(view.length())) {
            return busy("what is held for this peer takes all of the memory allowed"); // §11.3-2
        }
        String fault = meta.fault();
        return fault == null
                ? exchanges.forbidden(Authorizer.Action.PUBLISH, view) // §8.8-1
                : ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, fault); // §3.2-1
    }

    private static ErrorInfo busy(String message) {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(), message, null, ErrorInfo.RETRY_MILLIS); // §4.1-3
    }

    /** Rows 5 and 6; with a hub row 5 is the hub's, as 7 and 8 are. */
    private static ErrorInfo topicRefusal(byte[] topic) {
        String fault = Topics.faultOf(topic); // §10.19-1
        return fault == null
                ? ErrorInfo.of(ErrorCode.NOT_FOUND, "there is no hub here")
                : ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, fault);
    }

    /** The hub has answered, later. */
    void onAnswer(InboundPublish publish) {
        if (exchanges.isLive(publish.idHigh, publish.idLow)) {
            forget(publish);
            answer(publish.idHigh, publish.idLow, error(publish));
        }
    }

    private static @Nullable ErrorInfo error(InboundPublish publish) {
        FluxarException why = publish.refusal();
        return why == null ? null : ErrorInfo.of(why);
    }

    void forget(InboundPublish publish) {
        exchanges.removeThere(publish.idHigh, publish.idLow, publish);
        InboundTransfer transfer = publish.transfer;
        if (transfer == null) {
            exchanges.session().budget().release(publish.heldBytes);
        } else {
            transfer.giveBack(); // §6.3-1
        }
    }

    private void answer(long refHigh, long refLow, @Nullable ErrorInfo error) {
        Session session = exchanges.session();
        ErrorInfo told =
                error == null ? null : error.fitting(session.peerLimits().envelope()); // §4.1-4
        session.send(
                new Envelope(MessageType.PUBLISH, 0, 0, refHigh, refLow, null, null, null, told));
    }
}
