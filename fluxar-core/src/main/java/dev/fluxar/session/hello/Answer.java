package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import org.jspecify.annotations.Nullable;

/**
 * What the responder chose (spec §8.3).
 *
 * @param version one of those offered
 * @param session 16 opaque bytes that name the session
 * @param introduction who answers
 * @param capabilities in force
 * @param heartbeatMillis in force for both
 * @param grant what a session that survives needs; null without the capability
 * @param auth what became of credentials as one encoded item, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(
        long version,
        byte[] session,
        Introduction introduction,
        Capabilities capabilities,
        long heartbeatMillis,
        @Nullable ResumeGrant grant,
        byte @Nullable [] auth) {

    static final int SESSION_ID = 16;

    private static final String KEY = "answer";

    /**
     * The answer's payload.
     *
     * @return an encoded map
     */
    public Payload encode() {
        HelloWriter writer = new HelloWriter();
        CborWriter.integer(writer.key("version"), version);
        CborWriter.bytes(writer.key("session"), session);
        writer.common(introduction, capabilities);
        CborWriter.integer(writer.key("heartbeat"), heartbeatMillis);
        if (grant != null) {
            grant.write(writer.key(ResumeGrant.KEY));
        }
        if (auth != null) {
            writer.key("auth").write(auth, 0, auth.length);
        }
        return new Wrapped(writer.map(), null).payload(KEY);
    }

    /**
     * Reads an answer's payload and holds it against the offer. §8.3-5
     *
     * @param payload encoded
     * @param offer that it answers
     * @return never null
     * @throws ProtocolException for what no answer may hold
     */
    public static Answer decode(byte[] payload, Offer offer) {
        return decode(payload, offer, offer.capabilities().resume());
    }

    /** One that answers a new session has a grant to be read. §9.6-2 */
    static Answer decode(byte[] payload, Offer offer, boolean grants) {
        CborReader in = Wrapped.read(payload, KEY).reader();
        HelloReader reader = new HelloReader(in, KEY);
        long version = -1;
        byte[] session = null;
        Capabilities capabilities = Capabilities.NONE;
        long heartbeat = -1;
        ResumeGrant grant = null;
        byte[] auth = null;
        ProtocolMap map = new ProtocolMap(in, KEY);
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "version" -> version = in.readAtMost("answer version", Long.MAX_VALUE);
                case "session" -> session = in.readBytes("answer session");
                case "caps" -> capabilities = Capabilities.readChosen(in, offer.capabilities());
                case "heartbeat" -> heartbeat = in.readAtMost("answer heartbeat", Long.MAX_VALUE);
                case ResumeGrant.KEY -> {
                    if (grants) {
                        grant = ResumeGrant.read(in);
                    } else {
                        in.skip(CborReader.MAX_DEPTH); // §1.2-7
                    }
                }
                case "auth" -> auth = in.readItem(CborReader.MAX_DEPTH);
                default -> reader.common(key);
            }
        }
        if (version < 0 || session == null || heartbeat < 0) {
            throw HelloReader.malformed(
                    "answer lacks a key, expected version, session and heartbeat");
        }
        if (session.length != SESSION_ID) {
            throw HelloReader.malformed(
                    "answer session has " + session.length + " bytes, expected " + SESSION_ID);
        }
        if (!offer.versions().contains(version)) {
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "answer chose version " + version + ", expected one of " + offer.versions());
        }
        if (heartbeat < HelloReader.MIN_HEARTBEAT || heartbeat > offer.heartbeatMillis()) {
            throw reader.outOfRange(
                    "heartbeat is " + heartbeat,
                    HelloReader.MIN_HEARTBEAT,
                    offer.heartbeatMillis());
        }
        if (grants && capabilities.resume() && grant == null) {
            throw HelloReader.malformed(
                    "answer chose the capability 'resume' and has no resume, expected a map with"
                            + " secret and window"); // §9.6-2
        }
        return new Answer(
                version,
                session,
                reader.introduction(),
                capabilities,
                heartbeat,
                capabilities.resume() ? grant : null,
                auth);
    }
}
