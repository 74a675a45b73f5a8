package dev.fluxar.patterns.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Delivery;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.Names;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The meta of a publish (spec §10.29): the reserved keys that stand on it, and what travels on with
 * the event. Reusable, not thread-safe.
 */
final class PublishMeta {

    private static final byte[] NONE = {};

    private final CborReader in = new CborReader();
    private final WriteBuffer onward = new WriteBuffer(64);
    private int onwardCount;

    /** Whether the hub's decision is answered: so it is where the mode cannot be read. */
    private boolean answered;

    private Delivery delivery = Delivery.AT_MOST_ONCE;
    private boolean retain;
    private @Nullable ProducerId producer;
    private @Nullable String fault;
    private @Nullable String producerFault;

    /** Bytes of the payload that follows in parts, or {@link Parts#NONE}. */
    private long size;

    /** Reads the meta; {@link #fault} says whether it could be. */
    void read(EnvelopeView open, Parts parts) {
        onward.clear();
        onwardCount = 0;
        answered = false;
        delivery = Delivery.AT_MOST_ONCE;
        retain = false;
        producer = null;
        fault = null;
        producerFault = null;
        size = Parts.NONE;
        if (!open.hasMeta()) {
            return;
        }
        try {
            size = parts.ofOpen(open);
        } catch (IllegalArgumentException e) {
            fail(String.valueOf(e.getMessage()));
        }
        byte[] source = open.source();
        int from = open.metaOffset();
        in.reset(source, from, from + open.metaLength());
        int size = in.readMap("meta");
        for (int i = 0; in.more(size, i); i++) {
            String key = in.readText("key");
            int value = in.position();
            in.skip(CborReader.MAX_DEPTH);
            int end = in.position();
            in.position(value);
            if (Names.isReservedMeta(key)) {
                if (!in.tryNull()) {
                    reserved(key);
                }
            } else if (!Names.isTraceKey(key) || trace(key)) {
                onwardCount++; // §10.21-2
                CborWriter.text(onward, key);
                copy(source, value, end - value);
            }
            in.position(end);
        }
        if (delivery == Delivery.EXACTLY_ONCE && fault == null) {
            fault = producerFault;
            if (fault == null && producer == null) {
                fault = "meta key 'producer' is absent, expected it in mode 2";
            }
        }
    }

    /** Copies whatever the length: {@link WriteBuffer#write} would reference long arrays. */
    private void copy(byte[] source, int offset, int length) {
        byte[] array = onward.reserve(length);
        System.arraycopy(source, offset, array, onward.position(), length);
        onward.advance(onward.position() + length);
    }

    /** False for null, which is as if it was absent. §1.2-8 */
    private boolean trace(String key) {
        int from = in.position();
        if (in.tryNull()) {
            return false;
        }
        try {
            in.readText("meta key '" + key + "'");
        } catch (ProtocolException e) {
            fail(String.valueOf(e.getMessage()));
        }
        in.position(from);
        return true;
    }

    private void reserved(String key) {
        switch (key) {
            case "mode" -> readMode();
            case "retain" -> readRetain();
            case "producer" -> readProducer();
            default -> {} // It has no place here. §3.1-3
        }
    }

    private void readMode() {
        answered = true;
        if (in.peekMajor() != CborReader.UNSIGNED) {
            fail("meta key 'mode' is no unsigned integer, expected 0 to 2");
            return;
        }
        long code = in.readAtMost("mode", Long.MAX_VALUE);
        if (code > Delivery.EXACTLY_ONCE.mode()) {
            fail("meta key 'mode' is " + code + ", expected 0 to 2");
        } else {
            delivery = Delivery.of(code);
            answered = delivery != Delivery.AT_MOST_ONCE;
        }
    }

    private void readRetain() {
        int initial = in.peek();
        if (initial != 0xf4 && initial != 0xf5) {
            fail("meta key 'retain' is neither true nor false, expected one of them");
        }
        retain = initial == 0xf5;
    }

    private void readProducer() {
        try {
            int size = in.peekMajor() == CborReader.ARRAY ? in.readArray("producer") : 0;
            boolean open = size < 0;
            if (open || size == 3) {
                String id = in.readText("id in producer");
                long epoch = in.readAtMost("epoch in producer", Long.MAX_VALUE);
                long seq = in.readAtMost("seq in producer", Long.MAX_VALUE);
                int bytes = id.getBytes(UTF_8).length;
                if (bytes >= 1 && bytes <= 255 && seq >= 1 && (!open || in.atBreak())) {
                    producer = new ProducerId(id, epoch, seq);
                    return;
                }
            }
            producerFault =
                    "meta key 'producer' is something else, expected an array of a text of 1 to"
                            + " 255 bytes, an unsigned integer and one from 1";
        } catch (ProtocolException e) {
            producerFault = "meta key 'producer': " + e.getMessage();
        }
    }

    private void fail(String what) {
        if (fault == null) {
            fault = what; // §3.2-1
        }
    }

    /** Whether an answer is sent. §10.29-2 */
    boolean isAnswered() {
        return answered;
    }

    long size() {
        return size;
    }

    Delivery delivery() {
        return delivery;
    }

    boolean retain() {
        return retain;
    }

    /** Null where there is none. */
    @Nullable ProducerId producer() {
        return producer;
    }

    /** What is wrong with a key; null when nothing is. */
    @Nullable String fault() {
        return fault;
    }

    /** A copy of the entries that travel on. */
    byte[] onward() {
        return onwardCount == 0 ? NONE : onward.toByteArray();
    }

    int onwardCount() {
        return onwardCount;
    }
}
