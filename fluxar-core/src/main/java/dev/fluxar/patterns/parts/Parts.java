package dev.fluxar.patterns.parts;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.parts.OutboundTransfer.Charge;
import dev.fluxar.session.budget.Budget;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Large payloads of a session (spec §6): which ones have to be announced, what an envelope
 * announces, and the transfers of both directions. Pure, and confined to the session's thread.
 */
public final class Parts {

    /** What announces nothing. */
    public static final long NONE = -1;

    /** What {@code size} adds to an encoded meta map at most, its head included, in bytes. */
    public static final int SIZE_BOUND = 17;

    /** The longest part written, in bytes: others wait no longer than it takes. */
    static final int LONGEST_PART = 64 * 1024;

    /** How deep an envelope's payload may nest, the envelope itself being the first. §1.2-4 */
    private static final int PAYLOAD_DEPTH = CborReader.MAX_DEPTH - 1;

    private static final MetaCursor.Keys SIZE = new MetaCursor.Keys("size");

    private final Exchanges exchanges;
    private final int maxPart;
    private final long maxPayload;
    private final MetaCursor keys = new MetaCursor(SIZE);
    private final CborReader reader = new CborReader();

    /**
     * Starts with no transfer.
     *
     * @param exchanges of the session, which is asked for when it is needed
     * @param limits of this side
     */
    public Parts(Exchanges exchanges, Limits limits) {
        this.exchanges = exchanges;
        this.maxPart = limits.part();
        this.maxPayload = limits.payload();
    }

    // What goes out

    /**
     * Whether a payload has to be announced. §6.1-1
     *
     * @param payload bytes of the encoded payload
     * @param envelope bytes of the envelope with the payload in it
     * @return false also where parts are not in force: it travels whole or not at all
     */
    public boolean announces(int payload, long envelope) {
        return exchanges.session().parts()
                && (payload > exchanges.session().peerLimits().part()
                        || envelope > exchanges.session().peerLimits().envelope());
    }

    /**
     * The longest payload that may be announced. §6.1-2
     *
     * @return bytes, as the other side has announced
     */
    public long longest() {
        return exchanges.session().peerLimits().payload();
    }

    /**
     * Prepares to send a payload of this side's own; it is charged to the session's budget until
     * the transfer is over.
     *
     * @param type of the envelope that announces it
     * @param payload within {@link #longest}
     * @param onOver runs on the session's thread when the last part, or the one that abandons the
     *     transfer, is written
     * @return null when the budget has no room
     */
    public @Nullable OutboundTransfer send(MessageType type, Payload payload, Runnable onOver) {
        int bytes = payload.encodedLength();
        return exchanges.session().budget().tryReserveOwnPayload(bytes)
                ? transfer(type, payload, Charge.OWN, onOver)
                : null;
    }

    /**
     * Prepares to send a payload that answers the other side; it is charged to what is held for
     * that until the transfer is over.
     *
     * @param type of the envelope that announces it
     * @param payload within {@link #longest}
     * @param onOver as of {@link #send}
     * @return null when the budget has no room
     */
    public @Nullable OutboundTransfer answer(MessageType type, Payload payload, Runnable onOver) {
        int bytes = payload.encodedLength();
        return exchanges.session().budget().tryReservePayload(bytes)
                ? transfer(type, payload, Charge.THEIRS, onOver)
                : null;
    }

    /**
     * How long a payload of this side may be to be announced now, beside what goes out in parts.
     *
     * @param held whether {@code sending} holds it until then
     * @return bytes; {@link Long#MAX_VALUE} where nothing goes out, so that none waits for ever
     */
    public long room(boolean held) {
        Budget budget = exchanges.session().budget();
        long room = budget.roomOfOwnPayloads();
        return held || room == Long.MAX_VALUE
                ? room
                : Math.min(room, budget.share() - budget.own());
    }

    /**
     * Prepares to send a payload that there is {@link #room} for; it is charged as of {@link
     * #send}.
     *
     * @param type of the envelope that announces it
     * @param payload within {@link #longest} and {@link #room}
     * @param onOver as of {@link #send}
     * @return never null
     */
    public OutboundTransfer sendHeld(MessageType type, Payload payload, Runnable onOver) {
        exchanges.session().budget().takeOwnPayload(payload.encodedLength());
        return transfer(type, payload, Charge.OWN, onOver);
    }

    /**
     * Prepares to send a payload that is charged elsewhere for as long as the transfer lasts.
     *
     * @param type of the envelope that announces it
     * @param payload within {@link #longest}
     * @param onOver as of {@link #send}
     * @return never null
     */
    public OutboundTransfer sendCharged(MessageType type, Payload payload, Runnable onOver) {
        return transfer(type, payload, Charge.NONE, onOver);
    }

    private OutboundTransfer transfer(
            MessageType type, Payload payload, Charge charge, Runnable onOver) {
        return new OutboundTransfer(exchanges.session(), type, payload, charge, onOver);
    }

