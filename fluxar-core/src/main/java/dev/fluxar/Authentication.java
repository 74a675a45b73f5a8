package dev.fluxar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Authenticator} has decided. A refusal carries a code and no words, so that it
 * tells nobody what was wrong (spec §8.6-9). Immutable.
 */
public sealed interface Authentication {

    /**
     * Accepts, without end.
     *
     * @param principal who it is, 1 to 255 bytes of UTF-8; null for nobody in particular
     * @return an acceptance
     * @throws IllegalArgumentException when the principal is empty or too long
     */
    static Authentication accepted(@Nullable String principal) {
        return new Accepted(principal, null);
    }

    /**
     * Accepts for a while. Then opens of the other side are refused with {@link
     * ErrorCode#CREDENTIALS_EXPIRED} until it presents credentials again; what is live goes on.
     *
     * @param principal who it is, 1 to 255 bytes of UTF-8; null for nobody in particular
     * @param valid for how long from now on, at least a millisecond
     * @return an acceptance
     * @throws IllegalArgumentException when the principal is empty or too long, or the time is up
     */
    static Authentication accepted(@Nullable String principal, Duration valid) {
        return new Accepted(principal, Objects.requireNonNull(valid, "valid"));
    }

    /**
     * Asks for more. Only for {@link Credentials.Custom}, and eight times in a row at most; beyond
     * either it refuses.
     *
     * @param challenge any one item but null; its meaning is that of the custom scheme
     * @return a challenge
     */
    static Authentication challenge(Cbor challenge) {
        return new Challenge(challenge);
    }

    /**
     * Refuses what is wrong or unknown, whichever it is.
     *
     * @return {@link ErrorCode#UNAUTHENTICATED}
     */
    static Authentication refused() {
        return new Refused(ErrorCode.UNAUTHENTICATED, null, List.of());
    }

    /**
     * Refuses what was good once.
     *
     * @return {@link ErrorCode#CREDENTIALS_EXPIRED}
     */
    static Authentication expired() {
        return new Refused(ErrorCode.CREDENTIALS_EXPIRED, null, List.of());
    }

    /**
     * Refuses a principal that may not use this peer.
     *
     * @return {@link ErrorCode#FORBIDDEN}
     */
    static Authentication forbidden() {
        return new Refused(ErrorCode.FORBIDDEN, null, List.of());
    }

    /**
     * Refuses because of too many attempts.
     *
     * @param retry after which time another one makes sense
     * @return {@link ErrorCode#RATE_LIMITED}
     */
    static Authentication tooManyAttempts(Duration retry) {
        return new Refused(ErrorCode.RATE_LIMITED, Objects.requireNonNull(retry), List.of());
    }

    /**
     * Refuses because what decides cannot be asked now.
     *
     * @return {@link ErrorCode#UNAVAILABLE}
     */
    static Authentication unavailable() {
        return new Refused(ErrorCode.UNAVAILABLE, null, List.of());
    }

    /**
     * Refuses a scheme, or the name of a custom one.
     *
     * @param schemes those that are accepted
     * @return {@link ErrorCode#UNSUPPORTED}
     */
    static Authentication unsupported(String... schemes) {
        return new Refused(ErrorCode.UNSUPPORTED, null, List.of(schemes));
    }

    /**
     * An acceptance.
     *
     * @param principal who it is, or null
     * @param valid for how long, or null: without end
     */
    record Accepted(@Nullable String principal, @Nullable Duration valid)
            implements Authentication {

        /** Checks the ranges. */
        public Accepted {
            if (principal != null) {
                int bytes = principal.getBytes(UTF_8).length;
                if (bytes == 0 || bytes > 255) {
                    throw new IllegalArgumentException(
                            "principal has " + bytes + " bytes, expected 1 to 255");
                }
            }
            if (valid != null && valid.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException(
                        "valid is " + valid + ", expected at least a millisecond");
            }
        }
    }

    /**
     * A challenge.
     *
     * @param challenge any one item but null
     */
    record Challenge(Cbor challenge) implements Authentication {

        /** Requires one. */
        public Challenge {
            if (challenge.equals(Cbor.NULL)) {
                throw new IllegalArgumentException(
                        "challenge is null, expected an item that is not");
            }
        }

        /** Without the item, from which credentials are derived. §8.6-10 */
        @Override
        public String toString() {
            return "challenge";
        }
    }

    /**
     * A refusal.
     *
     * @param code why
     * @param retry after which time another attempt makes sense, or null
     * @param schemes those that are accepted; empty but for {@link ErrorCode#UNSUPPORTED}
     */
    record Refused(ErrorCode code, @Nullable Duration retry, List<String> schemes)
            implements Authentication {

        /** Copies the schemes. */
        public Refused {
            schemes = List.copyOf(schemes);
        }
    }
}
