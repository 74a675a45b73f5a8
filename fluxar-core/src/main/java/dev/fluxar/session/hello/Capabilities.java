package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;
import dev.fluxar.transport.WriteBuffer;

/**
 * The capabilities that are offered, or were chosen: the map {@code caps} (spec §8.4).
 *
 * @param batch several envelopes in a frame
 * @param parts large payloads in parts
 * @param resume sessions outlive their connections
 * @param auth either peer may present credentials in the session
 */
public record Capabilities(boolean batch, boolean parts, boolean resume, boolean auth) {

    /** None. */
    public static final Capabilities NONE = new Capabilities(false, false, false);

    /**
     * Without {@code auth}.
     *
     * @param batch several envelopes in a frame
     * @param parts large payloads in parts
     * @param resume sessions outlive their connections
     */
    public Capabilities(boolean batch, boolean parts, boolean resume) {
        this(batch, parts, resume, false);
    }

    /**
     * The same without {@code resume}.
     *
     * @return never null
     */
    public Capabilities withoutResume() {
        return new Capabilities(batch, parts, false, auth);
    }

    /**
     * The same with or without {@code auth}.
     *
     * @param chosen whether
     * @return never null
     */
    public Capabilities withAuth(boolean chosen) {
        return new Capabilities(batch, parts, resume, chosen);
    }

    /**
     * What both hold. §8.4-1 §8.4-2
     *
     * @param other of the other side
     * @return never null
     */
    public Capabilities and(Capabilities other) {
        return new Capabilities(
                batch && other.batch,
                parts && other.parts,
                resume && other.resume,
                auth && other.auth);
    }

    void write(WriteBuffer out) {
        CborWriter.head(
                out,
                CborReader.MAP,
                (batch ? 1 : 0) + (parts ? 1 : 0) + (resume ? 1 : 0) + (auth ? 1 : 0));
        if (batch) {
            CborWriter.text(out, "batch");
            CborWriter.bool(out, true);
        }
        if (parts) {
            CborWriter.text(out, "parts");
            CborWriter.bool(out, true);
        }
        if (resume) {
            CborWriter.text(out, "resume");
            CborWriter.bool(out, true);
        }
        if (auth) {
            CborWriter.text(out, "auth");
            CborWriter.bool(out, true);
        }
    }

    /** What an offer's capabilities hold. */
    static Capabilities readOffered(CborReader in) {
        boolean batch = false;
        boolean parts = false;
        boolean resume = false;
        boolean auth = false;
        ProtocolMap map = new ProtocolMap(in, "offer caps");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "batch" -> batch = readSwitch(in, key);
                case "parts" -> parts = readSwitch(in, key);
                case "resume" -> resume = readSwitch(in, key);
                case "auth" -> auth = readSwitch(in, key);
                case "lanes" -> readSwitch(in, key);
                case "compress" -> algorithms(in, key);
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        return new Capabilities(batch, parts, resume, auth);
    }

    /** What an answer chose; anything else was not offered. §8.3-5 */
    static Capabilities readChosen(CborReader in, Capabilities offered) {
        boolean batch = false;
        boolean parts = false;
        boolean resume = false;
        boolean auth = false;
        ProtocolMap map = new ProtocolMap(in, "answer caps");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "batch" -> batch = requireOffered(readSwitch(in, key), offered.batch, key);
                case "parts" -> parts = requireOffered(readSwitch(in, key), offered.parts, key);
                case "resume" -> resume = requireOffered(readSwitch(in, key), offered.resume, key);
                case "auth" -> auth = requireOffered(readSwitch(in, key), offered.auth, key);
                default -> throw notOffered(key);
            }
        }
        return new Capabilities(batch, parts, resume, auth);
    }

    private static boolean requireOffered(boolean chosen, boolean offered, String key) {
        if (chosen && !offered) {
            throw notOffered(key);
        }
        return chosen;
    }

    private static ProtocolException notOffered(String key) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                "answer chose the capability '" + key + "', which was not offered");
    }

    private static boolean readSwitch(CborReader in, String key) {
        int initial = in.peek();
        if (initial != 0xf4 && initial != 0xf5) {
            throw HelloReader.malformed(
                    "capability '" + key + "' is neither true nor false, expected true");
        }
        in.position(in.position() + 1);
        return initial == 0xf5;
    }

    private static void algorithms(CborReader in, String key) {
        int size = in.readArray("capability '" + key + "'");
        for (int i = 0; in.more(size, i); i++) {
            in.readText("algorithm of capability '" + key + "'");
        }
    }
}
