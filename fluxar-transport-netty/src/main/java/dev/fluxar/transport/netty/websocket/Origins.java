package dev.fluxar.transport.netty.websocket;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. Browsers send cookies and reach private networks on behalf of any
 * page, and say in {@code Origin} which one it is; other clients send none.
 *
 * <p>A page of the listener's own host and port may connect. Which those are is not believed of any
 * name in {@code Host}: whoever owns a name lets it point to this machine once its page is loaded,
 * and then {@code Origin} and {@code Host} are equal and both the owner's. So {@code Host} must be
 * an IP address, {@code localhost}, or the host that the listener was told to listen on.
 *
 * <p>The system property {@value #PROPERTY} allows other pages: origins such as {@code
 * https://app.example.com}, separated by commas, or {@code *} for all.
 *
 * @param allowed besides pages of the listener's own
 */
record Origins(Set<String> allowed) {

    static final String PROPERTY = "fluxar.websocket.origins";

    /** What the property says now. */
    static Origins ofProperty() {
        return new Origins(
                Arrays.stream(System.getProperty(PROPERTY, "").split(","))
                        .map(origin -> origin.trim().toLowerCase(Locale.ROOT))
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Judges a request.
     *
     * @param origin the header {@code Origin}
     * @param host the header {@code Host}
     * @param listening the host of the URI that is listened on
     */
    boolean allow(@Nullable String origin, @Nullable String host, String listening) {
        return origin == null
                || allowed.contains("*")
                || allowed.contains(origin.toLowerCase(Locale.ROOT))
                || (host != null && sameOrigin(origin, "ws://" + host, listening));
    }

    private static boolean sameOrigin(String origin, String called, String listening) {
        try {
            URI page = new URI(origin);
            URI here = new URI(called);
            String host = here.getHost();
            int port = port(page);
            return host != null
                    && port >= 0
                    && here.getRawUserInfo() == null
                    && host.equalsIgnoreCase(page.getHost())
                    && port == port(here)
                    && (host.equalsIgnoreCase(listening)
                            || host.equalsIgnoreCase("localhost")
                            || NetUtil.createByteArrayFromIpAddressString(host) != null);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** With the default of its scheme; -1 for a scheme that has none. */
    private static int port(URI uri) {
        if (uri.getPort() >= 0 || uri.getScheme() == null) {
            return uri.getPort();
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }
}
