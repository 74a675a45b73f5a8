package dev.fluxar.patterns.stream;

import dev.fluxar.Credit;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.flow.SendCredit;
import dev.fluxar.patterns.parts.OutboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.EnvelopeSink;
import dev.fluxar.session.EnvelopeSource;
import dev.fluxar.transport.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The sending direction of a stream: pulls items from the application's {@link ItemSource} as
 * credit and connection allow, and writes the clean {@code end} behind them (spec §10.10). A long
 * one goes in parts (spec §6), which neither a pause nor credit holds up. §10.12-8 Not thread-safe.
 */
final class ItemFlow extends EnvelopeSource {

    /** What an item's envelope takes beside its payload, in bytes. */
    static final int OVERHEAD = 23;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int REF = 4;
    private static final byte NULL = (byte) 0xf6;

    /** {@code [3, null, ref, null, null,} with a ref to be filled in. */
    private static final byte[] PREFIX = new byte[OVERHEAD - 1];

    /** {@code "end", null, null, null]} */
    private static final byte[] END = {0x63, 'e', 'n', 'd', NULL, NULL, NULL};

    static {
        PREFIX[0] = (byte) 0x87;
        PREFIX[1] = 3;
        PREFIX[2] = NULL;
        PREFIX[3] = 0x50;
        PREFIX[REF + 16] = NULL;
        PREFIX[REF + 17] = NULL;
    }

    private final StreamExchange stream;
    private final ItemSource source;
    private final SendCredit credit;
    private final Parts parts;
    private final long most;
    private final long refHigh;
    private final long refLow;
    private final byte[] prefix = PREFIX.clone();

    /** The item that goes out in parts; nothing else goes meanwhile. §6.1-4 §6.1-5 */
    private @Nullable OutboundTransfer transfer;

    /** The source holds it until it is written. */
    private boolean pollLater;

    /**
     * Begins a direction.
     *
     * @param first what the other side lets it write, or null for no bound
     * @param most the longest envelope that it accepts, in bytes
     */
    ItemFlow(
            StreamExchange stream,
            ItemSource source,
            @Nullable Credit first,
            Parts parts,
            long most,
            long refHigh,
            long refLow) {
        this.stream = stream;
        this.source = source;
        this.credit = new SendCredit(first);
        this.parts = parts;
        this.most = most;
        this.refHigh = refHigh;
        this.refLow = refLow;
        LONGS.set(prefix, REF, refHigh);
        LONGS.set(prefix, REF + 8, refLow);
    }

    /** Tells the source how much may be written. */
    void tellDemand() {
        source.onDemand(credit.itemsLeft(), credit.bytesLeft());
    }

    void pause() {
        credit.pause();
        tellDemand();
    }

    void resume(@Nullable Credit more) {
        credit.resume(more);
        tellDemand();
    }

    boolean hasWritten() {
        return credit.itemsWritten() > 0;
    }

    /** Writes nothing more of an item. §6.4-3 */
    void stop() {
        if (transfer != null) {
            transfer.abandon();
        }
    }

    @Override
    protected boolean writeTo(EnvelopeSink out) {
        // In the order given, as credit allows; without any there is no other bound than the
        // connection. §10.10-1 §10.12-4 §10.13-1
        while (stream.sends() && transfer == null) {
            int next = source.next();
            if (next == ItemSource.ENDED) {
                return !writeEnd(out); // §10.10-4
            }
            if (next == ItemSource.NONE || !credit.mayWrite()) {
                return false; // Others go on. §10.12-14
            }
            int length = OVERHEAD + next;
            if (parts.announces(next, length)) {
                return announce(out, next);
            }
            if (length > most) {
                stream.onTooLong(length, most); // §10.10-7
                return false;
            }
            WriteBuffer frame = out.begin(length);
            if (frame == null) {
                return true;
            }
            Payload item = source.poll();
            frame.write(prefix, 0, prefix.length);
            item.write(frame);
            frame.writeByte(NULL);
            credit.wrote(out.end()); // §10.12-5
        }
        return false;
    }

    /** Writes the item ahead, without its payload; false unless there is no room. §6.1-1 */
    private boolean announce(EnvelopeSink out, int size) {
        if (size > parts.longest()) {
            stream.onTooLong(size, parts.longest()); // §6.1-2
            return false;
        }
        byte[] meta = Parts.withSize(null, size);
        WriteBuffer frame = out.begin(OVERHEAD + meta.length);
        if (frame == null) {
            return true;
        }
        frame.write(prefix, 0, prefix.length - 1);
        frame.write(meta, 0, meta.length);
        frame.writeByte(NULL);
        frame.writeByte(NULL);
        credit.wrote(out.end() + (long) size); // §10.12-5
        Payload item = source.peek();
        OutboundTransfer begun = parts.send(MessageType.STREAM, item, this::onLastPart);
        if (begun != null) {
            source.poll(); // Its room is for other streams.
        } else {
            pollLater = true;
            begun = parts.sendCharged(MessageType.STREAM, item, this::onLastPart);
        }
        transfer = begun;
        begun.begin(refHigh, refLow);
        return false;
    }

    private void onLastPart() {
        transfer = null;
        if (pollLater) {
            pollLater = false;
            source.poll();
        }
        stream.ready();
    }

    private boolean writeEnd(EnvelopeSink out) {
        WriteBuffer frame = out.begin(prefix.length + END.length);
        if (frame == null) {
            return false;
        }
        frame.write(prefix, 0, REF + 16);
        frame.write(END, 0, END.length);
        out.end();
        stream.onEndWritten();
        return true;
    }
}
