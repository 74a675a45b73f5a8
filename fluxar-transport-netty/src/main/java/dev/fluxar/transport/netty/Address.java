package dev.fluxar.transport.netty;

import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a transport makes of a URI once it has checked it. */
public interface Address {

    /**
     * For messages.
     *
     * @return the URI without anything that may be secret (query, user)
     */
    String text();

    /**
     * The socket addresses behind it; never blocks.
     *
     * @param loops that will connect or listen
     * @return at least one, in order of preference
     */
    CompletionStage<List<SocketAddress>> resolve(EventLoops loops);

    /**
     * The URI that others connect to.
     *
     * @param bound what the system bound
     * @return with the port that the system chose
     */
    URI uri(SocketAddress bound);
}
