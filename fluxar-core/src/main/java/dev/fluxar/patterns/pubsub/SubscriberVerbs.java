package dev.fluxar.patterns.pubsub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.delivery.Acks;
import dev.fluxar.patterns.flow.CreditWriter;
import dev.fluxar.session.Session;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber writes behind its subscribe: flow control, acks, the unsubscribe. All of it is
 * urgent and keeps its order. Not thread-safe.
 */
final class SubscriberVerbs implements CreditWriter {

    private static final byte[] ACK = "ack".getBytes(US_ASCII);
    private static final byte[] NACK = "nack".getBytes(US_ASCII);
    private static final byte[] PAUSE = "pause".getBytes(US_ASCII);
    private static final byte[] RESUME = "resume".getBytes(US_ASCII);

    private final Exchanges exchanges;
    private final Subscriber subscriber;

    /** Whether the application wants nothing for now. */
    private boolean paused;

    /** A grant that waits for the end of the pause: any resume would lift it. §10.12-9 */
    private @Nullable Envelope pending;

    private boolean keepDurable;

    SubscriberVerbs(Exchanges exchanges, Subscriber subscriber) {
        this.exchanges = exchanges;
        this.subscriber = subscriber;
    }

    private boolean flows() {
        SubscriberState state = subscriber.state();
        return state == SubscriberState.REQUESTED || state == SubscriberState.ACTIVE;
    }

    /** The subscribe was written. */
    void opened() {
        if (paused && flows()) {
            send(MessageType.SUBSCRIBE, PAUSE, null, null, null);
        }
    }

    void pause() {
        if (!paused) {
            paused = true;
            opened();
        }
    }

    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        Envelope grant = pending;
        pending = null;
        if (flows() && grant != null) {
            session().sendUrgent(grant);
        } else if (flows()) {
            send(MessageType.SUBSCRIBE, RESUME, null, null, null);
        }
    }

    @Override
    public void grant(long items, long bytes) {
        Envelope grant = new Resume(subscriber, items, bytes);
        if (paused) {
            pending = grant;
        } else if (flows()) {
            session().sendUrgent(grant);
        }
    }

    /** The application has unsubscribed and still holds events. */
    void leave() {
        if (!paused) {
            paused = true;
            send(MessageType.SUBSCRIBE, PAUSE, null, null, null);
        }
    }

    void acks(Acks acks) {
        long most = session().peerLimits().envelope();
        while (acks.count() > 0) {
            send(MessageType.MESSAGE, ACK, null, acks.take(most), null);
        }
    }

    void nack(long seq, long attempt, long delayMillis) {
        Payload payload = Acks.nack(seq, attempt, Math.max(0, delayMillis));
        send(MessageType.MESSAGE, NACK, null, payload, null);
    }

    void keepDurable(boolean keep) {
        keepDurable = keep;
    }

    /** The first or the answer. */
    void unsubscribe(@Nullable ErrorInfo error) {
        byte[] meta = keepDurable ? new Meta.Builder().put("durable", true).encode() : null;
        ErrorInfo told =
                error == null ? null : error.fitting(session().peerLimits().envelope()); // §4.1-4
        send(MessageType.UNSUBSCRIBE, null, meta, null, told);
    }

    private void send(
            MessageType type,
            byte @Nullable [] verb,
            byte @Nullable [] meta,
            @Nullable Payload payload,
            @Nullable ErrorInfo error) {
        session()
                .sendUrgent(
                        new Envelope(
                                type,
                                0,
                                0,
                                subscriber.idHigh(),
                                subscriber.idLow(),
                                verb,
                                meta,
                                payload,
                                error));
    }

    private Session session() {
        return exchanges.session();
    }

    /** Credit is in force from when it is written. §10.12-7 */
    private static final class Resume extends Envelope {

        private final Subscriber subscriber;
        private final long items;
        private final long bytes;

        Resume(Subscriber subscriber, long items, long bytes) {
            super(
                    MessageType.SUBSCRIBE,
                    0,
                    0,
                    subscriber.idHigh(),
                    subscriber.idLow(),
                    RESUME,
                    null,
                    payload(items, bytes),
                    null);
            this.subscriber = subscriber;
            this.items = items;
            this.bytes = bytes;
        }

        private static Payload payload(long items, long bytes) {
            WriteBuffer out = new WriteBuffer(CreditCodec.MAX_LENGTH);
            CreditCodec.write(out, items, bytes);
            return Payload.item(out.toByteArray());
        }

        @Override
        public void written() {
            subscriber.onGrantWritten(items, bytes);
        }
    }
}
