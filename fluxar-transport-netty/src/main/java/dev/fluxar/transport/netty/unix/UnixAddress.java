package dev.fluxar.transport.netty.unix;

import dev.fluxar.transport.TransportException;
import dev.fluxar.transport.netty.Address;
import dev.fluxar.transport.netty.EventLoops;
import dev.fluxar.transport.netty.Faults;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The path of a socket's file. */
final class UnixAddress implements Address {

    /** What fits into the system's address structure (bytes), its final zero not counted. */
    private static final int LONGEST =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                    ? 107
                    : 103;

    private final String text;
    private final Path path;

    UnixAddress(URI uri) {
        String decoded = uri.getPath();
        if (decoded == null || !decoded.startsWith("/") || decoded.length() == 1) {
            throw refused(uri, "has no absolute path");
        }
        if (uri.getRawAuthority() != null) {
            throw refused(uri, "has a host");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(uri, "has more than a path");
        }
        if (decoded.indexOf('\0') >= 0) {
            throw refused(uri, "has a zero byte in its path");
        }
        int length = decoded.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST) {
            throw new IllegalArgumentException(
                    "unix URI has a path of "
                            + length
                            + " bytes: "
                            + uri
                            + "; expected at most "
                            + LONGEST);
        }
        this.text = "unix:" + uri.getRawPath();
        this.path = Path.of(decoded);
    }

    private static IllegalArgumentException refused(URI uri, String fault) {
        return new IllegalArgumentException(
                "unix URI " + fault + ": " + uri + "; expected unix:/path/to.sock");
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public CompletionStage<List<SocketAddress>> resolve(EventLoops loops) {
        return CompletableFuture.completedFuture(List.of(loops.unixAddress(path)));
    }

    @Override
    public URI uri(SocketAddress bound) {
        return URI.create(text);
    }

    /**
     * Deletes the file that a process left behind. The backends disagree (NIO refuses to bind, the
     * native ones take a living listener's path away), so this asks the file itself.
     */
    void clear() throws TransportException {
        BasicFileAttributes found = attributes();
        if (found == null) {
            return;
        }
        if (!found.isOther()) {
            throw new TransportException(
                    "cannot listen on " + text + ": a file that is no socket is in the way", null);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A listener whose queue is full must not hold up the caller.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException stale) {
            delete();
            return;
        } catch (IOException failure) {
            throw Faults.listening(text, failure);
        }
        throw new TransportException("cannot listen on " + text + ": address already in use", null);
    }

    private void delete() throws TransportException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            throw Faults.listening(text, failure);
        }
    }

    /** What tells this file from a later one of the same name; null when there is none. */
    @Nullable Object identity() {
        try {
            BasicFileAttributes found = attributes();
            return found == null ? null : found.fileKey();
        } catch (TransportException unreadable) {
            return null;
        }
    }

    /** Deletes the file, if it is still the one of that identity. */
    void deleteOwn(@Nullable Object identity) {
        if (identity != null && identity.equals(identity())) {
            try {
                delete();
            } catch (TransportException left) {
                // The next listener finds that nobody answers there.
            }
        }
    }

    private @Nullable BasicFileAttributes attributes() throws TransportException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException failure) {
            throw Faults.listening(text, failure);
        }
    }
}
