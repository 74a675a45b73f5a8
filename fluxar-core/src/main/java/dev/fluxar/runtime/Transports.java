package dev.fluxar.runtime;

import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.platform.ThreadLoop;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the transport of a URI among those installed. */
final class Transports {

    /** Which artifact has which scheme, to be named where it is missing. */
    private static final Map<String, String> ARTIFACTS =
            Map.of(
                    "tcp", "dev.fluxar:fluxar-transport-netty",
                    "unix", "dev.fluxar:fluxar-transport-netty",
                    "ws", "dev.fluxar:fluxar-transport-netty");

    private static final Map<String, Transport> BY_SCHEME = new ConcurrentHashMap<>();

    private Transports() {}

    static Transport of(URI uri) {
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException(
                    "URI '" + uri + "' has no scheme, expected one of " + schemes());
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        Transport known = BY_SCHEME.get(scheme);
        if (known != null) {
            return known;
        }
        for (Transport transport : load()) {
            if (transport.schemes().contains(scheme)) {
                BY_SCHEME.put(scheme, transport);
                return transport;
            }
        }
        String artifact = ARTIFACTS.get(scheme);
        throw new IllegalArgumentException(
                "URI '"
                        + uri
                        + "' has the scheme '"
                        + scheme
                        + "', installed are "
                        + schemes()
                        + (artifact == null ? "" : ": add " + artifact));
    }

    private static Set<String> schemes() {
        Set<String> schemes = new TreeSet<>();
        load().forEach(transport -> schemes.addAll(transport.schemes()));
        return schemes;
    }

    /** From the context class loader and from our own: containers know only one of them. */
    private static Set<Transport> load() {
        Set<Transport> all = new HashSet<>();
        ServiceLoader.load(Transport.class).forEach(all::add);
        ServiceLoader.load(Transport.class, Transports.class.getClassLoader()).forEach(all::add);
        return all;
    }

    static Endpoint connecting(URI uri, PeerOptions options) {
        return endpoint(uri, options, options.connectTimeout());
    }

    /** Who is accepted has one time for all up to the end of the handshake. §8.1-7 */
    static Endpoint listening(URI uri, PeerOptions options) {
        return endpoint(uri, options, options.handshakeTimeout());
    }

    private static Endpoint endpoint(URI uri, PeerOptions options, Duration timeout) {
        return new Endpoint(uri, options.limits().frame(), timeout, ThreadLoop.shared());
    }
}
