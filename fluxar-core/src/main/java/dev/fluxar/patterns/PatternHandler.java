package dev.fluxar.patterns;

import dev.fluxar.message.EnvelopeView;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;

/** Acts on the envelopes of one message type. */
public interface PatternHandler {

    /**
     * The other side opens an exchange; its id is that of no live one.
     *
     * @param view valid until this returns
     */
    void onOpen(EnvelopeView view);

    /**
     * An envelope with a ref.
     *
     * @param view valid until this returns
     * @param exchange the live exchange of that id, of whatever pattern and side; null when there
     *     is none
     * @return false where it names no live exchange in which its sender has that role: it was
     *     dropped. §2.3-1 §2.3-2
     */
    boolean onContinuation(EnvelopeView view, @Nullable Exchange exchange);

    /** A bye was sent or answered; called before the exchanges are told. */
    void onDraining();

    /**
     * The session is over; called before the exchanges are told.
     *
     * @param end why
     */
    void onSessionEnded(SessionEnd end);

    /** A place among the exchanges of this side has become free, or a token has come. */
    void onRoom();
}
