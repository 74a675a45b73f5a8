package dev.fluxar.transport.netty.websocket;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. Browsers send cookies and reach private networks on behalf of any
 * page, and say in {@code Origin} which one it is; other clients send none. A page of the same host
 * may connect. The system property {@value #PROPERTY} allows others: origins such as {@code
 * https://app.example.com}, separated by commas, or {@code *} for all.
 *
 * @param allowed besides pages of the same host
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

    /** Judges the headers {@code Origin} and {@code Host} of a request. */
    boolean allow(@Nullable String origin, @Nullable String host) {
        return origin == null
                || allowed.contains("*")
                || allowed.contains(origin.toLowerCase(Locale.ROOT))
                || (host != null && sameHost(origin, host));
    }

    private static boolean sameHost(String origin, String host) {
        try {
            String page = URI.create(origin).getHost();
            return page != null && page.equalsIgnoreCase(URI.create("ws://" + host).getHost());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
