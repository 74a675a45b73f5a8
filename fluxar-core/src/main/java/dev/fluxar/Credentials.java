package dev.fluxar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a peer presents to show who it is (spec §8.6). Immutable; its text form shows no secret. How
 * it is used: {@link PeerOptions#withCredentials}, {@link Peer#authenticate}, {@link
 * Authenticator}.
 */
public sealed interface Credentials {

    /** The longest text that credentials may hold, in bytes of UTF-8. */
    int MAX_TEXT = 8192;

    /**
     * A token that somebody else issued.
     *
     * @param token at most {@value #MAX_TEXT} bytes of UTF-8
     * @return scheme {@code bearer}
     * @throws IllegalArgumentException when it is too long
     */
    static Credentials bearer(String token) {
        return new Bearer(token);
    }

    /**
     * A key that the other side issued.
     *
     * @param key at most {@value #MAX_TEXT} bytes of UTF-8
     * @return scheme {@code apikey}
     * @throws IllegalArgumentException when it is too long
     */
    static Credentials apiKey(String key) {
        return new ApiKey(key);
    }

    /**
     * A user and a password.
     *
     * @param user at most {@value #MAX_TEXT} bytes of UTF-8
     * @param password likewise
     * @return scheme {@code credentials}
     * @throws IllegalArgumentException when one of them is too long
     */
    static Credentials password(String user, String password) {
        return new Password(user, password);
    }

    /**
     * What both applications understand under a name, without challenges.
     *
     * @param name 1 to 255 bytes of UTF-8
     * @param data any one item but null
     * @return scheme {@code custom}; a challenge is not answered
     * @throws IllegalArgumentException when the name is empty or too long
     */
    static Credentials custom(String name, Cbor data) {
        return new Custom(name, data, challenge -> null);
    }

    /**
     * What both applications understand under a name, with challenges.
     *
     * @param name 1 to 255 bytes of UTF-8
     * @param data any one item but null
     * @param onChallenge given what the other side asks, answers the next {@code data}, or null to
     *     give up; called on the session's loop, so it must not block
     * @return scheme {@code custom}
     * @throws IllegalArgumentException when the name is empty or too long
     */
    static Credentials custom(
            String name, Cbor data, Function<? super Cbor, ? extends @Nullable Cbor> onChallenge) {
        return new Custom(name, data, onChallenge);
    }

    /**
     * The scheme's word on the wire.
     *
     * @return {@code bearer}, {@code apikey}, {@code credentials} or {@code custom}
     */
    String scheme();

    /**
     * Scheme {@code bearer}.
     *
     * @param token secret
     */
    record Bearer(String token) implements Credentials {

        /** Checks its length. */
        public Bearer {
            text("token", token);
        }

        @Override
        public String scheme() {
            return "bearer";
        }

        /** Without the token. §8.6-10 */
        @Override
        public String toString() {
            return scheme();
        }
    }

    /**
     * Scheme {@code apikey}.
     *
     * @param key secret
     */
    record ApiKey(String key) implements Credentials {

        /** Checks its length. */
        public ApiKey {
            text("key", key);
        }

        @Override
        public String scheme() {
            return "apikey";
        }

        /** Without the key. §8.6-10 */
        @Override
        public String toString() {
            return scheme();
        }
    }

    /**
     * Scheme {@code credentials}.
     *
     * @param user who
     * @param password secret
     */
    record Password(String user, String password) implements Credentials {

        /** Checks their lengths. */
        public Password {
            text("user", user);
            text("password", password);
        }

        @Override
        public String scheme() {
            return "credentials";
        }

        /** Without user and password: one is easily typed in place of the other. §8.6-10 */
        @Override
        public String toString() {
            return scheme();
        }
    }

    /**
     * Scheme {@code custom}.
     *
     * @param name what both applications understand
     * @param data any one item but null, secret
     * @param onChallenge answers challenges of the other side; of no meaning at an authenticator
     */
    record Custom(
            String name, Cbor data, Function<? super Cbor, ? extends @Nullable Cbor> onChallenge)
            implements Credentials {

        /** Checks the name's length. */
        public Custom {
            int bytes = name.getBytes(UTF_8).length;
            if (bytes == 0 || bytes > 255) {
                throw new IllegalArgumentException(
                        "name of custom credentials has " + bytes + " bytes, expected 1 to 255");
            }
            if (data.equals(Cbor.NULL)) {
                throw new IllegalArgumentException("data is null, expected an item that is not");
            }
            Objects.requireNonNull(onChallenge, "onChallenge");
        }

        @Override
        public String scheme() {
            return "custom";
        }

        /** Without the data. §8.6-10 */
        @Override
        public String toString() {
            return scheme() + " " + name;
        }
    }

    private static void text(String what, String value) {
        int bytes = value.getBytes(UTF_8).length;
        if (bytes > MAX_TEXT) {
            throw new IllegalArgumentException(
                    what + " has " + bytes + " bytes, expected at most " + MAX_TEXT);
        }
    }
}
