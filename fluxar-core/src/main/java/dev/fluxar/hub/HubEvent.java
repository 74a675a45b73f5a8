package dev.fluxar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event that a hub has accepted, encoded as far as all subscriptions share it. Immutable, and
 * one object for all of them: two events are the same when the objects are.
 *
 * <p>An envelope {@code [7, null, ref, topic, meta, payload, null]} is the session's head up to the
 * ref, then {@link #writeTail}; where meta gets keys of the subscription's own, it is {@link
 * #writeTopic}, a map head for {@link #metaCount} and those, {@link #writeMetaEntries}, the own
 * entries, {@link #writePayload}, null.
 */
public final class HubEvent {

    /** Payloads of this many encoded bytes and more are referenced, shorter ones copied. */
    public static final int INLINE = WriteBuffer.SPLICE_THRESHOLD;

    /** The object and its array, in bytes, rounded up. */
    private static final int OVERHEAD = 96;

    private static final byte NULL = (byte) 0xf6;
    private static final byte[] RETAIN = {0x66, 'r', 'e', 't', 'a', 'i', 'n', (byte) 0xf5};
    private static final byte[] TS = {0x62, 't', 's'};

    /** Topic, meta, and where it is short the payload with the null of the error behind it. */
    private final byte[] tail;

    private final int topicEnd;
    private final int entries;
    private final int entriesEnd;
    private final int metaCount;

    /** Where it is long; null: it is in the tail. */
    private final @Nullable Payload large;

    private final long position;
    private final long timestamp;
    private final boolean retained;

    /**
     * Encodes an event.
     *
     * @param of what was published
     * @param position its place in the order of acceptance, from 1
     * @param stamped whether it tells its time of acceptance, the publication's (§10.25-5)
     * @param retained whether it is a retained value, rather than the event itself (§10.25-3)
     */
    public HubEvent(Publication of, long position, boolean stamped, boolean retained) {
        this.position = position;
        this.timestamp = of.unixMillis;
        this.retained = retained;
        boolean tellsTime = stamped || retained; // §10.25-5
        this.metaCount = of.metaCount + (tellsTime ? 1 : 0) + (retained ? 1 : 0);
        int length = of.payload.encodedLength();
        this.large = length < INLINE ? null : of.payload;
        WriteBuffer out =
                new WriteBuffer(
                        of.topic.length
                                + of.metaEntries.length
                                + (large == null ? length : 0)
                                + (metaCount == of.metaCount ? 0 : 32)
                                + 2 * CborWriter.MAX_HEAD);
        CborWriter.head(out, CborReader.TEXT, of.topic.length);
        append(out, of.topic);
        this.topicEnd = out.position();
        if (metaCount == 0) {
            CborWriter.nil(out);
            this.entries = out.position();
        } else {
            CborWriter.head(out, CborReader.MAP, metaCount);
            this.entries = out.position();
            append(out, of.metaEntries); // §10.21-2
            if (retained) {
                append(out, RETAIN); // §10.25-3
            }
            if (tellsTime) {
                append(out, TS);
                CborWriter.integer(out, Math.max(0, timestamp));
            }
        }
        this.entriesEnd = out.position();
        if (large == null) {
            of.payload.write(out); // §10.21-1
            CborWriter.nil(out);
        }
        this.tail = Arrays.copyOf(out.array(), out.position());
    }

    /** Copies whatever the length: {@link WriteBuffer#write} would reference long arrays. */
    private static void append(WriteBuffer out, byte[] bytes) {
        byte[] array = out.reserve(bytes.length);
        System.arraycopy(bytes, 0, array, out.position(), bytes.length);
        out.advance(out.position() + bytes.length);
    }

    /**
     * Appends topic, meta, payload and the null of the error: the same bytes for every
     * subscription.
     *
     * @param out to append to; payloads of {@link #INLINE} bytes and more are referenced
     */
    public void writeTail(WriteBuffer out) {
        out.write(tail, 0, tail.length);
        Payload apart = large;
        if (apart != null) {
            apart.write(out);
            CborWriter.nil(out);
        }
    }

    /**
     * How long that is.
     *
     * @return bytes
     */
    public int tailLength() {
        Payload apart = large;
        return apart == null ? tail.length : tail.length + apart.encodedLength() + 1;
    }

    /**
     * The topic.
     *
     * @return 1 to 255 bytes of UTF-8
     */
    public String topic() {
        int from = topicEnd - topicLength();
        return new String(tail, from, topicEnd - from, UTF_8);
    }

    private int topicLength() {
        int head = topicEnd <= 24 ? 1 : 2;
        return topicEnd - head;
    }

    /**
     * A copy of the topic.
     *
     * @return UTF-8
     */
    public byte[] copyTopic() {
        return Arrays.copyOfRange(tail, topicEnd - topicLength(), topicEnd);
    }

    /**
     * Whether a pattern matches the topic.
     *
     * @param pattern any
     * @return whether
     */
    public boolean matches(TopicPattern pattern) {
        return pattern.matches(tail, topicEnd - topicLength(), topicEnd);
    }

    /**
     * Appends the topic, a text string.
     *
     * @param out to append to
     */
    public void writeTopic(WriteBuffer out) {
        out.write(tail, 0, topicEnd);
    }

    /**
     * How long the encoded topic is.
     *
     * @return bytes
     */
    public int topicBytes() {
        return topicEnd;
    }

    /**
     * How many entries meta has before the subscription's own: the application's, {@code retain}
     * and {@code ts}.
     *
     * @return 0 and up
     */
    public int metaCount() {
        return metaCount;
    }

    /**
     * Appends these entries without the map's head.
     *
     * @param out to append to
     */
    public void writeMetaEntries(WriteBuffer out) {
        out.write(tail, entries, entriesEnd - entries);
    }

    /**
     * How long these entries are.
     *
     * @return bytes
     */
    public int metaEntriesBytes() {
        return entriesEnd - entries;
    }

    /**
     * The encoded meta map.
     *
     * @return a copy; null where there are no entries
     */
    public byte @Nullable [] copyMeta() {
        return metaCount == 0 ? null : Arrays.copyOfRange(tail, topicEnd, entriesEnd);
    }

    /**
     * Appends the payload.
     *
     * @param out to append to; payloads of {@link #INLINE} bytes and more are referenced
     */
    public void writePayload(WriteBuffer out) {
        Payload apart = large;
        if (apart == null) {
            out.write(tail, entriesEnd, tail.length - 1 - entriesEnd);
        } else {
            apart.write(out);
        }
    }

    /**
     * How long the encoded payload is.
     *
     * @return bytes, at least 1
     */
    public int payloadBytes() {
        Payload apart = large;
        return apart == null ? tail.length - 1 - entriesEnd : apart.encodedLength();
    }

    /**
     * Whether the payload is more than null.
     *
     * @return false for null
     */
    public boolean hasPayload() {
        return large != null || tail.length - 1 - entriesEnd > 1 || tail[entriesEnd] != NULL;
    }

    /**
     * The payload, to be sent in parts.
     *
     * @return a copy where it is shorter than {@link #INLINE}
     */
    @SuppressWarnings("exports") // For sessions; hubs that store events use writePayload.
    public Payload payload() {
        Payload apart = large;
        return apart == null
                ? Payload.item(Arrays.copyOfRange(tail, entriesEnd, tail.length - 1))
                : apart;
    }

    /**
     * Its place in the order in which its hub accepts events.
     *
     * @return from 1
     */
    public long position() {
        return position;
    }

    /**
     * When it was accepted.
     *
     * @return milliseconds since 1970-01-01T00:00Z, whether meta tells it or not
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * Whether it is a retained value.
     *
     * @return false for an event on its normal way, however it was published
     */
    public boolean isRetained() {
        return retained;
    }

    /**
     * What it takes while it is held.
     *
     * @return bytes
     */
    public long heldBytes() {
        Payload apart = large;
        return OVERHEAD + tail.length + (apart == null ? 0L : apart.encodedLength());
    }

    @Override
    public String toString() {
        return "HubEvent[" + position + " " + topic() + (retained ? " retained" : "") + "]";
    }
}
