package dev.fluxar.tests.contract;

import dev.fluxar.transport.Transport;
import java.net.URI;
import java.util.Optional;

/** What a test class says about the transport that it tests. */
public interface TransportSubject {

    /**
     * The transport under test.
     *
     * @return ready to be used
     */
    Transport transport();

    /**
     * Where to listen.
     *
     * @return an address that is free; with port 0 where there are ports
     */
    URI freshUri();

    /**
     * Where nobody listens.
     *
     * @return an address that refuses connections
     */
    URI deadUri();

    /**
     * Where a connection is neither opened nor refused.
     *
     * @return empty when the transport has no such thing
     */
    default Optional<URI> silentUri() {
        return Optional.empty();
    }

    /**
     * What the transport promises in {@link dev.fluxar.transport.Connection#keepsBoundaries}.
     *
     * @return true when messages stay whole
     */
    default boolean boundariesKept() {
        return false;
    }
}
