package dev.fluxar.patterns.publish;

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
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that the other side sends, on their way to the hub (spec §10.29). Pure, and
 * confined to the session's thread. Start reading at {@link #onOpen}.
 */
public final class InboundPublishes {

    private final Exchanges exchanges;
    private final @Nullable TopicHub hub;
    private final String principal;
    private final int maxMessage;
    private final HubSignals signals;
    private final PublishMeta meta = new PublishMeta();

    /**
     * Starts with none.
     *
     * @param exchanges of the session
     * @param hub takes them; null where this peer has none
     * @param principal who the other side is
     * @param maxMessage the longest publish accepted, in bytes
     * @param signals bring the hub's answers onto the session's thread
     */
    public InboundPublishes(
            Exchanges exchanges,
            @Nullable TopicHub hub,
            String principal,
            int maxMessage,
            HubSignals signals) {
        this.exchanges = exchanges;
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
        meta.read(view);
        boolean answered = meta.isAnswered();
        ErrorInfo refusal = refusal(view, answered);
        byte[] topic = null;
        if (refusal == null) {
            topic = view.copyTarget();
            refusal = topicRefusal(topic);
        }
        TopicHub to = hub;
        if (refusal != null || to == null || topic == null) {
            if (answered) {
                answer(view.idHigh(), view.idLow(), refusal);
            } // Else it is dropped. §10.29-2
            return;
        }
        Session session = exchanges.session();
        Publication publication =
                new Publication(
                        session,
                        principal,
                        topic,
                        meta.onward(),
                        meta.onwardCount(),
                        view.hasPayload() ? Payload.item(view.copyPayload()) : Payload.NULL,
                        meta.delivery(),
                        meta.retain(),
                        meta.producer(),
                        session.unixMillis());
        if (!answered) {
            to.publish(publication, PublishAnswer.NONE);
            return;
        }
        InboundPublish publish =
                new InboundPublish(this, view.idHigh(), view.idLow(), view.length());
        to.publish(publication, publish);
        if (publish.isAwaited()) {
            exchanges.addThere(publish.idHigh, publish.idLow, publish); // §11.4-5
            session.budget().tryReserve(publish.heldBytes);
        } else {
            answer(publish.idHigh, publish.idLow, error(publish));
        }
    }

    /** Rows 1 to 4, in their order. §10.29-1 */
    private @Nullable ErrorInfo refusal(EnvelopeView view, boolean answered) {
        Session session = exchanges.session();
        if (session.draining()) {
            return ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-4
        }
        if (view.length() > maxMessage) {
            // §11.1-2
            return ErrorInfo.of(
                    ErrorCode.TOO_LARGE,
                    "publish of " + view.length() + " bytes, at most " + maxMessage + " accepted");
        }
        if (answered && !exchanges.roomThere()) {
            return busy("as many exchanges are in progress as are accepted"); // §11.4-5
        }
        if (!session.budget().fits(view.length())) {
            return busy("what is held for this peer takes all of the memory allowed"); // §11.3-2
        }
        String fault = meta.fault();
        return fault == null ? null : ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, fault); // §3.2-1
    }

    private static ErrorInfo busy(String message) {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(), message, null, ErrorInfo.RETRY_MILLIS); // §4.1-3
    }

    /** Rows 5 and 6; with a hub row 5 is the hub's, as 7 and 8 are. */
    private @Nullable ErrorInfo topicRefusal(byte[] topic) {
        if (hub != null) {
            return null;
        }
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
        exchanges.session().budget().release(publish.heldBytes);
    }

    private void answer(long refHigh, long refLow, @Nullable ErrorInfo error) {
        Session session = exchanges.session();
        ErrorInfo told =
                error == null ? null : error.fitting(session.peerLimits().envelope()); // §4.1-4
        session.send(
                new Envelope(MessageType.PUBLISH, 0, 0, refHigh, refLow, null, null, null, told));
    }
}
