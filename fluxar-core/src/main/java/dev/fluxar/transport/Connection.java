package dev.fluxar.transport;

/**
 * One established connection of a transport (L0): it carries bytes, knows nothing of what they
 * mean, and is used from its {@link #loop} only.
 */
public interface Connection {

    /**
     * The thread this connection lives on.
     *
     * @return the same loop for the connection's whole life
     */
    Loop loop();

    /**
     * Whether the transport keeps message boundaries (WebSocket). Then one frame is one message and
     * has no length prefix (spec §5).
     *
     * @return true when {@link #write} and {@link ConnectionHandler#onBytes} carry exactly one
     *     frame
     */
    boolean keepsBoundaries();

    /**
     * When it was accepted, or opened by this side. Where an upgrade follows the acceptance, its
     * time counts: the handshake's is running (spec §8.1-7).
     *
     * @return nanoseconds of the loop
     */
    long openedAt();

    /**
     * Changes the longest message accepted, from the next one on. Without effect where no
     * boundaries are kept: who cuts the frames there checks their length.
     *
     * @param bytes at most the endpoint's {@code maxFrame}, which is the limit at first
     */
    void maxFrame(int bytes);

    /**
     * Stops and restarts reading. What was read together with what is being handed over still
     * comes, up to the next {@link ConnectionHandler#onReadComplete}; then nothing does until
     * reading goes on, and the other side finds its connection full after a while. An end that
     * comes meanwhile may be told late. A close reads on, and throws away what comes.
     *
     * @param on whether to read, as at first
     */
    void reading(boolean on);

    /**
     * Queues bytes; they are sent at the next {@link #flush}, or earlier. The content is consumed
     * before this returns, so the caller may reuse the buffer. After a close it is ignored.
     *
     * @param bytes whole frames; exactly one frame where the transport keeps boundaries
     */
    void write(WriteBuffer bytes);

    /** Sends what {@link #write} queued. */
    void flush();

    /**
     * Whether the transport wants more. What is written while this is false is still queued, so
     * callers must stop by themselves; {@link ConnectionHandler#onWritable} tells when to go on.
     *
     * @return false while more than the transport's high-water mark is unsent, and after a close
     */
    boolean writable();

    /**
     * Sends what is queued, then closes. {@link ConnectionHandler#onClosed} follows. Calling it
     * again does nothing. Where the other side does not read, the transport gives up after a few
     * seconds; where it has read everything and does not close, after one (spec §5.5).
     */
    void close();

    /**
     * As {@link #close}, after a fatal bye: the other side gets one second to read it, and is told
     * of a fault where the transport has words for it (spec §5.2).
     */
    void closeAtFault();

    /** Closes at once; what is unsent is lost. {@link ConnectionHandler#onClosed} follows. */
    void abort();

    /**
     * The other side's address, for logs and for people.
     *
     * @return for example {@code tcp://127.0.0.1:7400}; never null, holds no secret
     */
    String remote();

    /**
     * Who can listen, and who is known to be at the other end.
     *
     * @return the same for the connection's whole life; {@link ChannelClass#OPEN} unless the
     *     transport knows better
     */
    default ChannelClass channelClass() {
        return ChannelClass.OPEN;
    }
}
