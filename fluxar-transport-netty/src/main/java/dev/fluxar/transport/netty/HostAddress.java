package dev.fluxar.transport.netty;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code scheme://host:port/path}.
 *
 * @param scheme of the URI
 * @param host a name or an IP address, as in the URI (an IPv6 address in brackets)
 * @param port 0 to let the system choose
 * @param path empty, or begins with a slash
 * @param query empty, or begins with a question mark; may hold a secret
 */
public record HostAddress(String scheme, String host, int port, String path, String query)
        implements Address {

    /** The JDK's resolver blocks: it must not hold up a loop. */
    private static final ThreadPoolExecutor RESOLVERS =
            new ThreadPoolExecutor(
                    4,
                    4,
                    5,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(1024),
                    new DefaultThreadFactory("fluxar-resolve", true));

    static {
        RESOLVERS.allowCoreThreadTimeOut(true);
    }

    /**
     * Checks the URI of a transport that knows no path.
     *
     * @param uri to be checked
     * @return its parts
     * @throws IllegalArgumentException names the offending URI and the form that is expected
     */
    public static HostAddress ofAuthority(URI uri) {
        String form = uri.getScheme() + "://host:port";
        if (!isEmpty(uri.getRawPath()) || uri.getRawQuery() != null) {
            throw refused(uri, "has a path", form);
        }
        return of(uri, -1, form);
    }

    /**
     * Checks the URI of a transport on HTTP.
     *
     * @param uri to be checked
     * @param defaultPort for a URI without one
     * @return its parts
     * @throws IllegalArgumentException names the offending URI and the form that is expected
     */
    public static HostAddress ofHttp(URI uri, int defaultPort) {
        return of(uri, defaultPort, uri.getScheme() + "://host:port/path");
    }

    private static HostAddress of(URI uri, int defaultPort, String form) {
        if (uri.getRawUserInfo() != null) {
            throw refused(uri, "has a user", form);
        }
        if (uri.getRawFragment() != null) {
            throw refused(uri, "has a fragment", form);
        }
        String host = uri.getHost();
        if (host == null) {
            throw refused(uri, "has no host", form);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort;
        if (port < 0) {
            throw refused(uri, "has no port", form);
        }
        if (port > 65_535) {
            throw refused(uri, "has a port over 65535", form);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new HostAddress(uri.getScheme(), host, port, path, query);
    }

    private static IllegalArgumentException refused(URI uri, String fault, String form) {
        String shown = uri.toString();
        // A user or a query may be a secret.
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            shown = uri.getScheme() + "://" + uri.getHost() + "/…";
        }
        return new IllegalArgumentException(
                uri.getScheme() + " URI " + fault + ": " + shown + "; expected " + form);
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /**
     * An accepted connection's other side, for people.
     *
     * @param scheme of the transport
     * @param remote null when the connection is gone already
     * @return such as {@code tcp://127.0.0.1:51734}
     */
    public static String text(String scheme, @Nullable SocketAddress remote) {
        return scheme
                + "://"
                + (remote instanceof InetSocketAddress inet
                        ? NetUtil.toSocketAddressString(inet)
                        : "unknown");
    }

    @Override
    public String text() {
        return scheme + "://" + host + ":" + port + path;
    }

    @Override
    public CompletionStage<List<SocketAddress>> resolve(EventLoops loops) {
        boolean literal = NetUtil.createByteArrayFromIpAddressString(host) != null;
        try {
            return CompletableFuture.supplyAsync(this::lookUp, literal ? Runnable::run : RESOLVERS);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    new IOException("too many host names are being looked up", full));
        }
    }

    private List<SocketAddress> lookUp() {
        try {
            List<SocketAddress> found = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                found.add(new InetSocketAddress(address, port));
            }
            return found;
        } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
        }
    }

    @Override
    public URI uri(SocketAddress bound) {
        int actual = ((InetSocketAddress) bound).getPort();
        try {
            return new URI(scheme + "://" + host + ":" + actual + path);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
