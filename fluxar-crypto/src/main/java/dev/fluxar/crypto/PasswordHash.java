package dev.fluxar.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as Argon2id keeps it (RFC 9106), with its salt and costs. Its text is the usual one,
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, which other programs write and read too.
 * Immutable.
 */
public final class PasswordHash {

    /** Memory of a hash that is made here, in KiB. */
    private static final int MEMORY = 19_456;

    private static final int ITERATIONS = 2;
    private static final int SALT = 16;
    private static final int HASH = 32;

    /** What a file may ask for: 256 MiB, and as many times. */
    private static final int MOST_MEMORY = 1 << 18;

    private static final int MOST_ITERATIONS = 64;
    private static final int MOST_LANES = 16;
    private static final int MOST_BYTES = 64;

    private static final Pattern TEXT =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int memory;
    private final int iterations;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int memory, int iterations, int lanes, byte[] salt, byte[] hash) {
        this.memory = memory;
        this.iterations = iterations;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password with 19 MiB and two passes, which takes some tens of milliseconds.
     *
     * @param password any
     * @param random draws the salt
     * @return never null
     */
    public static PasswordHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        PasswordHash bare = new PasswordHash(MEMORY, ITERATIONS, 1, salt, new byte[HASH]);
        return bare.with(bare.derive(password));
    }

    /**
     * Reads the text form.
     *
     * @param text as {@link #toText} writes it
     * @return never null
     * @throws IllegalArgumentException when it is none, or asks for more than 256 MiB, 64 passes or
     *     16 lanes; the message does not show it
     */
    public static PasswordHash parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "no password hash, expected $argon2id$v=19$m=…,t=…,p=…$salt$hash");
        }
        int memory = Integer.parseInt(matcher.group(1));
        int iterations = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        requireRange("memory in KiB", memory, 8 * Math.max(1, lanes), MOST_MEMORY);
        requireRange("passes", iterations, 1, MOST_ITERATIONS);
        requireRange("lanes", lanes, 1, MOST_LANES);
        byte[] salt = bytes("salt", matcher.group(4), 8);
        byte[] hash = bytes("hash", matcher.group(5), SALT);
        return new PasswordHash(memory, iterations, lanes, salt, hash);
    }

    private static byte[] bytes(String what, String base64, int least) {
        byte[] bytes = Base64.getDecoder().decode(base64.getBytes(US_ASCII));
        requireRange("bytes of " + what, bytes.length, least, MOST_BYTES);
        return bytes;
    }

    private static void requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "password hash: "
                            + what
                            + " is "
                            + value
                            + ", expected "
                            + least
                            + " to "
                            + most);
        }
    }

    /**
     * Whether a password is the one that was hashed. Takes as long whether it is or not. §8.6-8
     *
     * @param password any
     * @return whether
     */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password));
    }

    /** One that nothing matches, at the same cost. §8.6-9 */
    PasswordHash decoy(SecureRandom random) {
        byte[] nothing = new byte[hash.length];
        random.nextBytes(nothing);
        return with(nothing);
    }

    /** What one try costs: memory that is filled, in KiB. */
    long cost() {
        return (long) memory * iterations;
    }

    private PasswordHash with(byte[] other) {
        return new PasswordHash(memory, iterations, lanes, salt, other);
    }

    private byte[] derive(String password) {
        byte[] secret = password.getBytes(UTF_8);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(iterations)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] derived = new byte[hash.length];
        argon2.generateBytes(secret, derived);
        Arrays.fill(secret, (byte) 0);
        return derived;
    }

    /**
     * The text form.
     *
     * @return one word
     */
    public String toText() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m="
                + memory
                + ",t="
                + iterations
                + ",p="
                + lanes
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }

    /** Without salt and hash. §8.6-10 */
    @Override
    public String toString() {
        return "argon2id m=" + memory + ",t=" + iterations + ",p=" + lanes;
    }
}
