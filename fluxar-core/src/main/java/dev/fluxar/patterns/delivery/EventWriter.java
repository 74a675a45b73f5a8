package dev.fluxar.patterns.delivery;

import dev.fluxar.hub.HubEvent;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes the events of one subscription (spec §10.21): what all subscriptions share as the hub has
 * encoded it, and the keys of the subscription's own. Allocates nothing. Not thread-safe.
 */
public final class EventWriter {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** {@code [7, null, ref,}, in bytes. */
    private static final int PREFIX = 20;

    private static final int REF = 4;
    private static final byte NULL = (byte) 0xf6;

    private static final byte[] SEQ = {0x63, 's', 'e', 'q'};
    private static final byte[] FLOOR = {0x65, 'f', 'l', 'o', 'o', 'r'};
    private static final byte[] ATTEMPT = {0x67, 'a', 't', 't', 'e', 'm', 'p', 't'};
    private static final byte[] DROPPED = {0x67, 'd', 'r', 'o', 'p', 'p', 'e', 'd'};
    private static final byte[] SIZE = {0x64, 's', 'i', 'z', 'e'};

    private final byte[] prefix = new byte[PREFIX];

    /**
     * Writes for one subscription.
     *
     * @param refHigh high half of its id
     * @param refLow low half
     */
    public EventWriter(long refHigh, long refLow) {
        prefix[0] = (byte) 0x87;
        prefix[1] = 7;
        prefix[2] = NULL;
        prefix[3] = 0x50;
        LONGS.set(prefix, REF, refHigh);
        LONGS.set(prefix, REF + 8, refLow);
    }

    /**
     * How long an event of mode 0 is.
     *
     * @param event of the hub
     * @param dropped how many were dropped before it
     * @return bytes; {@link Integer#MAX_VALUE} where nobody accepts it
     */
    public static int length(HubEvent event, long dropped) {
        if (dropped == 0) {
            return PREFIX + event.tailLength();
        }
        return length(event, 1, entry(DROPPED, dropped));
    }

    /**
     * How long an event of modes 1 and 2 is.
     *
     * @param event of the hub
     * @param seq its number
     * @param floor 0 where it is not stated
     * @param attempt from 1
     * @return bytes; {@link Integer#MAX_VALUE} where nobody accepts it
     */
    public static int length(HubEvent event, long seq, long floor, long attempt) {
        int bytes = entry(SEQ, seq);
        int keys = 1;
        if (floor > 0) {
            bytes += entry(FLOOR, floor);
            keys++;
        }
        if (attempt > 1) {
            bytes += entry(ATTEMPT, attempt);
            keys++;
        }
        return length(event, keys, bytes);
    }

    /**
     * How long an event is that is announced, without its payload. §6.1-1
     *
     * @param event of the hub
     * @param whole its length with the payload in it
     * @return bytes; {@link Integer#MAX_VALUE} where nobody accepts it
     */
    public static int announcedLength(HubEvent event, int whole) {
        // With one key more the head of the map may be one longer.
        return whole == Integer.MAX_VALUE || event.metaCount() + 4 > ProtocolMap.MAX_KEYS
                ? Integer.MAX_VALUE
                : whole - event.payloadBytes() + 1 + entry(SIZE, event.payloadBytes()) + 1;
    }

    private static int entry(byte[] key, long value) {
        return key.length + CborWriter.headLength(value);
    }

    /** With more keys than a map may have nobody accepts it. §1.2-11 */
    private static int length(HubEvent event, int keys, int bytes) {
        int count = event.metaCount() + keys;
        if (count > ProtocolMap.MAX_KEYS) {
            return Integer.MAX_VALUE;
        }
        return PREFIX
                + event.topicBytes()
                + CborWriter.headLength(count)
                + event.metaEntriesBytes()
                + bytes
                + event.payloadBytes()
                + 1;
    }

    /**
     * Writes an event of mode 0.
     *
     * @param out to append to
     * @param event of the hub
     * @param dropped how many were dropped before it
     */
    public void write(WriteBuffer out, HubEvent event, long dropped) {
        out.write(prefix, 0, PREFIX);
        if (dropped == 0) {
            event.writeTail(out);
            return;
        }
        begin(out, event, 1);
        put(out, DROPPED, dropped); // §10.27-2
        end(out, event);
    }

    /**
     * Writes an event of modes 1 and 2.
     *
     * @param out to append to
     * @param event of the hub
     * @param seq its number
     * @param floor 0 where it is not stated
     * @param attempt from 1
     */
    public void write(WriteBuffer out, HubEvent event, long seq, long floor, long attempt) {
        out.write(prefix, 0, PREFIX);
        begin(out, event, 1 + (floor > 0 ? 1 : 0) + (attempt > 1 ? 1 : 0));
        keys(out, seq, floor, attempt);
        end(out, event);
    }

    private static void keys(WriteBuffer out, long seq, long floor, long attempt) {
        put(out, SEQ, seq);
        if (floor > 0) {
            put(out, FLOOR, floor); // §10.23-3
        }
        if (attempt > 1) {
            put(out, ATTEMPT, attempt); // §10.21-6
        }
    }

    /**
     * Writes an event of mode 0 without its payload, which follows in parts. §6.1-1
     *
     * @param out to append to
     * @param event of the hub
     * @param dropped how many were dropped before it
     */
    public void announce(WriteBuffer out, HubEvent event, long dropped) {
        out.write(prefix, 0, PREFIX);
        begin(out, event, 1 + (dropped > 0 ? 1 : 0));
        if (dropped > 0) {
            put(out, DROPPED, dropped); // §10.27-2
        }
        endAnnounced(out, event);
    }

    /**
     * Writes an event of modes 1 and 2 without its payload, which follows in parts. §6.1-1
     *
     * @param out to append to
     * @param event of the hub
     * @param seq its number
     * @param floor 0 where it is not stated
     * @param attempt from 1
     */
    public void announce(WriteBuffer out, HubEvent event, long seq, long floor, long attempt) {
        out.write(prefix, 0, PREFIX);
        begin(out, event, 2 + (floor > 0 ? 1 : 0) + (attempt > 1 ? 1 : 0));
        keys(out, seq, floor, attempt);
        endAnnounced(out, event);
    }

    private static void endAnnounced(WriteBuffer out, HubEvent event) {
        put(out, SIZE, event.payloadBytes());
        out.writeByte(NULL);
        out.writeByte(NULL);
    }

    private static void begin(WriteBuffer out, HubEvent event, int keys) {
        event.writeTopic(out);
        CborWriter.head(out, CborReader.MAP, event.metaCount() + (long) keys);
        event.writeMetaEntries(out); // §10.21-2
    }

    private static void put(WriteBuffer out, byte[] key, long value) {
        out.write(key, 0, key.length);
        CborWriter.head(out, CborReader.UNSIGNED, value);
    }

    private static void end(WriteBuffer out, HubEvent event) {
        event.writePayload(out); // §10.21-1
        out.writeByte(NULL);
    }
}
