package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the initiator offers (spec §8.2).
 *
 * @param versions in order of preference, at least one
 * @param introduction who offers
 * @param capabilities that it offers
 * @param heartbeatMillis wished quiet interval, clamped
 * @param auth credentials as one encoded item, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Offer(
        List<Long> versions,
        Introduction introduction,
        Capabilities capabilities,
        long heartbeatMillis,
        byte @Nullable [] auth) {

    /** What holds where none is offered, in milliseconds. §8.2 */
    public static final long DEFAULT_HEARTBEAT = 15_000;

    private static final String KEY = "offer";

    /**
     * Without credentials.
     *
     * @param versions in order of preference, at least one
     * @param introduction who offers
     * @param capabilities that it offers
     * @param heartbeatMillis wished quiet interval, clamped
     */
    public Offer(
            List<Long> versions,
            Introduction introduction,
            Capabilities capabilities,
            long heartbeatMillis) {
        this(versions, introduction, capabilities, heartbeatMillis, null);
    }

    /**
     * The same with credentials.
     *
     * @param credentials one encoded item, or null
     * @return a new offer
     */
    public Offer withAuth(byte @Nullable [] credentials) {
        return new Offer(versions, introduction, capabilities, heartbeatMillis, credentials);
    }

    /**
     * The hello's payload.
     *
     * @return an encoded map
     */
    public Payload encode() {
        HelloWriter writer = new HelloWriter();
        WriteBuffer out = writer.key("versions");
        CborWriter.head(out, CborReader.ARRAY, versions.size());
        for (long version : versions) {
            CborWriter.integer(out, version);
        }
        writer.common(introduction, capabilities);
        CborWriter.integer(writer.key("heartbeat"), heartbeatMillis);
        if (auth != null) {
            writer.key("auth").write(auth, 0, auth.length);
        }
        return new Wrapped(writer.map(), null).payload(KEY);
    }

    /**
     * Reads a hello's payload.
     *
     * @param payload encoded
     * @return never null
     * @throws dev.fluxar.message.ProtocolException for what no offer may hold
     */
    public static Offer decode(byte[] payload) {
        Wrapped wrapped = Wrapped.read(payload, KEY);
        CborReader in = wrapped.reader();
        HelloReader reader = new HelloReader(in, KEY);
        List<Long> versions = new ArrayList<>(1);
        Capabilities capabilities = Capabilities.NONE;
        long heartbeat = DEFAULT_HEARTBEAT;
        byte[] auth = null;
        ProtocolMap map = new ProtocolMap(in, KEY);
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "versions" -> versions(in, versions);
                case "caps" -> capabilities = Capabilities.readOffered(in);
                case "heartbeat" -> heartbeat = in.readAtMost("offer heartbeat", Long.MAX_VALUE);
                case "auth" -> auth = in.readItem(CborReader.MAX_DEPTH);
                default -> reader.common(key);
            }
        }
        if (versions.isEmpty()) {
            throw HelloReader.malformed("offer has no versions, expected one at least");
        }
        if (auth != null && wrapped.noise()) {
            // §8.6-5
            throw new ProtocolException(
                    ErrorCode.PROTOCOL_ERROR,
                    "offer has auth in a hello with noise, expected it in an envelope of its own");
        }
        return new Offer(
                versions, reader.introduction(), capabilities, HelloReader.clamp(heartbeat), auth);
    }

    /**
     * Brings a wished interval into the range that is allowed. §8.3-4
     *
     * @param heartbeatMillis any
     * @return 100 to 3,600,000
     */
    public static long clamp(long heartbeatMillis) {
        return HelloReader.clamp(heartbeatMillis);
    }

    private static void versions(CborReader in, List<Long> versions) {
        int size = in.readArray("offer versions");
        for (int i = 0; in.more(size, i); i++) {
            versions.add(in.readUnsigned("offer version"));
        }
    }
}
