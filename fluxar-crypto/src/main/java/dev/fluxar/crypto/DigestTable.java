package dev.fluxar.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose random secrets are known, by their digests. Not thread-safe while it is filled. */
final class DigestTable {

    private static final String PREFIX = "sha256:";
    private static final int DIGEST = 32;

    /** By the first two bytes; what they tell of a digest, tells nothing of the secret. */
    private final Map<Integer, List<Entry>> entries = new HashMap<>();

    private int size;

    /** One secret. */
    @SuppressWarnings("ArrayRecordComponent") // never compared but in constant time
    record Entry(byte[] digest, String principal, @Nullable Instant until) {

        /** Without the digest. §8.6-10 */
        @Override
        public String toString() {
            return principal;
        }
    }

    void add(String word, String principal, @Nullable Instant until) {
        boolean form = word.startsWith(PREFIX) && word.length() == PREFIX.length() + 2 * DIGEST;
        byte[] digest = form ? HexFormat.of().parseHex(word, PREFIX.length(), word.length()) : null;
        if (digest == null) {
            throw new IllegalArgumentException(
                    "no digest, expected " + PREFIX + " and " + 2 * DIGEST + " hex digits");
        }
        if (find(digest) != null) {
            throw new IllegalArgumentException("a digest twice, expected it once");
        }
        entries.computeIfAbsent(prefix(digest), first -> new ArrayList<>(1))
                .add(new Entry(digest, principal, until));
        size++;
    }

    @Nullable Entry find(String secret) {
        return find(digest(secret));
    }

    /** Digests are compared in constant time, and all of those that come into question. §8.6-8 */
    private @Nullable Entry find(byte[] digest) {
        Entry found = null;
        for (Entry each : entries.getOrDefault(prefix(digest), List.of())) {
            if (MessageDigest.isEqual(each.digest(), digest)) {
                found = each;
            }
        }
        return found;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private static int prefix(byte[] digest) {
        return (digest[0] & 0xff) << 8 | (digest[1] & 0xff);
    }

    /** The word that a file has for a secret. */
    static String word(String secret) {
        return PREFIX + HexFormat.of().formatHex(digest(secret));
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
