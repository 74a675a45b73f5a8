package dev.fluxar.runtime.platform;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The process's source of random bytes: asked once per session or durable subscription, never per
 * message.
 */
public final class Randomness {

    private static final SecureRandom SOURCE = new SecureRandom();

    private Randomness() {}

    /**
     * Any number.
     *
     * @return random
     */
    public static long nextLong() {
        return SOURCE.nextLong();
    }

    /**
     * A number below another.
     *
     * @param bound at least 1
     * @return from 0 to less than it
     */
    public static long below(long bound) {
        return SOURCE.nextLong(bound);
    }

    /**
     * The id of a session. §8.3-3
     *
     * @return 16 bytes
     */
    public static byte[] sessionId() {
        return next16();
    }

    /**
     * The secret of a session that survives. §9.6-3
     *
     * @return 32 bytes
     */
    public static byte[] secret() {
        byte[] bytes = new byte[32];
        SOURCE.nextBytes(bytes);
        return bytes;
    }

    /**
     * The id of a ledger. §10.26-5
     *
     * @return 16 bytes
     */
    public static byte[] ledgerId() {
        return next16();
    }

    /**
     * A name that no other producer has. §10.30
     *
     * @return 32 hexadecimal digits
     */
    public static String producerId() {
        return HexFormat.of().formatHex(next16());
    }

    private static byte[] next16() {
        byte[] bytes = new byte[16];
        SOURCE.nextBytes(bytes);
        return bytes;
    }
}
