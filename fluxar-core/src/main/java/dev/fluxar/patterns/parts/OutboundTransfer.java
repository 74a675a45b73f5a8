package dev.fluxar.patterns.parts;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.session.EnvelopeSink;
import dev.fluxar.session.EnvelopeSource;
import dev.fluxar.session.Session;
import dev.fluxar.transport.WriteBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A payload that goes out in parts (spec §6.2), one a turn, behind the envelope that announces it.
 * Whoever begins one writes nothing else in that direction of the exchange until it is over. §6.1-4
 * Confined to the session's thread.
 */
public final class OutboundTransfer extends EnvelopeSource {

    /** What the payload is charged to until the transfer is over. */
    enum Charge {
        OWN,
        THEIRS,
        NONE
    }

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte NULL = (byte) 0xf6;
    private static final int REF = 4;

    /** {@code [type, null, ref, "part", null,} with type and ref to be filled in. */
    private static final byte[] PREFIX = new byte[REF + 16 + 6];

    /** What a part's envelope takes besides its bytes, in bytes. */
    static final int OVERHEAD = PREFIX.length + 5 + 1;

    static {
        PREFIX[0] = (byte) 0x87;
        PREFIX[2] = NULL;
        PREFIX[3] = 0x50;
        byte[] part = {0x64, 'p', 'a', 'r', 't', NULL};
        System.arraycopy(part, 0, PREFIX, REF + 16, part.length);
    }

    private final Session session;
    private final Runnable onOver;
    private final byte[] prefix = PREFIX.clone();
    private final int size;
    private Charge charge;
    private Payload payload;
    private int partLength;
    private int written;
    private boolean begun;
    private boolean abandoned;
    private boolean over;

    OutboundTransfer(
            Session session, MessageType type, Payload payload, Charge charge, Runnable onOver) {
        this.session = session;
        this.payload = payload;
        this.size = payload.encodedLength();
        this.charge = charge;
        this.onOver = onOver;
        prefix[1] = (byte) type.code();
    }

    /**
     * The announced envelope is written: the parts follow, each behind all that waits. §6.5-1
     *
     * @param refHigh high half of the id of the exchange
     * @param refLow low half
     */
    public void begin(long refHigh, long refLow) {
        if (over) {
            return;
        }
        LONGS.set(prefix, REF, refHigh);
        LONGS.set(prefix, REF + 8, refLow);
        long most = session.peerLimits().envelope() - OVERHEAD; // §11.1-1
        long part = Math.min(session.peerLimits().part(), Parts.LONGEST_PART); // §6.2-2
        partLength = (int) Math.min(most, part);
        begun = true;
        session.ready(this);
    }

    /**
     * The length of the payload, which is what is announced.
     *
     * @return bytes, at least 1
     */
    public int size() {
        return size;
    }

    /**
     * Whether nothing of it is written any more.
     *
     * @return true once the last part is written, or it was abandoned
     */
    public boolean isOver() {
        return over;
    }

    /**
     * Writes no further part: something else abandons the transfer, or the exchange has ended.
     * §6.4-3
     */
    public void abandon() {
        over = true;
        forget();
    }

    /** Abandons the transfer by a part without bytes; nothing happens where it is over. §6.4-1 */
    public void abandonByPart() {
        if (begun && !over) {
            abandoned = true;
            forget();
            session.ready(this);
        } else {
            abandon();
        }
    }

    private void forget() {
        payload = Payload.NULL;
        switch (charge) {
            case OWN -> session.budget().releaseOwnPayload(size);
            case THEIRS -> session.budget().releasePayload(size);
            case NONE -> {}
        }
        charge = Charge.NONE;
    }

    @Override
    protected boolean writeTo(EnvelopeSink out) {
        if (over) {
            return false;
        }
        int length = abandoned ? 0 : Math.min(partLength, size - written);
        WriteBuffer frame = out.begin(OVERHEAD + length);
        if (frame == null) {
            return true;
        }
        frame.write(prefix, 0, prefix.length);
        if (abandoned) {
            frame.writeByte(NULL);
        } else {
            CborWriter.head(frame, CborReader.BYTES, length);
            payload.write(frame, written, length);
            written += length;
        }
        frame.writeByte(NULL);
        out.end();
        if (!abandoned && written < size) {
            return true; // One a turn. §6.5-1
        }
        over = true;
        forget();
        onOver.run();
        return false;
    }

    @Override
    public String toString() {
        return "transfer of " + size + " bytes, of which " + written + " are written";
    }
}
