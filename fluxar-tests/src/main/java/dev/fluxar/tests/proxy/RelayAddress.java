package dev.fluxar.tests.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes come from or go to.
 *
 * @param uri as it was given
 * @param path of a Unix socket's file, null for TCP
 */
record RelayAddress(URI uri, @Nullable Path path) {

    private static final String FORM = "tcp://host:port, unix:/path or ws://host:port/path";

    /**
     * Reads an address; WebSocket is TCP underneath, so its bytes are relayed like others.
     *
     * @throws IllegalArgumentException names the offending text and what is expected
     */
    static RelayAddress of(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused(text, "is no URI");
        }
        String scheme = String.valueOf(uri.getScheme());
        return switch (scheme) {
            case "tcp", "ws" -> ofHost(text, uri);
            case "unix" -> ofPath(text, uri);
            default -> throw refused(text, "is no address that can be relayed");
        };
    }

    private static RelayAddress ofHost(String text, URI uri) {
        boolean http = uri.getScheme().equals("ws");
        if (uri.getHost() == null) {
            throw refused(text, "has no host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused(text, "has a user or a fragment");
        }
        if (uri.getPort() < 0 && !http) {
            throw refused(text, "has no port");
        }
        if (uri.getPort() > 65_535) {
            throw refused(text, "has a port over 65535");
        }
        if (!http && !(uri.getRawPath().isEmpty() && uri.getRawQuery() == null)) {
            throw refused(text, "has a path");
        }
        return new RelayAddress(uri, null);
    }

    private static RelayAddress ofPath(String text, URI uri) {
        String path = uri.getPath();
        if (uri.getRawAuthority() != null || path == null || !path.startsWith("/")) {
            throw refused(text, "has no absolute path");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || path.indexOf('\0') >= 0) {
            throw refused(text, "has more than a path");
        }
        return new RelayAddress(uri, Path.of(path));
    }

    private static IllegalArgumentException refused(String text, String fault) {
        return new IllegalArgumentException("'" + text + "' " + fault + ", expected " + FORM);
    }

    /** Looks up the host, which may block; of several addresses it is the first. */
    SocketAddress resolve() throws IOException {
        if (path != null) {
            return UnixDomainSocketAddress.of(path);
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new InetSocketAddress(InetAddress.getByName(uri.getHost()), port);
    }

    /** A channel that does not block and is not connected yet. */
    static SocketChannel open(SocketAddress to) throws IOException {
        SocketChannel channel =
                to instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    /** Listens, in the place of a Unix socket's file that nobody answers at. */
    ServerSocketChannel bind() throws IOException {
        SocketAddress address = resolve();
        if (path != null) {
            clear(path, address);
        }
        ServerSocketChannel server =
                path != null
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        try {
            server.configureBlocking(false);
            return server.bind(address);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void clear(Path file, SocketAddress address) throws IOException {
        BasicFileAttributes found = attributes(file);
        if (found == null) {
            return;
        }
        if (!found.isOther()) {
            throw new IOException("a file that is no socket is in the way");
        }
        try (SocketChannel probe = open(address)) {
            probe.connect(address);
        } catch (ConnectException stale) {
            Files.deleteIfExists(file);
            return;
        }
        throw new IOException("address already in use");
    }

    /** What tells a Unix socket's file from a later one of the same name; null without a file. */
    @Nullable Object identity() throws IOException {
        BasicFileAttributes found = path == null ? null : attributes(path);
        return found == null ? null : found.fileKey();
    }

    /** Deletes a Unix socket's file, if it is still the one of that identity. */
    void deleteOwn(@Nullable Object identity) throws IOException {
        if (path != null && identity != null && identity.equals(identity())) {
            Files.deleteIfExists(path);
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    /** With the port that the system chose. */
    String boundText(ServerSocketChannel server) throws IOException {
        if (!(server.getLocalAddress() instanceof InetSocketAddress bound)) {
            return uri.toString();
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + ":" + bound.getPort() + path;
    }
}
