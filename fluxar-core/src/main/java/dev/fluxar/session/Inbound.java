package dev.fluxar.session;

import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.resume.Receiving;
import org.jspecify.annotations.Nullable;

/** What a session reads: frames become envelopes, and each goes to who is to act on it. */
final class Inbound {

    private final Session session;
    private final SessionSettings settings;
    private final SessionHandler handler;
    private final Handshake handshake;
    private final EnvelopeDecoder decoder;
    private final EnvelopeView view;
    private final @Nullable SessionTap tap;
    private final @Nullable SessionAuth auth;

    Inbound(
            Session session,
            SessionSettings settings,
            SessionHandler handler,
            Handshake handshake,
            EnvelopeDecoder decoder,
            EnvelopeView view,
            @Nullable SessionTap tap) {
        this.session = session;
        this.settings = settings;
        this.handler = handler;
        this.handshake = handshake;
        this.decoder = decoder;
        this.view = view;
        this.tap = tap;
        this.auth = settings.auth();
    }

    /**
     * Acts on the envelopes of a frame.
     *
     * @param numbers where they are numbered
     * @throws ProtocolException for what the protocol does not allow; what stands before it was
     *     acted on. §5.3-3
     */
    void onFrame(@Nullable Receiving numbers, byte[] source, int offset, int length) {
        int at = offset;
        int end = offset + length;
        if (length == 0) {
            throw Violations.emptyFrame(); // §5.1-3
        }
        at = numbers == null ? at : numbers.beginFrame(source, at, end);
        while (at < end && session.reads()) {
            boolean many = session.batch();
            boolean absent = numbers != null && numbers.takesNull(source[at], session.now());
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
        if (numbers != null && session.reads()) {
            numbers.endFrame();
        }
    }

    private void onDecoded(@Nullable Receiving numbers) {
        if (tap != null) {
            tap.read(view);
        }
        if (numbers == null || numbers.isNew(view, session.now())) {
            boolean asked = auth != null && auth.inForce();
            EnvelopeRules.check(view, session.parts(), numbers != null, asked);
            onEnvelope();
        } else {
            handler.passedOver(view);
        }
    }

    private void onEnvelope() {
        if (EnvelopeRules.isFatalBye(view)) {
            session.end(SessionEvent.FATAL_BYE_READ, view.error(), null); // §9.3-3
        } else if (session.control() == null) {
            handshake.onEnvelope(session, view);
        } else if (session.state() == SessionState.AUTHENTICATING
                && auth != null
                && auth.waits(view)) {
            auth.hold(view); // §8.6-6
        } else {
            act(view);
        }
    }

    void act(EnvelopeView read) {
        SessionControl own = session.control();
        if (own == null) {
            throw new IllegalStateException("an envelope before the handshake was done");
        }
        if (!read.hasRef() && read.hasId()) {
            requireFreshId(own, read);
        }
        boolean ofSession = read.type() == MessageType.HELLO;
        if ((ofSession || read.hasRef()) && read.length() > settings.limits().message()) {
            throw Violations.tooLong(read, settings.limits().message()); // §11.1-3
        }
        if (ofSession) {
            own.onMessage(read);
        } else {
            handler.envelope(read);
        }
    }

    /** §1.3-4 */
    private void requireFreshId(SessionControl own, EnvelopeView open) {
        if (own.isLive(open.idHigh(), open.idLow())
                || handler.isLive(open.idHigh(), open.idLow())) {
            throw Violations.idInUse();
        }
    }
}
