package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
import dev.fluxar.session.resume.Receiving;
import dev.fluxar.wire.FrameWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session as a pure state machine (spec §8 and §9): it is given frames and the time, and tells
 * what to write, what happened and when it wants to be called again. It does no I/O, starts no
 * thread, reads no clock and draws no randomness; it is confined to one thread.
 *
 * <p>Its methods come in four families: getters; inputs of the transport ({@code on…}); what the
 * layers above ask for ({@link #send}, {@link #ping}, {@link #drain}, {@link #abort}); outputs
 * ({@link #writeTo}, {@link #deadline}). Start reading at {@link #onFrame}.
 */
public final class Session extends SendingSide {

    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Frames of the handshake are no longer. §5.1-5 */
    public static final int HANDSHAKE_FRAME = 16_384;

    /** What session messages and verbs may take beyond the budget. */
    private static final int URGENT_ALLOWANCE = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    // Valid for the session.
    private final SessionSettings settings;
    private final SessionHandler handler;
    private final EnvelopeDecoder decoder;
    private final EnvelopeView view;
    private final @Nullable SessionTap tap;
    private final Handshake handshake;

    private SessionState state = SessionState.CONNECTING;
    private long handshakeDeadline;

    // Valid once established.
    private @Nullable SessionControl control;

    /**
     * Creates a session whose transport is being opened.
     *
     * @param settings of this side
     * @param handler hears what happens
     * @param ids makes ids; confined to this session
     * @param sessionId 16 random bytes; used by a responder
     * @param decoder may be shared by the sessions of one thread
     * @param view likewise
     * @param tap sees every envelope, or null
     * @param now nanoseconds
     */
    public Session(
            SessionSettings settings,
            SessionHandler handler,
            IdGenerator ids,
            byte[] sessionId,
            EnvelopeDecoder decoder,
            EnvelopeView view,
            @Nullable SessionTap tap,
            long now) {
        super(settings, ids, tap, now);
        this.settings = settings;
        this.handler = handler;
        this.decoder = decoder;
        this.view = view;
        this.tap = tap;
        this.handshake = new Handshake(settings, sessionId);
        // An initiator's time begins when the transport is ready. §8.1-7
        this.handshakeDeadline =
                settings.role() == Role.INITIATOR ? NEVER : now + settings.handshakeNanos();
    }

    // Getters

    /**
     * The present state.
     *
     * @return never null
     */
    public SessionState state() {
        return state;
    }

    /**
     * The largest frame accepted now. §5.1-5
     *
     * @return bytes
     */
    public int frameLimit() {
        return established() ? settings.limits().frame() : HANDSHAKE_FRAME;
    }

    /**
     * Whether a bye was sent or answered.
     *
     * @return whether nothing may be opened
     */
    public boolean draining() {
        return state == SessionState.DRAINING;
    }

    @Override
    boolean established() {
        return state == SessionState.ESTABLISHED || state == SessionState.DRAINING;
    }

    // Inputs

    /** The transport is open. */
    public void onTransportReady() {
        if (transition(SessionEvent.TRANSPORT_READY, "transport is open")
                && settings.role() == Role.INITIATOR) {
            handshakeDeadline = now() + settings.handshakeNanos();
            outbox.addUrgent(handshake.hello(nextId())); // §8.1-1
        }
    }

    /** Bytes came in: life, whatever they mean. */
    public void onBytes() {
        if (control != null) {
            control.onBytes();
        }
    }

    /**
     * A frame came in: its envelopes are acted on in order, §2.5-2, up to the first that is none.
     * §5.3-3
     *
     * @param source holds its content
     * @param offset first byte
     * @param length number of bytes
     * @return false when the session is over: nothing more is acted on. §9.4-1
     */
    public boolean onFrame(byte[] source, int offset, int length) {
        int at = offset;
        int end = offset + length;
        try {
            if (length == 0) {
                throw Violations.emptyFrame(); // §5.1-3
            }
            Receiving numbers = receiving;
            at = numbers == null ? at : numbers.beginFrame(source, at, end);
            while (at < end && state != SessionState.CLOSED) {
                boolean many = batch();
                boolean absent = numbers != null && numbers.takesNull(source[at], now());
                at = absent ? at + 1 : decoder.decode(source, at, end, view); // §5.6-3
                if (at < end && !many) {
                    throw Violations.behindTheEnvelope(end - at); // §5.3-2
                }
                if (absent) {
                    handler.passedOver(null);
                } else {
                    onDecoded(numbers);
                }
            }
            if (numbers != null && state != SessionState.CLOSED) {
                numbers.endFrame();
            }
        } catch (ProtocolException e) {
            onViolation(e.info(), "");
        }
        return state != SessionState.CLOSED;
    }

    /**
     * The other side broke the protocol: it is told, and the session ends. §9.3-1
     *
     * @param error what it is told
     * @param seen what else this side's application is told, or empty
     */
    public void onViolation(ErrorInfo error, String seen) {
        fatal(SessionEvent.VIOLATION, error, seen);
    }

    /**
     * A program that does not speak FLUXAR was recognised; the caller answers it.
     *
     * @param description what was seen
     */
    public void onStranger(String description) {
        end(
                SessionEvent.STRANGER_SEEN,
                ErrorInfo.of(ErrorCode.PROTOCOL_ERROR, description + " was seen, expected FLUXAR"),
                null);
    }

    /**
     * The transport ended or failed. §5.5-2
     *
     * @param cause null when it was closed in order; after a bye that makes no difference
     * @param cut bytes of an incomplete frame, which are discarded. §5.5-3
     */
    public void onTransportEnded(@Nullable Throwable cause, int cut) {
        if (control != null && control.orderly()) {
            end(SessionEvent.TRANSPORT_ENDED, null, null); // §9.4-2
            return;
        }
        end(SessionEvent.TRANSPORT_ENDED, SessionEnd.lost(cause, control != null, cut), cause);
    }

    /** A deadline may have passed. */
    public void onTimer() {
        if (state == SessionState.CONNECTING || state == SessionState.HANDSHAKING) {
            if (now() >= handshakeDeadline) {
                fatal(SessionEvent.HANDSHAKE_EXPIRED, settings.handshakeTimeout()); // §8.1-7
            }
            return;
        }
        if (control != null && established()) {
            control.onTimer();
        }
    }

    private void onDecoded(@Nullable Receiving numbers) {
        if (tap != null) {
            tap.read(view);
        }
        if (numbers == null || numbers.isNew(view, now())) {
            EnvelopeRules.check(view, parts(), numbers != null);
            onEnvelope();
        } else {
            handler.passedOver(view);
        }
    }

    private void onEnvelope() {
        if (EnvelopeRules.isFatalBye(view)) {
            end(SessionEvent.FATAL_BYE_READ, view.error(), null); // §9.3-3
        } else if (control == null) {
            handshake.onEnvelope(this, view);
        } else {
            if (!view.hasRef() && view.hasId()) {
                requireFreshId(control);
            }
            boolean own = view.type() == MessageType.HELLO;
            if ((own || view.hasRef()) && view.length() > settings.limits().message()) {
                throw Violations.tooLong(view, settings.limits().message()); // §11.1-3
            }
            if (own) {
                control.onMessage(view);
            } else {
                handler.envelope(view);
            }
        }
    }

    /** §1.3-4 */
    private void requireFreshId(SessionControl own) {
        if (own.isLive(view.idHigh(), view.idLow())
                || handler.isLive(view.idHigh(), view.idLow())) {
            throw Violations.idInUse();
        }
    }

    /** The handshake is done: what it settled is in force from the next envelope on. §8.3-6 */
    void establish(SessionEvent event, Established established) {
        settle(established);
        control = new SessionControl(this, handler, established.heartbeatMillis());
        if (transition(event, "handshake is done")) {
            handler.established(established);
        }
    }

    /** The responder's answer or refusal. */
    void replyToHello(Envelope reply) {
        outbox.addAlone(reply);
    }

    // What the layers above ask for

    /**
     * Sends a ping, unless one is unanswered. §9.1-1
     *
     * @return whether one is under way now
     */
    public boolean ping() {
        if (control == null || !established()) {
            return false;
        }
        control.ping();
        return true;
    }

    /**
     * Goes away in order. A second call can only shorten the grace of the first.
     *
     * @param code 0 for no fault, otherwise an error code
     * @param graceMillis how long live exchanges may take
     */
    public void drain(int code, long graceMillis) {
        if (control == null || !established()) {
            abort();
        } else {
            control.drain(new Bye(code, graceMillis, null));
        }
    }

    /** Ends the session at once. */
    public void abort() {
        end(SessionEvent.ABORTED, null, null);
    }

    /** A bye was sent or read. */
    void leave(SessionEvent event, String reason) {
        boolean first = state == SessionState.ESTABLISHED;
        if (transition(event, reason) && first) {
            ackAtOnce();
            handler.draining(); // §9.2-3
        }
    }

    /** Ends the session at once, telling the other side why. */
    void fatal(SessionEvent event, ErrorInfo error) {
        fatal(event, error, "");
    }

    private void fatal(SessionEvent event, ErrorInfo error, String seen) {
        if (state == SessionState.CLOSED) {
            return;
        }
        boolean open = state != SessionState.CONNECTING;
        end(event, seen.isEmpty() ? error : error.withMessage(error.message() + seen), null);
        if (open) {
            // Queued after the end has emptied the outbox: the last that is written. §9.3-2
            long most = control == null ? HANDSHAKE_FRAME : peerLimits().envelope();
            outbox.addUrgent(SessionMessages.fatalBye(nextId(), error.fitting(most))); // §4.1-4
        }
    }

    /** Ends the session; error is null when nobody is at fault. */
    void end(SessionEvent event, @Nullable ErrorInfo error, @Nullable Throwable cause) {
        boolean keepReply = event == SessionEvent.HELLO_REFUSED;
        if (transition(event, error == null ? "in order" : error.toString())) {
            if (!keepReply) {
                outbox.clear();
            }
            handler.ended(new SessionEnd(event, error, cause));
        }
    }

    /** The one place where the state changes. */
    private boolean transition(SessionEvent event, String reason) {
        SessionState next = SessionTable.TABLE.next(state, event);
        if (next == null) {
            LOG.debug("{}: {} has no effect ({})", state, event, reason);
            return false;
        }
        LOG.debug("{} -> {} by {}: {}", state, next, event, reason);
        state = next;
        return true;
    }

    // Outputs

    /**
     * Writes what is queued, as far as the connection takes it. What is left is written when it is
     * called again.
     *
     * @param writer of the session's connection; not flushed here
     */
    public void writeTo(FrameWriter writer) {
        write(writer, state == SessionState.CLOSED);
        if (!outbox.isEmpty() && !budget().fits(-URGENT_ALLOWANCE)) {
            // The connection takes no more: who asks and does not read is not let fill the memory.
            fatal(SessionEvent.VIOLATION, budget().overrun()); // §11.3-2 §11.7-4
        }
        if (state == SessionState.CLOSED) {
            write(writer, true); // A fatal bye that came up meanwhile. §9.3-1
        }
        boolean done = state == SessionState.DRAINING && outbox.isEmpty();
        if (done && control != null && control.over()) {
            end(SessionEvent.DRAINED, null, null); // §9.2-5
        }
    }

    /**
     * When {@link #onTimer} wants to be called next, at the latest.
     *
     * @return nanoseconds, or {@link #NEVER}
     */
    public long deadline() {
        return switch (state) {
            case CONNECTING, HANDSHAKING -> handshakeDeadline;
            case ESTABLISHED, DRAINING -> control == null ? NEVER : control.deadline();
            case CLOSED -> NEVER;
        };
    }
}
