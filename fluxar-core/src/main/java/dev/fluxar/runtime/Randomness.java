package dev.fluxar.runtime;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The process's source of random bytes: asked once per session or durable subscription, never per
 * message.
 */
final class Randomness {

    private static final SecureRandom SOURCE = new SecureRandom();

    private Randomness() {}

    static long nextLong() {
        return SOURCE.nextLong();
    }

    /** From 0 to less than a bound. */
    static long below(long bound) {
        return SOURCE.nextLong(bound);
    }

    /** §8.3-3 */
    static byte[] sessionId() {
        return next16();
    }

    /** §9.6-3 */
    static byte[] secret() {
        byte[] bytes = new byte[32];
        SOURCE.nextBytes(bytes);
        return bytes;
    }

    /** §10.26-5 */
    static byte[] ledgerId() {
        return next16();
    }

    /** A name that no other producer has. §10.30 */
    static String producerId() {
        return HexFormat.of().formatHex(next16());
    }

    private static byte[] next16() {
        byte[] bytes = new byte[16];
        SOURCE.nextBytes(bytes);
        return bytes;
    }
}
