package dev.fluxar.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Someone who speaks another protocol on a stream transport, known by the first bytes (spec §5.4).
 */
public enum Stranger {
    /** An HTTP client. §5.4-1 */
    HTTP_REQUEST("an HTTP request"),
    /** A TLS client. §5.4-2 */
    TLS_HELLO("a TLS client hello"),
    /** An HTTP server, where we are the initiator. */
    HTTP_RESPONSE("an HTTP response"),
    /** A TLS server, where we are the initiator. */
    TLS_ALERT("a TLS alert"),
    /** An SSH server or client. */
    SSH("an SSH banner");

    private static final Set<String> METHODS =
            Set.of("GET ", "POST", "HEAD", "PUT ", "OPTI", "DELE", "PRI ", "CONN", "PATC", "TRAC");

    private static final byte[] TLS_PROTOCOL_VERSION_ALERT = {0x15, 3, 1, 0, 2, 2, 0x46};
    private static final byte[] NONE = {};

    private final String description;

    Stranger(String description) {
        this.description = description;
    }

    /**
     * Recognises a stranger.
     *
     * @param prefix the first four bytes, most significant first; no valid first prefix looks like
     *     any of these
     * @return null when they are nobody's that we know
     */
    public static @Nullable Stranger of(int prefix) {
        byte[] bytes = {
            (byte) (prefix >>> 24), (byte) (prefix >>> 16), (byte) (prefix >>> 8), (byte) prefix
        };
        String text = new String(bytes, US_ASCII);
        if (METHODS.contains(text)) {
            return HTTP_REQUEST;
        }
        return switch (prefix >>> 16) {
            case 0x1603 -> TLS_HELLO;
            case 0x1503 -> TLS_ALERT;
            default -> text.equals("HTTP") ? HTTP_RESPONSE : text.equals("SSH-") ? SSH : null;
        };
    }

    /**
     * Says in words what the first bytes look like, where that is no frame.
     *
     * @param prefix the first four bytes, most significant first
     * @return for example {@code : an HTTP response?}, empty where they look like nothing
     */
    public static String describe(int prefix) {
        Stranger known = of(prefix);
        if (known != null) {
            return ": " + known.description + "?";
        }
        StringBuilder text = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            int character = prefix >>> shift & 0xff;
            if (character < ' ' || character > '~') {
                return "";
            }
            text.append((char) character);
        }
        return ": text that begins with '" + text + "'?";
    }

    /**
     * What was seen.
     *
     * @return for example {@code an HTTP request}
     */
    public String description() {
        return description;
    }

    /**
     * What to answer in the stranger's own protocol.
     *
     * @param transport how a person calls the transport, for example {@code plain TCP}
     * @return empty where nothing helps
     */
    public byte[] answer(String transport) {
        return switch (this) {
            case HTTP_REQUEST -> httpAnswer(transport);
            case TLS_HELLO ->
                    Arrays.copyOf(TLS_PROTOCOL_VERSION_ALERT, TLS_PROTOCOL_VERSION_ALERT.length);
            default -> NONE;
        };
    }

    private static byte[] httpAnswer(String transport) {
        byte[] body =
                ("This is a FLUXAR port (fluxar/1 over "
                                + transport
                                + "), not an HTTP server. Connect with a FLUXAR peer, or use the"
                                + " address of this service's HTTP port.\n")
                        .getBytes(UTF_8);
        byte[] head =
                ("HTTP/1.1 400 Bad Request\r\n"
                                + "Content-Type: text/plain; charset=utf-8\r\n"
                                + "Connection: close\r\n"
                                + "Content-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(US_ASCII);
        byte[] answer = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
        return answer;
    }
}
