package dev.fluxar.session;

import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Who is who in a session, as far as the session itself has to know (spec §8.6 and §8.7). Called on
 * the session's thread, within the session's own methods.
 */
public interface SessionAuth {

    /**
     * What became of the offer's credentials.
     *
     * @param refusal why the hello is refused, or null
     * @param answer what stands in the answer as {@code auth}, as one encoded item, or null
     * @param challenged whether more is needed before the session is established
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ruling(@Nullable ErrorInfo refusal, byte @Nullable [] answer, boolean challenged) {

        /** Nothing was looked at, and nothing is said. */
        public static final Ruling NONE = new Ruling(null, null, false);
    }

    /**
     * Whether the capability is offered; where it was offered, whether it is chosen.
     *
     * @param withCredentials whether credentials stand in the offer
     * @return whether
     */
    boolean capable(boolean withCredentials);

    /**
     * Whether the capability is in force. §8.4-3
     *
     * @return false before the handshake has chosen it
     */
    boolean inForce();

    /**
     * The initiator's credentials.
     *
     * @return what stands in the offer as {@code auth}, as one encoded item, or null
     * @throws dev.fluxar.message.ProtocolException when they may not be presented, or cannot
     */
    byte @Nullable [] present();

    /**
     * Has the responder judge an offer. {@link Session#onRuling} follows, at once or later.
     *
     * @param credentials the offer's {@code auth}, or null
     * @param chosen whether the capability is chosen
     */
    void judge(byte @Nullable [] credentials, boolean chosen);

    /**
     * Tells the initiator what became of its credentials.
     *
     * @param answer the answer's {@code auth}, or null
     * @param chosen whether the capability was chosen
     * @return whether more is needed before the session is established
     * @throws dev.fluxar.message.ProtocolException for an answer that is none
     */
    boolean answered(byte @Nullable [] answer, boolean chosen);

    /** More is needed; what the handshake settled is in force. */
    void awaited();

    /**
     * Whether an envelope waits until the credentials are accepted. §8.6-6
     *
     * @param view read while they are awaited
     * @return false for {@code auth}, pings and what answers either
     */
    default boolean waits(EnvelopeView view) {
        return view.type() != MessageType.HELLO || EnvelopeRules.isBye(view);
    }

    /**
     * Keeps an envelope until the credentials are accepted. §8.6-6
     *
     * @param view of types 2 to 7, or a bye; valid until this returns
     * @throws dev.fluxar.message.ProtocolException when it may not come now, or there is no room
     */
    void hold(EnvelopeView view);

    /** The session is established: gives what was kept to {@link Session#act}. */
    void established();

    /**
     * Credentials, or a request for some.
     *
     * @param view an open of type 1 with the target {@code auth}; valid until this returns
     * @throws dev.fluxar.message.ProtocolException for what the protocol does not allow
     */
    void onAuth(EnvelopeView view);

    /**
     * An answer to an envelope of type 1.
     *
     * @param view valid until this returns
     * @return whether it answers one of {@code auth}
     * @throws dev.fluxar.message.ProtocolException for an answer that is none
     */
    boolean onAnswer(EnvelopeView view);

    /**
     * Whether an id is that of an {@code auth} of this side that is not answered yet.
     *
     * @param idHigh high half
     * @param idLow low half
     * @return whether
     */
    boolean isLive(long idHigh, long idLow);
}
