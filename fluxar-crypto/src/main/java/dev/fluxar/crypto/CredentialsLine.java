package dev.fluxar.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Authentication;
import dev.fluxar.Credentials;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes the lines of a {@link CredentialsFile}. */
public final class CredentialsLine {

    /** What a digest alone protects has to be hard to guess. */
    private static final int LEAST_SECRET = 16;

    private static final int TOKEN_BYTES = 32;

    private CredentialsLine() {}

    /**
     * The line of a user. Takes some tens of milliseconds and 19 MiB.
     *
     * @param name of the user, without blanks, 1 to 255 bytes of UTF-8
     * @param password any but an empty one
     * @param random draws the salt
     * @return one line, without its end
     * @throws IllegalArgumentException when name or password are not as above
     */
    public static String user(String name, String password, SecureRandom random) {
        requireName(name);
        if (password.isEmpty()) {
            throw new IllegalArgumentException("password is empty, expected one");
        }
        Credentials unused = Credentials.password(name, password); // Its length.
        return "user " + name + " " + PasswordHash.of(password, random).toText();
    }

    /**
     * The line of a bearer token.
     *
     * @param principal whom it stands for, without blanks, 1 to 255 bytes of UTF-8
     * @param token at least 16 bytes, random
     * @return one line, without its end
     * @throws IllegalArgumentException when they are not as above
     */
    public static String bearer(String principal, String token) {
        return digest("bearer", principal, token);
    }

    /**
     * The line of an API key.
     *
     * @param principal whom it stands for, without blanks, 1 to 255 bytes of UTF-8
     * @param key at least 16 bytes, random
     * @return one line, without its end
     * @throws IllegalArgumentException when they are not as above
     */
    public static String apiKey(String principal, String key) {
        return digest("apikey", principal, key);
    }

    /**
     * A token, or a key, that nobody guesses: 32 random bytes as text.
     *
     * @param random cryptographically secure
     * @return 43 characters that need no quoting in a URL
     */
    public static String randomToken(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String kind, String principal, String secret) {
        requireName(principal);
        int bytes = secret.getBytes(UTF_8).length;
        if (bytes < LEAST_SECRET) {
            throw new IllegalArgumentException(
                    "secret has " + bytes + " bytes, expected at least " + LEAST_SECRET);
        }
        return kind + " " + principal + " " + DigestTable.word(secret);
    }

    private static void requireName(String name) {
        Authentication unused = Authentication.accepted(name); // Its length.
        if (name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a blank in the name, expected none");
        }
    }
}
