package dev.fluxar.session.hello;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a responder answers that resumes a session (spec §9.12).
 *
 * @param encoded the answer byte for byte: the proof is over these
 * @param version of the session
 * @param session 16 bytes, its id
 * @param capabilities in force from now on
 * @param heartbeatMillis in force for both
 * @param received the responder's
 * @param auth what became of credentials as one encoded item, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ResumeAnswer(
        byte[] encoded,
        long version,
        byte[] session,
        Capabilities capabilities,
        long heartbeatMillis,
        long received,
        byte @Nullable [] auth) {

    private static final String KEY = "answer";

    /**
     * Makes an answer. §9.12-4
     *
     * @param version of the session
     * @param session its id
     * @param capabilities {@code resume}, {@code parts} as the session has it, and what was chosen
     *     for the connection
     * @param heartbeatMillis in force
     * @param received so far
     * @param auth what became of credentials as one encoded item, or null
     * @return never null
     */
    public static ResumeAnswer of(
            long version,
            byte[] session,
            Capabilities capabilities,
            long heartbeatMillis,
            long received,
            byte @Nullable [] auth) {
        HelloWriter writer = new HelloWriter();
        CborWriter.integer(writer.key("version"), version);
        CborWriter.bytes(writer.key("session"), session);
        CborWriter.integer(writer.key("heartbeat"), heartbeatMillis);
        capabilities.write(writer.key("caps"));
        if (auth != null) {
            writer.key("auth").write(auth, 0, auth.length);
        }
        WriteBuffer out = writer.key("resume");
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, "received");
        CborWriter.integer(out, received);
        return new ResumeAnswer(
                writer.map(), version, session, capabilities, heartbeatMillis, received, auth);
    }

    /**
     * The answer's payload. §9.12-5
     *
     * @param proof 32 bytes
     * @return an encoded map
     */
    public Payload payload(byte[] proof) {
        return new Wrapped(encoded, proof).payload(KEY);
    }

    /**
     * Reads the payload of an answer to a resume and holds it against the offer. §8.3-5
     *
     * @param payload encoded
     * @param offered that it answers
     * @return null where it has no proof, which is that of a new session. §9.12-6
     * @throws ProtocolException for what no such answer may hold
     */
    public static @Nullable Proven<ResumeAnswer> decode(byte[] payload, ResumeOffer offered) {
        Wrapped wrapped = Wrapped.read(payload, KEY);
        byte[] proof = wrapped.proof();
        if (proof == null) {
            return null;
        }
        long received = received(wrapped.reader());
        Answer answer =
                Answer.decode(
                        payload,
                        new Offer(
                                offered.versions(),
                                new Introduction(null, null, Announced.DEFAULT),
                                offered.capabilities(),
                                offered.heartbeatMillis()),
                        false);
        return new Proven<>(
                new ResumeAnswer(
                        wrapped.inner(),
                        answer.version(),
                        answer.session(),
                        answer.capabilities(),
                        answer.heartbeatMillis(),
                        received,
                        answer.auth()),
                proof);
    }

    /** §9.11-7 */
    private static long received(CborReader in) {
        long received = -1;
        ProtocolMap map = new ProtocolMap(in, KEY);
        for (String key = map.next(); key != null; key = map.next()) {
            if (!key.equals("resume")) {
                in.skip(CborReader.MAX_DEPTH);
                continue;
            }
            ProtocolMap inner = new ProtocolMap(in, "answer resume");
            for (String k = inner.next(); k != null; k = inner.next()) {
                if (k.equals("received")) {
                    received = in.readAtMost("answer resume received", Long.MAX_VALUE);
                } else {
                    in.skip(CborReader.MAX_DEPTH);
                }
            }
        }
        if (received < 0) {
            throw HelloReader.malformed("answer resume lacks a key, expected received");
        }
        return received;
    }
}
