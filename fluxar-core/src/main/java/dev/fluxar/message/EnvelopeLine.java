package dev.fluxar.message;

import dev.fluxar.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line for people about an envelope: what it is, which exchange it belongs to, how long it is
 * and which error it tells, never what the application said. An id is shown by its last eight hex
 * digits.
 *
 * <pre>
 * -&gt; call user.getProfile #50617283  60 bytes (meta 17, payload 5), timeout 250 ms
 * &lt;- call reply to #50617283  49 bytes (payload 11)
 * &lt;- call reply to #50617283  63 bytes: NOT_FOUND (301) nothing is registered as 'user.get'
 * </pre>
 */
public final class EnvelopeLine {

    /** Longest piece of foreign text shown, in characters. */
    private static final int MAX_TEXT = 255;

    private EnvelopeLine() {}

    /**
     * Describes an envelope.
     *
     * @param view decoded
     * @param outbound whether this side sent it
     * @return printable characters only, whatever the other side wrote
     */
    public static String format(EnvelopeView view, boolean outbound) {
        StringBuilder line = new StringBuilder(120);
        line.append(outbound ? "-> " : "<- ").append(describe(view));
        line.append("  ").append(view.length()).append(" bytes");
        sizes(view, line);
        options(view, line);
        ErrorInfo error = view.error();
        if (error != null) {
            line.append(": ").append(ErrorCode.nameOf(error.code()));
            line.append(" (").append(error.code()).append(") ");
            text(error.message(), line);
        }
        return line.toString();
    }

    private static CharSequence describe(EnvelopeView view) {
        StringBuilder what = new StringBuilder(64);
        what.append(view.type().name().toLowerCase(Locale.ROOT));
        if (!view.hasRef()) {
            if (view.hasTarget()) {
                text(view.target(), what.append(' '));
            }
            if (view.hasId()) {
                id(view.idLow(), what.append(" #"));
            }
            return what;
        }
        if (view.hasTarget()) {
            text(view.target(), what.append(' '));
            what.append(" of #");
        } else {
            what.append(" reply to #");
        }
        id(view.refLow(), what);
        return what;
    }

    private static void id(long low, StringBuilder out) {
        out.append(String.format("%08x", (int) low));
    }

    private static void sizes(EnvelopeView view, StringBuilder line) {
        String meta = view.hasMeta() ? "meta " + view.metaLength : null;
        String payload = view.hasPayload() ? "payload " + view.payloadLength : null;
        if (meta != null || payload != null) {
            line.append(" (").append(meta == null ? "" : meta);
            line.append(meta == null || payload == null ? "" : ", ");
            line.append(payload == null ? "" : payload).append(')');
        }
    }

    /** What the protocol itself reads of a call's meta. */
    private static void options(EnvelopeView view, StringBuilder line) {
        Meta meta = view.type() == MessageType.CALL && !view.hasRef() ? view.meta() : null;
        if (meta == null) {
            return;
        }
        Long timeout = timeout(meta);
        if (timeout != null) {
            line.append(", timeout ").append(timeout).append(" ms");
        }
        if (oneway(meta)) {
            line.append(", one-way");
        }
    }

    private static @Nullable Long timeout(Meta meta) {
        try {
            long millis = meta.unsigned("timeout");
            return millis < 0 ? null : (Long) millis;
        } catch (IllegalArgumentException wrongKind) {
            return null;
        }
    }

    private static boolean oneway(Meta meta) {
        try {
            return meta.bool("oneway");
        } catch (IllegalArgumentException wrongKind) {
            return false;
        }
    }

    /**
     * Foreign text that stays on one line and cannot steer a terminal: what is not printable
     * becomes a question mark, and the end of a long text dots.
     *
     * @param text any
     * @return printable characters only
     */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_TEXT) + 3);
        text(text, out);
        return out.toString();
    }

    private static void text(String text, StringBuilder out) {
        int[] points = text.codePoints().limit(MAX_TEXT + 1L).toArray();
        for (int i = 0; i < Math.min(points.length, MAX_TEXT); i++) {
            int type = Character.getType(points[i]);
            boolean printable =
                    type != Character.CONTROL
                            && type != Character.FORMAT
                            && type != Character.LINE_SEPARATOR
                            && type != Character.PARAGRAPH_SEPARATOR
                            && type != Character.SURROGATE;
            out.appendCodePoint(printable ? points[i] : '?');
        }
        if (points.length > MAX_TEXT) {
            out.append("...");
        }
    }
}
