package dev.fluxar.session.hello;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.message.ProtocolMap;

/** Reads the map {@code caps} of offer and answer (spec §8.4). */
final class Capabilities {

    private Capabilities() {}

    /** Whether an offer's capabilities hold {@code batch}. */
    static boolean readOffered(CborReader in) {
        boolean batch = false;
        ProtocolMap map = new ProtocolMap(in, "offer caps");
        for (String key = map.next(); key != null; key = map.next()) {
            switch (key) {
                case "batch" -> batch = readSwitch(in, key);
                case "parts", "lanes", "resume" -> readSwitch(in, key);
                case "compress" -> algorithms(in, key);
                default -> in.skip(CborReader.MAX_DEPTH);
            }
        }
        return batch;
    }

    /** Whether an answer chose {@code batch}; anything else was not offered. §8.3-5 */
    static boolean readChosen(CborReader in, boolean offered) {
        boolean batch = false;
        ProtocolMap map = new ProtocolMap(in, "answer caps");
        for (String key = map.next(); key != null; key = map.next()) {
            if (key.equals("batch")) {
                batch = readSwitch(in, key);
            }
            if (!key.equals("batch") || (batch && !offered)) {
                throw new ProtocolException(
                        ErrorCode.PROTOCOL_ERROR,
                        "answer chose the capability '" + key + "', which was not offered");
            }
        }
        return batch;
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