    /**
     * The meta of an envelope that announces a payload. §6.1-1
     *
     * @param meta an encoded map without {@code size}, its length definite, or null
     * @param size bytes of the encoded payload
     * @return an encoded map
     */
    public static byte[] withSize(byte @Nullable [] meta, int size) {
        int entries = 0;
        int from = 0;
        if (meta != null) {
            CborReader in = new CborReader().reset(meta, 0, meta.length);
            entries = in.readMap("meta");
            from = in.position();
        }
        int rest = meta == null ? 0 : meta.length - from;
        WriteBuffer out = new WriteBuffer(rest + SIZE_BOUND);
        CborWriter.head(out, CborReader.MAP, entries + 1);
        if (meta != null) {
            out.write(meta, from, rest);
        }
        CborWriter.text(out, "size");
        CborWriter.integer(out, size);
        return out.toByteArray();
    }

    // What comes in

    /**
     * What an open announces. §6.1-3
     *
     * @param open of a call, a stream or a publish
     * @return bytes, at least 1; {@link #NONE} where nothing is announced
     * @throws IllegalArgumentException when {@code size} is of another kind, or 0; names the key.
     *     §3.2-1
     */
    public long ofOpen(EnvelopeView open) {
        long size = size(open);
        if (size == 0) {
            throw new IllegalArgumentException("meta key 'size' is 0, expected at least 1");
        }
        return size;
    }

    /**
     * What a reply, an item or an event announces. §6.1-3
     *
     * @param view a continuation that is not dropped
     * @return bytes, at least 1; {@link #NONE} where nothing is announced
     * @throws ProtocolException when {@code size} is of another kind, 0 or too much. §3.2-2 §3.2-3
     */
    public long ofContinuation(EnvelopeView view) {
        long size;
        try {
            size = size(view);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.MALFORMED, String.valueOf(e.getMessage()));
        }
        if (size == 0) {
            throw violation("meta key 'size' is 0, expected at least 1");
        }
        if (isTooLong(size)) {
            throw violation(tooLong(size)); // §6.3-3
        }
        return size;
    }

    private long size(EnvelopeView view) {
        // Elsewhere it has no effect. §6.1-3
        if (view.hasPayload() || view.error() != null || !view.hasMeta()) {
            return NONE;
        }
        if (!exchanges.session().parts()) {
            return NONE;
        }
        return keys.reset(view).next() == MetaCursor.END ? NONE : keys.unsigned();
    }

    /**
     * Whether an announced payload is longer than this side accepts.
     *
     * @param size bytes
     * @return whether
     */
    public boolean isTooLong(long size) {
        return size > maxPayload;
    }

    /**
     * What the other side is told of a payload that is longer than this side accepts.
     *
     * @param size bytes
     * @return for a person
     */
    public String tooLong(long size) {
        return "payload of " + size + " bytes announced, at most " + maxPayload + " accepted";
    }

    /**
     * What the other side is told of a payload that there is no room for.
     *
     * @param size bytes
     * @return for a person
     */
    public String noRoom(long size) {
        return "no room for " + size + " bytes beside what is held for this peer";
    }

    /**
     * Whether the budget has room for an announced payload. §6.3-4
     *
     * @param announced the envelope
     * @param size what it announces
     * @return whether {@link #receive} would succeed now
     */
    public boolean fits(EnvelopeView announced, long size) {
        return exchanges.session().budget().fitsPayload(size + announced.length());
    }

    /**
     * Begins to receive a payload: reserves all of it, and the envelope that is kept until then.
     * §6.3-1
     *
     * @param announced the envelope, which is copied
     * @param size what it announces, not {@linkplain #isTooLong too long}
     * @return null when the budget has no room
     */
    public @Nullable InboundTransfer receive(EnvelopeView announced, long size) {
        long held = size + announced.length();
        if (!exchanges.session().budget().tryReservePayload(held)) {
            return null;
        }
        return new InboundTransfer(this, announced.copy(), (int) size, held);
    }

    /**
     * Begins to read past a payload that nobody wants.
     *
     * @param size what was announced, not {@linkplain #isTooLong too long}
     * @return holds nothing
     */
    public InboundTransfer discard(long size) {
        return new InboundTransfer(this, null, (int) size, 0);
    }

    int maxPart() {
        return maxPart;
    }

    CborReader reader() {
        return reader;
    }

    void release(long held) {
        exchanges.session().budget().releasePayload(held);
    }

    /** The bytes of a transfer are one item, and nothing behind it. §6.2-3 */
    void requireItem(byte[] bytes) {
        reader.reset(bytes, 0, bytes.length);
        reader.skip(PAYLOAD_DEPTH);
        if (reader.hasRemaining()) {
            throw new ProtocolException(
                    ErrorCode.MALFORMED,
                    "payload in parts has "
                            + (bytes.length - reader.position())
                            + " bytes behind its item, expected none");
        }
    }

    // What breaks the rules

    /**
     * A part came where no transfer is under way. §6.2-5
     *
     * @return to be thrown
     */
    public static ProtocolException withoutTransfer() {
        return violation("a part was read where no payload is announced");
    }

    /**
     * A transfer was abandoned by a part where that is not the way to do it. §6.4-1
     *
     * @return to be thrown
     */
    public static ProtocolException abandonedByPart() {
        return violation("a part without bytes was read, expected a byte string");
    }

    /**
     * Something came that has no place between the parts of a transfer. §6.1-5
     *
     * @param what names it
     * @return to be thrown
     */
    public static ProtocolException amongParts(String what) {
        return violation(what + " was read among the parts of a payload");
    }

    static ProtocolException violation(String message) {
        return new ProtocolException(ErrorCode.PROTOCOL_ERROR, message);
    }
}
