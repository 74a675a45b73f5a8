package dev.fluxar.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.ErrorCode;
import java.util.Arrays;

/** Which envelopes are valid: the tables of spec §2.2 and §2.2.1, row by row. */
public final class EnvelopeRules {

    private static final byte[] ACK = verb("ack");
    private static final byte[] AUTH = verb("auth");
    private static final byte[] BYE = verb("bye");
    private static final byte[] CANCEL = verb("cancel");
    private static final byte[] END = verb("end");
    private static final byte[] NACK = verb("nack");
    private static final byte[] PART = verb("part");
    private static final byte[] PAUSE = verb("pause");
    private static final byte[] PING = verb("ping");
    private static final byte[] RESUME = verb("resume");

    private static final byte[][] VERBS = {
        ACK, AUTH, BYE, CANCEL, END, NACK, PART, PAUSE, PING, RESUME
    };

    /** Those that may exceed what is kept for the other side. §9.9-2 */
    private static final byte[][] LIGHT = {ACK, CANCEL, NACK, PAUSE, RESUME};

    private EnvelopeRules() {}

    private static byte[] verb(String word) {
        return word.getBytes(US_ASCII);
    }

    /**
     * Checks an envelope that was decoded.
     *
     * @param view the envelope
     * @param parts whether the capability of that name is in force
     * @param resume likewise
     * @param auth likewise
     * @throws ProtocolException PROTOCOL_ERROR when it fits no row of the tables, §2.2-1 §2.2.1-1;
     *     MALFORMED where its payload is not of the kind that its row names
     */
    public static void check(EnvelopeView view, boolean parts, boolean resume, boolean auth) {
        if (view.error != null && view.hasPayload()) {
            // §1.1-3
            throw violation(view, "both payload and error");
        }
        if (!view.hasRef()) {
            open(view, resume, auth);
        } else if (!view.hasTarget()) {
            answer(view);
        } else {
            // Whether it has an id is of no effect. §1.3-6
            continuation(view, parts);
        }
    }

    private static void open(EnvelopeView view, boolean resume, boolean auth) {
        if (!view.hasId()) {
            if (resume && isSessionAck(view)) {
                clean(view);
                return; // The one open without an id. §1.3-3
            }
            // §1.3-3
            throw violation(view, "neither id nor ref, expected one of them");
        }
        switch (view.type()) {
            case HELLO -> session(view, auth);
            case CALL, STREAM, SUBSCRIBE, PUBLISH -> {
                name(view);
                if (view.error != null) {
                    throw violation(view, "an error in an open");
                }
                if (view.type == MessageType.SUBSCRIBE.code()) {
                    bare(view);
                }
            }
            case UNSUBSCRIBE, MESSAGE -> throw violation(view, "no ref, expected one");
        }
    }

    private static void session(EnvelopeView view, boolean auth) {
        if (auth && isAuth(view)) { // §2.2.2-1 §8.4-3
            clean(view);
            return;
        }
        boolean clean = view.error == null;
        boolean hello = !view.hasTarget() && clean;
        boolean ping = isPing(view) && clean && !view.hasPayload();
        if (!hello && !ping && !isBye(view)) {
            throw misfit(view);
        }
    }

    private static ProtocolException misfit(EnvelopeView view) {
        return violation(view, "the target " + quoted(view) + " with these fields");
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
        if (view.targetLength <= Names.LONGEST_VERB && isVerb(view)) {
            throw violation(view, "the verb '" + view.target() + "' as a name");
        }
    }

