package dev.fluxar.session.resume;

/**
 * What a responder knows of a session that a hello names.
 *
 * @param secret of the session
 * @param state whether it can still be resumed
 * @param windowMillis how long it is kept when it is detached
 * @param epoch the greatest that was accepted, 0 before the first
 * @param channelClass of the channel on which it was established
 * @param version of the session
 * @param parts whether payloads travel in parts
 * @param written the number given last
 * @param acked the highest number that the initiator is known to have received
 * @param received the highest number that was read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KnownSession(
        byte[] secret,
        State state,
        long windowMillis,
        long epoch,
        int channelClass,
        long version,
        boolean parts,
        long written,
        long acked,
        long received) {

    /** Whether a session can be resumed. */
    public enum State {
        /** It lives. */
        KEPT,
        /** Its window has passed. */
        EXPIRED,
        /** It has ended otherwise. */
        ENDED
    }

    /** Without the secret, which goes into no log. §9.6-4 */
    @Override
    public String toString() {
        return state + ", epoch " + epoch + ", received " + received;
    }
}
