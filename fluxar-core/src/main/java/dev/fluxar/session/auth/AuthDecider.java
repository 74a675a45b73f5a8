package dev.fluxar.session.auth;

import dev.fluxar.Cbor;
import dev.fluxar.Credentials;
import org.jspecify.annotations.Nullable;

/** Has the application decide about credentials. */
@FunctionalInterface
public interface AuthDecider {

    /**
     * Has one attempt decided about; no other follows before {@link AuthExchange#decided}.
     *
     * @param attempt what is presented
     */
    void decide(Attempted attempt);

    /**
     * An attempt, as far as the session knows it.
     *
     * @param number of the attempt in this session, to be given back with the decision
     * @param credentials what is presented
     * @param confidential whether nobody else reads the channel
     * @param challenge what was asked last, or null
     * @param principal whom the other side was taken for before, or null
     */
    record Attempted(
            long number,
            Credentials credentials,
            boolean confidential,
            @Nullable Cbor challenge,
            @Nullable String principal) {

        /** Without what is secret. §8.6-10 */
        @Override
        public String toString() {
            return "attempt " + number + ": " + credentials;
        }
    }
}
