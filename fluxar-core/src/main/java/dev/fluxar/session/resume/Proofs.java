package dev.fluxar.session.resume;

/** Makes and compares proofs (spec §9.11 and §9.12). Safe from any thread. */
public interface Proofs {

    /**
     * HMAC-SHA256.
     *
     * @param secret the key
     * @param input what is proven
     * @return 32 bytes
     */
    byte[] hmac(byte[] secret, byte[] input);

    /**
     * Compares in a time that does not depend on where they differ. §9.12-2
     *
     * @param one of any length
     * @param other of any length
     * @return whether they are the same
     */
    boolean same(byte[] one, byte[] other);
}
