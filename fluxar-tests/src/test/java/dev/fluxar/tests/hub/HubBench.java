package dev.fluxar.tests.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Overflow;
import dev.fluxar.hub.From;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.Publication;
import dev.fluxar.hub.PublishAnswer;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hub, and short words for what is asked of it. Payloads are numbers from 0 to 23. */
final class HubBench {

    final MemoryHub hub;
    final Allowance allowance = new Allowance(Long.MAX_VALUE / 4);
    final Object session = new Object();

    /** The time of day, in milliseconds. */
    long now = 1_000_000;

    /** The clock that only goes forward, in milliseconds. */
    long clock = Long.MAX_VALUE / 1_000_000 - 60_000;

    private byte ledgers;

    HubBench() {
        this(HubOptions.DEFAULT);
    }

    HubBench(HubOptions options) {
        hub = new MemoryHub(options, this::random16, () -> clock * 1_000_000);
    }

    private byte[] random16() {
        byte[] bytes = new byte[16];
        bytes[15] = ++ledgers;
        return bytes;
    }

    /** What a hub answered to a publish. */
    static final class Answer implements PublishAnswer {
        int accepted;
        final List<FluxarException> refusals = new ArrayList<>();

        @Override
        public void accepted() {
            accepted++;
        }

        @Override
        public void refused(FluxarException why) {
            refusals.add(why);
        }

        void isAccepted() {
            assertThat(refusals).isEmpty();
            assertThat(accepted).isEqualTo(1);
        }

        FluxarException isRefused(ErrorCode code) {
            assertThat(accepted).isZero();
            assertThat(refusals).hasSize(1);
            assertThat(refusals.get(0).errorCode()).contains(code);
            return refusals.get(0);
        }
    }

    // Publishing.

    Answer publish(String topic, int number) {
        return publish(topic, payload(number), Delivery.AT_LEAST_ONCE, false, null);
    }

    Answer retain(String topic, int number) {
        return publish(topic, payload(number), Delivery.AT_LEAST_ONCE, true, null);
    }

    Answer clear(String topic) {
        return publish(topic, Payload.NULL, Delivery.AT_LEAST_ONCE, true, null);
    }

    Answer publish(
            String topic,
            Payload payload,
            Delivery delivery,
            boolean retain,
            @Nullable ProducerId producer) {
        return publish(session, "", topic, payload, delivery, retain, producer);
    }

    Answer publish(
            Object from,
            String principal,
            String topic,
            Payload payload,
            Delivery delivery,
            boolean retain,
            @Nullable ProducerId producer) {
        Answer answer = new Answer();
        hub.publish(
                new Publication(
                        from,
                        principal,
                        topic.getBytes(UTF_8),
                        null,
                        0,
                        payload,
                        delivery,
                        retain,
                        producer,
                        now),
                answer);
        return answer;
    }

    static Payload payload(int number) {
        assertThat(number).isBetween(0, 23);
        return Payload.item(new byte[] {(byte) number});
    }

    // Subscribing.

    /** Says what is asked for, and begins with a plain subscription of mode 0. */
    final class Asking {
        private final String pattern;
        private Delivery delivery = Delivery.AT_MOST_ONCE;
        private @Nullable String group;
        private @Nullable String durable;
        private String principal = "";
        private From from = From.RETAINED;
        private Overflow overflow = Overflow.OLDEST;
        private Allowance allowed = allowance;
        private long ackWait = 30_000;

        Asking(String pattern) {
            this.pattern = pattern;
        }

        Asking mode(int mode) {
            delivery = Delivery.of(mode);
            return this;
        }

        Asking group(String name) {
            group = name;
            return this;
        }

        Asking durable(String name) {
            durable = name;
            return this;
        }

        Asking principal(String name) {
            principal = name;
            return this;
        }

        Asking from(From where) {
            from = where;
            return this;
        }

        Asking overflow(Overflow policy) {
            overflow = policy;
            return this;
        }

        Asking allowance(Allowance of) {
            allowed = of;
            return this;
        }

        Asking ackWait(long millis) {
            ackWait = millis;
            return this;
        }

        Sub sub() {
            return on(hub);
        }

        Sub on(MemoryHub other) {
            Sub sub = new Sub(HubBench.this);
            other.subscribe(
                    new SubscribeRequest(
                            session, principal, pattern, delivery, group, durable, from, overflow,
                            ackWait, allowed, now),
                    sub);
            return sub;
        }
    }

    Asking ask(String pattern) {
        return new Asking(pattern);
    }

    /** A plain subscription of a mode. */
    Sub sub(String pattern, int mode) {
        return ask(pattern).mode(mode).sub();
    }

    static String show(HubEvent event, long dropped) {
        WriteBuffer out = new WriteBuffer(16);
        event.writePayload(out);
        byte[] payload = out.toByteArray();
        String text = payload[0] == (byte) 0xf6 ? "null" : Integer.toString(payload[0]);
        return event.topic()
                + "="
                + text
                + (event.isRetained() ? " R" : "")
                + (dropped == 0 ? "" : " !" + dropped);
    }

    /** What an event with a short topic and payload takes. */
    static long heldBytes(String topic) {
        return heldBytes(topic, payload(0));
    }

    static long heldBytes(String topic, Payload payload) {
        return event(topic, payload, 1).heldBytes();
    }

    static HubEvent event(String topic, Payload payload, long position) {
        Publication publication =
                new Publication(
                        "session",
                        "",
                        topic.getBytes(UTF_8),
                        null,
                        0,
                        payload,
                        Delivery.AT_MOST_ONCE,
                        false,
                        null,
                        0);
        return new HubEvent(publication, position, false, false);
    }
}
