package dev.fluxar.session;

import dev.fluxar.message.EnvelopeView;
import org.jspecify.annotations.Nullable;

/** What a session tells the layer above it. Called within the session's own methods. */
public interface SessionHandler {

    /**
     * The handshake is done.
     *
     * @param established what it settled
     */
    void established(Established established);

    /**
     * A valid envelope of types 2 to 7 was read.
     *
     * @param view valid until this returns
     */
    void envelope(EnvelopeView view);

    /**
     * Something was read that is not acted on: a null in place of an envelope, §5.6-4, or an
     * envelope that was received before, §9.7-5.
     *
     * @param view null for a null; valid until this returns
     * @throws dev.fluxar.message.ProtocolException where there is too much of it. §11.5-4
     */
    default void passedOver(@Nullable EnvelopeView view) {}

    /** A bye was sent or answered: nothing may be opened from now on, either way. */
    void draining();

    /**
     * How many exchanges are live, in both directions together.
     *
     * @return 0 lets a draining session end
     */
    int live();

    /**
     * Whether an exchange has an id, whoever opened it. §1.3-4
     *
     * @param idHigh high half
     * @param idLow low half
     * @return whether it is live
     */
    boolean isLive(long idHigh, long idLow);

    /**
     * A ping of this side was answered.
     *
     * @param roundTripNanos nanoseconds
     */
    void roundTrip(long roundTripNanos);

    /**
     * The session is over. Called once, last.
     *
     * @param end why
     */
    void ended(SessionEnd end);
}