    /**
     * Whether a target is {@code cancel}, {@code pause}, {@code resume}, {@code ack} or {@code
     * nack}.
     *
     * @param target UTF-8
     * @return whether
     */
    public static boolean isLightVerb(byte[] target) {
        for (byte[] verb : LIGHT) {
            if (Arrays.equals(verb, target)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether it is {@code cancel}, {@code pause}, {@code resume}, {@code ack} or {@code nack}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isLightVerb(EnvelopeView view) {
        if (view.hasTarget()) {
            for (byte[] verb : LIGHT) {
                if (view.targetIs(verb)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isVerb(EnvelopeView view) {
        for (byte[] verb : VERBS) {
            if (view.targetIs(verb)) {
                return true;
            }
        }
        return false;
    }

    /** A continuation without a target. */
    private static void answer(EnvelopeView view) {
        switch (view.type()) {
            case HELLO, CALL -> {}
            case STREAM -> clean(view);
            case SUBSCRIBE -> {
                if (view.error == null) {
                    kind(view, CborReader.MAP); // §10.20-4
                }
            }
            case UNSUBSCRIBE, PUBLISH -> bare(view);
            case MESSAGE -> throw violation(view, "no topic, expected one");
        }
    }

    private static void continuation(EnvelopeView view, boolean parts) {
        if (isPart(view)) {
            part(view, parts);
            return;
        }
        switch (view.type()) {
            case HELLO, UNSUBSCRIBE, PUBLISH -> throw misfit(view);
            case CALL -> {
                if (!isCancel(view) || view.error != null || view.hasPayload()) {
                    throw misfit(view);
                }
            }
            case STREAM -> {
                if (isEnd(view)) {
                    bare(view);
                } else if (isCancel(view)) {
                    empty(view);
                } else {
                    flow(view);
                }
            }
            case SUBSCRIBE -> flow(view);
            case MESSAGE -> message(view);
        }
    }

    /** §6.2 */
    private static void part(EnvelopeView view, boolean parts) {
        boolean has =
                switch (view.type()) {
                    case CALL, STREAM, PUBLISH, MESSAGE -> parts; // §8.4-3
                    case HELLO, SUBSCRIBE, UNSUBSCRIBE -> false;
                };
        if (!has) {
            throw misfit(view);
        }
        clean(view);
        if (view.hasPayload()) {
            kind(view, CborReader.BYTES); // §6.2-1
        }
    }

    /** {@code pause} and {@code resume}. */
    private static void flow(EnvelopeView view) {
        if (isPause(view)) {
            empty(view);
        } else if (isResume(view)) {
            clean(view);
            CreditCodec.ofResume(view); // §10.12-11
        } else {
            throw misfit(view);
        }
    }

    /** An event, or what settles some. */
    private static void message(EnvelopeView view) {
        clean(view);
        if (isAck(view) || isNack(view)) {
            kind(view, CborReader.ARRAY); // §10.22-4 §10.22-5
        } else {
            name(view);
        }
    }

    private static void clean(EnvelopeView view) {
        if (view.error != null) {
            throw violation(view, "an error, expected none");
        }
    }

    private static void bare(EnvelopeView view) {
        if (view.hasPayload()) {
            throw violation(view, "a payload, expected none");
        }
    }

    private static void empty(EnvelopeView view) {
        clean(view);
        bare(view);
    }

    /** The kind of payload that a row names. */
    private static void kind(EnvelopeView view, int major) {
        int initial = view.payloadSource[view.payloadOffset] & 0xff;
        if (initial >> 5 != major) {
            throw ProtocolException.malformed(
                    "payload of an envelope of type "
                            + view.type
                            + (view.hasTarget() ? " with target '" + view.target() + "'" : "")
                            + " is "
                            + CborReader.describe(initial)
                            + ", expected "
                            + CborReader.describe(major << 5));
        }
    }

    /**
     * Whether the verb is {@code ack}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isAck(EnvelopeView view) {
        return view.targetIs(ACK);
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
     * Whether the verb is {@code end}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isEnd(EnvelopeView view) {
        return view.targetIs(END);
    }

    /**
     * Whether the verb is {@code nack}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isNack(EnvelopeView view) {
        return view.targetIs(NACK);
    }

    /**
     * Whether the verb is {@code part}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isPart(EnvelopeView view) {
        return view.targetIs(PART);
    }

    /**
     * Whether the verb is {@code pause}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isPause(EnvelopeView view) {
        return view.targetIs(PAUSE);
    }

    /**
     * Whether the verb is {@code resume}.
     *
     * @param view any continuation
     * @return whether
     */
    public static boolean isResume(EnvelopeView view) {
        return view.targetIs(RESUME);
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
     * Whether it presents credentials, or asks for some; the type is known to be hello. §8.7
     *
     * @param view an open
     * @return whether
     */
    public static boolean isAuth(EnvelopeView view) {
        return view.targetIs(AUTH);
    }

    /**
     * Whether it says what was received. §9.8
     *
     * @param view of any type
     * @return whether
     */
    public static boolean isSessionAck(EnvelopeView view) {
        return view.type() == MessageType.HELLO && !view.hasId() && !view.hasRef() && isAck(view);
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
