package dev.fluxar.transport.netty;

import dev.fluxar.transport.TransportException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what the system reports in exceptions of many kinds. */
public final class Faults {

    /** What operating systems say; NIO and the native libraries wrap it in different ways. */
    private static final List<String> KNOWN =
            List.of(
                    "connection refused",
                    "connection reset",
                    "connection timed out",
                    "broken pipe",
                    "address already in use",
                    "cannot assign requested address",
                    "permission denied",
                    "no route to host",
                    "network is unreachable",
                    "no such file or directory",
                    "too many open files");

    private Faults() {}

    /**
     * A connection could not be opened.
     *
     * @param address as in {@link Address#text}
     * @param cause what was reported
     * @return to fail the operation with
     */
    public static TransportException connecting(String address, Throwable cause) {
        return cause instanceof TransportException known
                ? known
                : new TransportException(
                        "cannot connect to " + address + ": " + words(cause), cause);
    }

    /**
     * An address could not be listened on.
     *
     * @param address as in {@link Address#text}
     * @param cause what was reported
     * @return to fail the operation with
     */
    public static TransportException listening(String address, Throwable cause) {
        return cause instanceof TransportException known
                ? known
                : new TransportException(
                        "cannot listen on " + address + ": " + words(cause), cause);
    }

    /**
     * An open connection broke.
     *
     * @param remote the other side
     * @param cause what was reported
     * @return to close the connection with
     */
    public static TransportException broken(String remote, Throwable cause) {
        return cause instanceof TransportException known
                ? known
                : new TransportException(
                        "connection to " + remote + " broke: " + words(cause), cause);
    }

    static TransportException handlerFailed(String remote, Throwable cause) {
        return new TransportException(
                "connection to " + remote + " was aborted: its handler failed", cause);
    }

    private static String words(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        @Nullable String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        String lower = message.toLowerCase(Locale.ROOT);
        for (String known : KNOWN) {
            if (lower.contains(known)) {
                return known;
            }
        }
        return cause instanceof IOException || cause instanceof IllegalStateException
                ? message
                : cause.getClass().getSimpleName() + ": " + message;
    }
}
