package dev.fluxar.message;

/**
 * Makes UUIDs of version 7 (RFC 9562 §5.7, method 2 of §6.2): the time, then a counter that began
 * at a random number, so no randomness is drawn per id. Confined to one session; not thread-safe.
 */
public final class IdGenerator {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final long randomA;
    private long counter;
    private long lastMillis;
    private long high;
    private long low;

    /**
     * Takes its randomness.
     *
     * @param seedA random; 12 bits of it are used
     * @param seedB random; 61 bits of it are used, so that the counter never overflows
     */
    public IdGenerator(long seedA, long seedB) {
        this.randomA = seedA & 0xfff;
        this.counter = seedB >>> 3;
    }

    /**
     * Makes the next id, to be read from {@link #high} and {@link #low}. Ids grow, also when the
     * clock goes back. §1.3-1
     *
     * @param unixMillis the time of day, in milliseconds since 1970
     */
    public void next(long unixMillis) {
        lastMillis = Math.max(lastMillis, unixMillis);
        high = lastMillis << 16 | VERSION | randomA;
        low = VARIANT | ++counter;
    }

    /**
     * The high half of the id made last.
     *
     * @return 64 bits
     */
    public long high() {
        return high;
    }

    /**
     * The low half of the id made last.
     *
     * @return 64 bits
     */
    public long low() {
        return low;
    }
}
