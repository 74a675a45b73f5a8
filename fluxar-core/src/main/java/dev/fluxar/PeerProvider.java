package dev.fluxar;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What stands behind {@link Peer#connect(URI)}, {@link Peer#listen} and {@link Hub#inMemory()}:
 * found by {@link ServiceLoader}, so that the face depends on nothing below it. Applications do not
 * use this.
 */
public interface PeerProvider {

    /**
     * Prepares to connect.
     *
     * @param uri where to
     * @return a fresh connector
     */
    Connector connect(URI uri);

    /**
     * Prepares to listen.
     *
     * @param uris where, at least one
     * @return a fresh binder
     */
    Binder listen(List<URI> uris);

    /**
     * Makes a hub in memory.
     *
     * @param options its bounds and settings
     * @return a fresh one
     */
    Hub hub(HubOptions options);

    /**
     * Makes the face of a hub.
     *
     * @param backend what is behind it
     * @return a fresh one
     * @throws IllegalArgumentException when it is of a kind that is not known
     */
    Hub hub(Hub.Backend backend);

    /**
     * Finds the provider.
     *
     * @return the first one installed
     * @throws IllegalStateException when there is none: fluxar-core was repackaged without its
     *     META-INF/services
     */
    static PeerProvider load() {
        Iterator<PeerProvider> found =
                ServiceLoader.load(PeerProvider.class, PeerProvider.class.getClassLoader())
                        .iterator();
        if (!found.hasNext()) {
            throw new IllegalStateException(
                    "no dev.fluxar.PeerProvider is installed: was fluxar-core repackaged without its"
                            + " META-INF/services?");
        }
        return found.next();
    }
}
