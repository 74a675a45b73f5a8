package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an initiator offers that resumes a session (spec §9.11).
 *
 * @param encoded the offer byte for byte: the proof is over these
 * @param versions that it offers
 * @param capabilities that it offers
 * @param heartbeatMillis wished quiet interval, clamped
 * @param session 16 bytes, the id of the session
 * @param epoch the number of the attempt, from 1
 * @param received the initiator's
 * @param auth credentials as one encoded item, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResumeOffer(
        byte[] encoded,
        List<Long> versions,
        Capabilities capabilities,
        long heartbeatMillis,
        byte[] session,
        long epoch,
        long received,
        byte @Nullable [] auth) {

    private static final String KEY = "offer";
    private static final String WHAT = "offer resume";

    /**
     * Makes an offer. §9.11-2
     *
     * @param version of the session
     * @param capabilities {@code resume}, {@code parts} as the session has it, and what is wished
     *     for the connection
     * @param heartbeatMillis wished quiet interval, clamped
     * @param session its id
     * @param epoch of the attempt
     * @param received so far
     * @param auth credentials as one encoded item, or null. §9.11-6
     * @return never null
     */
    public static ResumeOffer of(
            long version,
            Capabilities capabilities,
            long heartbeatMillis,
            byte[] session,
            long epoch,
            long received,
            byte @Nullable [] auth) {
        HelloWriter writer = new HelloWriter();
        WriteBuffer out = writer.key("versions");
        CborWriter.head(out, CborReader.ARRAY, 1);
        CborWriter.integer(out, version);
        capabilities.write(writer.key("caps"));
        if (heartbeatMillis != Offer.DEFAULT_HEARTBEAT) {
            CborWriter.integer(writer.key("heartbeat"), heartbeatMillis);
        }
        if (auth != null) {
            writer.key("auth").write(auth, 0, auth.length);
        }
        out = writer.key("resume");
        CborWriter.head(out, CborReader.MAP, 3);
        CborWriter.text(out, "session");
        CborWriter.bytes(out, session);
        CborWriter.text(out, "epoch");
        CborWriter.integer(out, epoch);
        CborWriter.text(out, "received");
        CborWriter.integer(out, received);
        return new ResumeOffer(
                writer.map(),
                List.of(version),
                capabilities,
                heartbeatMillis,
                session,
                epoch,
                received,
                auth);
    }

    /**
     * The hello's payload. §9.11
     *
     * @param proof 32 bytes
     * @return an encoded map
     */
    public Payload payload(byte[] proof) {
        return new Wrapped(encoded, proof).payload(KEY);
    }

    /**
     * Reads a hello's payload, which was found to hold an offer.
     *
     * @param payload encoded
     * @return null where it asks for a new session
     * @throws ProtocolException for a {@code resume}, or a proof, that is not as it must be
     */
    public static @Nullable Proven<ResumeOffer> decode(byte[] payload) {
        Wrapped wrapped = Wrapped.read(payload, KEY);
        CborReader in = wrapped.reader();
        boolean resumes = false;
        byte[] session = null;
        long epoch = -1;
        long received = -1;
        ProtocolMap map = new ProtocolMap(in, KEY);
        for (String key = map.next(); key != null; key = map.next()) {
            if (!key.equals("resume")) {
                in.skip(CborReader.MAX_DEPTH);
                continue;
            }
            resumes = true;
            ProtocolMap inner = new ProtocolMap(in, WHAT);
            for (String k = inner.next(); k != null; k = inner.next()) {
                switch (k) {
                    case "session" -> session = in.readBytes(WHAT + " session");
                    case "epoch" -> epoch = in.readAtMost(WHAT + " epoch", Long.MAX_VALUE);
                    case "received" -> received = in.readAtMost(WHAT + " received", Long.MAX_VALUE);
                    default -> in.skip(CborReader.MAX_DEPTH);
                }
            }
        }
        if (!resumes) {
            return null;
        }
        // §9.11-7
        if (session == null || epoch < 0 || received < 0) {
            throw HelloReader.malformed(
                    WHAT + " lacks a key, expected session, epoch and received");
        }
        if (session.length != Answer.SESSION_ID) {
            throw HelloReader.malformed(
                    WHAT
                            + " session has "
                            + session.length
                            + " bytes, expected "
                            + Answer.SESSION_ID);
        }
        if (epoch == 0) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR, WHAT + " epoch is 0, expected at least 1");
        }
        Offer offer = Offer.decode(payload);
        return new Proven<>(
                new ResumeOffer(
                        wrapped.inner(),
                        offer.versions(),
                        offer.capabilities(),
                        offer.heartbeatMillis(),
                        session,
                        epoch,
                        received,
                        offer.auth()),
                wrapped.requireProof());
    }
}
