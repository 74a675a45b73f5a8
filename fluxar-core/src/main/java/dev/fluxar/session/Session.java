package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Bye;
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
    private final Inbound inbound;
    private final Handshake handshake;
    private final @Nullable SessionAuth auth;

    private SessionState state = SessionState.CONNECTING;
    private long handshakeDeadline;

    // Valid once established.
    private @Nullable SessionControl control;
    private @Nullable Established settled;

    /** Where the session outlives its connection. */
    private @Nullable Survival survival;

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
        this.handshake = new Handshake(settings, handler, sessionId);
        this.auth = settings.auth();
        this.inbound = new Inbound(this, settings, handler, handshake, decoder, view, tap);
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
        return talks() ? settings.limits().frame() : HANDSHAKE_FRAME;
    }

    /**
     * Whether a bye was sent or answered.
     *
     * @return whether nothing may be opened
     */
    public boolean draining() {
        return state == SessionState.DRAINING
                || (detached() && survival != null && survival.drains());
    }

    /**
     * Whether the session has a connection and has shaken hands.
     *
     * @return false while it is detached, too
     */
    public boolean connected() {
        return state == SessionState.ESTABLISHED || state == SessionState.DRAINING;
    }

    private boolean detached() {
        return state == SessionState.DETACHED || state == SessionState.RESUMING;
    }

    @Override
    boolean established() {
        return connected() || detached();
    }

    /**
     * The state as those see it who need not know whether there is a connection. §9.14-1
     *
     * @return ESTABLISHED or DRAINING in place of DETACHED and RESUMING
     */
    public SessionState standing() {
        return !detached() ? state : draining() ? SessionState.DRAINING : SessionState.ESTABLISHED;
    }

    /**
     * What lets the session outlive its connection.
     *
     * @return null where it does not, and before it is established
     */
    public @Nullable Survival survival() {
        return survival;
    }

    @Override
    boolean talks() {
        return established() || state == SessionState.AUTHENTICATING;
    }

    // Inputs

    /** The transport is open. */
    public void onTransportReady() {
        if (transition(SessionEvent.TRANSPORT_READY, "transport is open")
                && settings.role() == Role.INITIATOR) {
            handshakeDeadline = now() + settings.handshakeNanos();
            try {
                outbox.addUrgent(handshake.hello(nextId())); // §8.1-1
            } catch (ProtocolException e) {
                end(SessionEvent.ABORTED, e.info(), null); // §8.6-2
            }
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
     * @return false when the session is over, or has let go of the connection: nothing more is
     *     acted on
     */
    public boolean onFrame(byte[] source, int offset, int length) {
        try {
            inbound.onFrame(receiving, source, offset, length);
        } catch (ProtocolException e) {
            onViolation(e.info(), "");
        }
        return reads();
    }

    /** Whether what comes in is acted on: not when the session has let go. §9.4-1 §9.10-3 */
    boolean reads() {
        return state != SessionState.CLOSED && !detached();
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
        ErrorInfo why = SessionEnd.lost(cause, control != null, cut);
        if (survival != null && connected()) {
            if (survival.ends()) {
                end(SessionEvent.TRANSPORT_ENDED, null, null); // §9.10-4
            } else {
                survival.lose(why, cause);
            }
        } else if (control != null && control.orderly()) {
            end(SessionEvent.TRANSPORT_ENDED, null, null); // §9.4-2
        } else {
            end(SessionEvent.TRANSPORT_ENDED, why, cause);
        }
    }

    /**
     * This side has failed at something that nobody else can set right: the session is over.
     *
     * @param fault what it was
     */
    public void onFault(Throwable fault) {
        IllegalStateException cause = new IllegalStateException("a fault of this side", fault);
        end(SessionEvent.ABORTED, SessionEnd.lost(cause, control != null, 0), cause);
    }

    /** §9.1-3 */
    void onSilence(ErrorInfo why) {
        if (survival == null || !connected()) {
            fatal(SessionEvent.SILENCE, why, "");
        } else {
            survival.lose(why, null); // Without a bye, which would end the session. §9.10-2
        }
    }

    /** A deadline may have passed. */
    public void onTimer() {
        if (!established() && now() >= handshakeDeadline) {
            fatal(SessionEvent.HANDSHAKE_EXPIRED, settings.handshakeTimeout(), ""); // §8.1-7
        } else if (survival != null && detached()) {
            survival.onTimer();
        } else if (control != null && talks()) {
            control.onTimer();
        }
    }

    /**
     * Acts on an envelope that was held until the handshake was done. §8.6-6
     *
     * @param read valid until this returns
     */
    public void act(EnvelopeView read) {
        inbound.act(read);
    }

    /** What the session says for itself; null before the handshake is done. */
    @Nullable SessionControl control() {
        return control;
    }

    /** The handshake is done: what it settled is in force from the next envelope on. §8.3-6 */
    void establish(SessionEvent event, Established established) {
        settle(established);
        SessionControl own = new SessionControl(this, handler, established.heartbeatMillis(), auth);
        control = own;
        settled = established;
        survival = Survival.of(this, handler, own, settings, established);
        if (transition(event, "handshake is done")) {
            if (state == SessionState.ESTABLISHED) {
                handler.established(established);
            } else if (auth != null) {
                auth.awaited();
            }
        }
    }

    /**
     * What became of the credentials of the offer that is being judged.
     *
     * @param ruling without effect when none is
     */
    public void onRuling(SessionAuth.Ruling ruling) {
        if (state == SessionState.HANDSHAKING) {
            handshake.conclude(this, ruling);
        }
    }

    /** The credentials that were awaited are accepted: the session is established. */
    public void authenticated() {
        Established known = settled;
        if (known == null
                || auth == null
                || !transition(SessionEvent.AUTH_ACCEPTED, "credentials are accepted")) {
            return;
        }
        handler.established(known);
        try {
            auth.established();
        } catch (ProtocolException e) {
            onViolation(e.info(), "");
        }
    }

    /**
     * The credentials that were awaited are not accepted; whoever refuses them has queued why.
     *
     * @param error the other side's, or told to it
     */
    public void refuseAuth(ErrorInfo error) {
        end(SessionEvent.AUTH_REFUSED, error, null); // §8.7-11
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
        if (control == null || !connected()) {
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
     * @param alternative where the other side may connect instead, or null
     */
    public void drain(int code, long graceMillis, @Nullable String alternative) {
        Bye bye = new Bye(code, graceMillis, alternative);
        if (control != null && connected()) {
            control.drain(bye);
        } else if (survival != null && detached()) {
            survival.drain(bye);
        } else {
            abort();
        }
    }

    /** Ends the session at once. */
    public void abort() {
        end(SessionEvent.ABORTED, null, null);
    }

    /**
     * Where the other side's bye says to connect instead. §9.2-8
     *
     * @return null where it says nothing
     */
    public @Nullable String alternative() {
        return control == null ? null : control.alternative();
    }

    /** A bye was sent or read. */
    void leave(SessionEvent event, String reason) {
        boolean first = state == SessionState.ESTABLISHED;
        if (transition(event, reason) && first) {
            if (survival != null) {
                survival.draining(); // §9.16-2
            }
            ackAtOnce();
            handler.draining(); // §9.2-3
        }
    }

    /** Ends the session at once, telling the other side why unless that is §9.12-7, and this. */
    void fatal(SessionEvent event, ErrorInfo error, String seen) {
        if (state == SessionState.CLOSED) {
            return;
        }
        boolean open =
                state != SessionState.CONNECTING && !detached() && settings.attempt() == null;
        end(event, seen.isEmpty() ? error : error.withMessage(error.message() + seen), null);
        if (open) {
            // Queued after the end has emptied the outbox: the last that is written. §9.3-2
            long most = control == null ? HANDSHAKE_FRAME : peerLimits().envelope();
            outbox.addUrgent(SessionMessages.fatalBye(nextId(), error.fitting(most))); // §4.1-4
        }
    }

    /** Ends the session; error is null when nobody is at fault. */
    void end(SessionEvent event, @Nullable ErrorInfo error, @Nullable Throwable cause) {
        end(new SessionEnd(event, error, cause));
    }

    void end(SessionEnd end) {
        SessionEvent event = end.event();
        ErrorInfo error = end.error();
        boolean keepReply =
                event == SessionEvent.HELLO_REFUSED || event == SessionEvent.AUTH_REFUSED;
        if (transition(event, error == null ? "in order" : error.toString())) {
            if (!keepReply) {
                outbox.clear();
            }
            handler.ended(end);
        }
    }

    /** The one place where the state changes. */
    boolean transition(SessionEvent event, String reason) {
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
        requireBounds();
        if (state == SessionState.CLOSED) {
            write(writer, true); // A fatal bye that came up meanwhile. §9.3-1
        }
        boolean done = state == SessionState.DRAINING && outbox.isEmpty();
        if (done && control != null && control.over()) {
            end(SessionEvent.DRAINED, null, null); // §9.2-5
        }
    }

    /**
     * Ends the session where more waits than may. {@link #writeTo} does so too; to be called where
     * there is no connection to write to.
     */
    public void requireBounds() {
        if (!outbox.isEmpty() && !budget().fits(-URGENT_ALLOWANCE)) {
            // The connection takes no more: who asks and does not read is not let fill the memory.
            fatal(SessionEvent.BOUND_EXCEEDED, budget().overrun(), ""); // §11.3-2 §11.7-4
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
            case AUTHENTICATING ->
                    Math.min(handshakeDeadline, control == null ? NEVER : control.deadline());
            case ESTABLISHED, DRAINING -> control == null ? NEVER : control.deadline();
            case DETACHED, RESUMING -> survival == null ? NEVER : survival.deadline();
            case CLOSED -> NEVER;
        };
    }
}
