package dev.fluxar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.Names;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A pattern that topics are matched against (spec §10.19). Immutable. */
public final class TopicPattern {

    private final byte[] utf8;
    private final boolean literal;

    private TopicPattern(byte[] utf8) {
        this.utf8 = utf8;
        this.literal = indexOf(utf8, Topics.ONE) < 0 && indexOf(utf8, Topics.REST) < 0;
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads a pattern.
     *
     * @param pattern 1 to 255 bytes of UTF-8
     * @return never null
     * @throws FluxarException INVALID_ARGUMENT when it is none
     */
    public static TopicPattern of(String pattern) {
        String fault = faultOf(pattern);
        if (fault != null) {
            throw new FluxarException(ErrorCode.INVALID_ARGUMENT, fault);
        }
        return new TopicPattern(pattern.getBytes(UTF_8));
    }

    /**
     * What is wrong with a pattern. §10.19-2
     *
     * @param pattern any
     * @return null when nothing is, otherwise a sentence with the offending and the expected value
     */
    public static @Nullable String faultOf(String pattern) {
        String name = Names.faultOf(pattern);
        if (name != null) {
            return name.replaceFirst("^target", "pattern");
        }
        int level = 0;
        for (int i = 0; i <= pattern.length(); i++) {
            if (i < pattern.length() && pattern.charAt(i) != Topics.DOT) {
                continue;
            }
            String fault = faultOfLevel(pattern.substring(level, i), i == pattern.length());
            if (fault != null) {
                return "pattern '" + pattern + "' has " + fault;
            }
            level = i + 1;
        }
        return null;
    }

    private static @Nullable String faultOfLevel(String level, boolean last) {
        if (level.isEmpty()) {
            return "an empty level, expected none";
        }
        if (level.length() > 1) {
            for (char wildcard : new char[] {(char) Topics.ONE, (char) Topics.REST}) {
                if (level.indexOf(wildcard) >= 0) {
                    return wildcard + " inside a level, expected it as a whole level";
                }
            }
        }
        return !last && level.charAt(0) == Topics.REST
                ? "> before its last level, expected it as the last one only"
                : null;
    }

    /**
     * Whether it matches a topic. §10.19-3
     *
     * @param topic valid
     * @return whether
     */
    public boolean matches(String topic) {
        byte[] bytes = topic.getBytes(UTF_8);
        return matches(bytes, 0, bytes.length);
    }

    /**
     * Whether it matches a topic.
     *
     * @param source holds the topic, which is valid
     * @param from its first byte
     * @param to the index after its last byte
     * @return whether
     */
    public boolean matches(byte[] source, int from, int to) {
        if (literal) {
            return Arrays.equals(utf8, 0, utf8.length, source, from, to);
        }
        boolean wild = utf8[0] == Topics.ONE || utf8[0] == Topics.REST;
        if (wild && Topics.isOwn(source, from, to)) {
            return false; // §10.19-4
        }
        int at = from;
        for (int i = 0; i < utf8.length; i++) {
            byte expected = utf8[i];
            if (expected == Topics.REST) {
                return at < to;
            }
            if (expected == Topics.ONE) {
                if (at >= to) {
                    return false;
                }
                while (at < to && source[at] != Topics.DOT) {
                    at++;
                }
            } else if (at >= to || source[at++] != expected) {
                return false;
            }
        }
        return at == to;
    }

    /**
     * Whether it has no wildcard, and so matches one topic: itself.
     *
     * @return whether
     */
    public boolean isLiteral() {
        return literal;
    }

    /**
     * A copy of the pattern's text.
     *
     * @return UTF-8
     */
    public byte[] toUtf8() {
        return utf8.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicPattern pattern && Arrays.equals(utf8, pattern.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return new String(utf8, UTF_8);
    }
}
