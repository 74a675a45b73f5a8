package dev.fluxar.runtime;

import java.security.SecureRandom;

/** The process's source of random bytes: asked once per session, never per message. */
final class Randomness {

    private static final SecureRandom SOURCE = new SecureRandom();

    private Randomness() {}

    static long nextLong() {
        return SOURCE.nextLong();
    }

    /** §8.3-3 */
    static byte[] sessionId() {
        byte[] id = new byte[16];
        SOURCE.nextBytes(id);
        return id;
    }
}
