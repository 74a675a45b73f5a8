package dev.fluxar;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides who presents credentials (spec §8.6 and §8.7). Safe for use from any thread, because
 * sessions of several loops ask at once.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Decides. Called on the session's loop, so it must not block: what takes time completes the
     * stage later, on any thread. During the handshake the time of {@link
     * PeerOptions#handshakeTimeout} runs on; a session never asks again before it was answered.
     *
     * <p>Compare secrets in constant time ({@link java.security.MessageDigest#isEqual}), and do as
     * much work for an unknown user as for a wrong password (§8.6-8, §8.6-9).
     *
     * @param attempt what is presented, and where
     * @return completes with the decision. A stage that fails, null, and an exception refuse with
     *     {@link ErrorCode#UNAVAILABLE}; what they say is not sent
     */
    CompletionStage<Authentication> authenticate(Attempt attempt);

    /**
     * One presentation of credentials.
     *
     * @param credentials what is presented; {@link Credentials.Custom#onChallenge} has no meaning
     *     here
     * @param remote the address of who presents them, for logs and for counting attempts
     * @param confidential whether nobody else reads the channel (spec §8.6): false on plain TCP and
     *     WebSocket
     * @param challenge what was asked last, which this answers, or null
     * @param principal whom this session's other side was taken for before, or null; another one is
     *     refused
     */
    record Attempt(
            Credentials credentials,
            String remote,
            boolean confidential,
            @Nullable Cbor challenge,
            @Nullable String principal) {

        /** Without what is secret. §8.6-10 */
        @Override
        public String toString() {
            return credentials + " of " + remote;
        }
    }
}
