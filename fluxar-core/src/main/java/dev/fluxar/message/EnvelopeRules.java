package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.ErrorCode;

/** Which envelopes are valid: the table of spec §2.2, row by row. */
public final class EnvelopeRules {

    private static final byte[] ACK = verb("ack");
    private static final byte[] BYE = verb("bye");
    private static final byte[] CANCEL = verb("cancel");
    private static final byte[] END = verb("end");
    private static final byte[] NACK = verb("nack");
    private static final byte[] PAUSE = verb("pause");
    private static final byte[] PING = verb("ping");
    private static final byte[] RESUME = verb("resume");

    private EnvelopeRules() {}

    private static byte[] verb(String word) {
        return word.getBytes(US_ASCII);
    }

    /**
     * Checks an envelope that was decoded.
     *
     * @param view the envelope
     * @throws ProtocolException when it fits no row of the table. §2.2-1
     */
    public static void check(EnvelopeView view) {
        if (view.error != null && view.hasPayload()) {
            // §1.1-3
            throw violation(view, "both payload and error");
        }
        if (view.hasRef()) {
            continuation(view);
        } else {
            open(view);
        }
    }

    private static void open(EnvelopeView view) {
        if (!view.hasId()) {
            // §1.3-3
            throw violation(view, "neither id nor ref, expected one of them");
        }
        switch (view.type()) {
            case HELLO -> session(view);
            case CALL, STREAM, SUBSCRIBE, PUBLISH -> {
                name(view);
                if (view.error != null) {
                    throw violation(view, "an error in an open");
                }
            }
            case UNSUBSCRIBE, MESSAGE -> throw violation(view, "no ref, expected one");
        }
    }

    private static void session(EnvelopeView view) {
        boolean clean = view.error == null;
        boolean hello = !view.hasTarget() && clean;
        boolean ping = isPing(view) && clean && !view.hasPayload();
        if (!hello && !ping && !isBye(view)) {
            throw violation(view, "the target " + quoted(view) + " with these fields");
        }
    }

    /** Targets may be long: messages are not. */
    private static String quoted(EnvelopeView view) {
        return view.targetLength <= Names.MAX_TARGET
                ? "'" + view.target() + "'"
                : "of " + view.targetLength + " bytes";
    }

    /** The name of an open, or the topic of an event. §2.2-2 §2.2-3 */
    private static void name(EnvelopeView view) {
        if (view.targetLength < 1 || view.targetLength > Names.MAX_TARGET) {
            throw violation(
                    view,
                    "a target of "
                            + Math.max(view.targetLength, 0)
                            + " bytes, expected 1 to "
                            + Names.MAX_TARGET);
        }
        if (view.targetLength <= Names.LONGEST_VERB && Names.isVerb(view.target())) {
            throw violation(view, "the verb '" + view.target() + "' as a name");
        }
    }

    /** Whether it has an id is of no effect. §1.3-6 */
    private static void continuation(EnvelopeView view) {
        if (!view.hasTarget()) {
            if (view.type == MessageType.MESSAGE.code()) {
                throw violation(view, "no topic, expected one");
            }
            return;
        }
        boolean known =
                switch (view.type()) {
                    case HELLO, UNSUBSCRIBE, PUBLISH -> false;
                    case CALL -> isCancel(view) && !view.hasPayload() && view.error == null;
                    case STREAM ->
                            view.targetIs(END)
                                    || isCancel(view)
                                    || view.targetIs(PAUSE)
                                    || view.targetIs(RESUME);
                    case SUBSCRIBE -> view.targetIs(PAUSE) || view.targetIs(RESUME);
                    case MESSAGE -> isTopicOrAck(view);
                };
        if (!known) {
            // `part` is among them: capability `parts` is never in force here.
            throw violation(view, "the target " + quoted(view) + " with these fields");
        }
    }

    private static boolean isTopicOrAck(EnvelopeView view) {
        if (view.targetIs(ACK) || view.targetIs(NACK)) {
            return true;
        }
        name(view);
        return true;
    }

    /**
     * Whether the verb is {@code cancel}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isCancel(EnvelopeView view) {
        return view.targetIs(CANCEL);
    }

    /**
     * Whether it is a ping; the type is known to be hello.
     *
     * @param view an open
     * @return whether
     */
    public static boolean isPing(EnvelopeView view) {
        return view.targetIs(PING);
    }

    /**
     * Whether it is a bye, fatal or not; the type is known to be hello.
     *
     * @param view an open
     * @return whether
     */
    public static boolean isBye(EnvelopeView view) {
        return view.targetIs(BYE);
    }

    /**
     * Whether it is a fatal bye.
     *
     * @param view of any type
     * @return whether
     */
    public static boolean isFatalBye(EnvelopeView view) {
        return view.error != null
                && view.type() == MessageType.HELLO
                && !view.hasRef()
                && isBye(view);
    }

    private static ProtocolException violation(EnvelopeView view, String what) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                "envelope of type "
                        + view.type
                        + (view.hasRef() ? " with" : " without")
                        + " ref has "
                        + what);
    }
}
