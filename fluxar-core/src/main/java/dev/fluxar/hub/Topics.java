package dev.fluxar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The rules for topics (spec §10.19). */
public final class Topics {

    static final byte DOT = '.';
    static final byte ONE = '*';
    static final byte REST = '>';

    private static final byte[] OWN = {'f', 'l', 'u', 'x', 'a', 'r'};

    private Topics() {}

    /**
     * What is wrong with a topic that is a name. §10.19-1
     *
     * @param topic UTF-8
     * @return null when nothing is, otherwise a sentence with the offending and the expected value
     */
    public static @Nullable String faultOf(byte[] topic) {
        int level = 0;
        for (int i = 0; i <= topic.length; i++) {
            if (i == topic.length || topic[i] == DOT) {
                if (i == level) {
                    return "topic '" + text(topic) + "' has an empty level, expected none";
                }
                level = i + 1;
            } else if (topic[i] == ONE || topic[i] == REST) {
                return "topic '"
                        + text(topic)
                        + "' has "
                        + (char) topic[i]
                        + ", expected no wildcard in a topic";
            }
        }
        return null;
    }

    /** Whether the first level is the protocol's own. §10.19-4 */
    static boolean isOwn(byte[] topic, int from, int to) {
        if (to - from < OWN.length || (to - from > OWN.length && topic[from + OWN.length] != DOT)) {
            return false;
        }
        for (int i = 0; i < OWN.length; i++) {
            if (topic[from + i] != OWN[i]) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] utf8) {
        return new String(utf8, UTF_8);
    }
}
