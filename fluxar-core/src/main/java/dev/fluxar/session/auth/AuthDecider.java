package dev.fluxar.session.auth;

import dev.fluxar.Authenticator;

/** Has the application decide about credentials. */
@FunctionalInterface
public interface AuthDecider {

    /**
     * Has one attempt decided about; none other follows before {@link AuthExchange#decided}.
     *
     * @param attempt what is presented, but for {@link Authenticator.Attempt#remote}
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
            dev.fluxar.Credentials credentials,
            boolean confidential,
            dev.fluxar.@org.jspecify.annotations.Nullable Cbor challenge,
            @org.jspecify.annotations.Nullable String principal) {}
}
