package dev.fluxar.patterns.pubsub;

import dev.fluxar.FluxarException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what comes of a subscription at the subscriber. Called on the session's thread, in this
 * order: {@link #granted} unless it is refused; events; {@link #ended}, once; {@link #closed},
 * once. Each may call the {@link Subscriber} again.
 */
public interface EventSink {

    /**
     * The subscription is granted.
     *
     * @param grant what is in force
     */
    void granted(Granted grant);

    /**
     * An event, in the order read (§10.21-8), as many as were {@linkplain Subscriber#request asked
     * for}: within the reading of its envelope where one was asked for before, otherwise within
     * {@link Subscriber#request}. Not called again once the application has unsubscribed. §10.28-1
     *
     * @param event valid until this returns. In modes 1 and 2 {@link Subscriber#ack} or {@link
     *     Subscriber#nack} is to be called with its seq, once, now or later
     */
    void event(ReceivedEvent event);

    /** A bye was sent or answered: the subscription will end soon. */
    void draining();

    /**
     * The subscription has ended for the application: no event follows. What it holds may still be
     * settled, which counts until {@link #closed}.
     *
     * @param why null when the application has unsubscribed and nothing went wrong
     */
    void ended(@Nullable FluxarException why);

    /**
     * Nothing is owed any more on either side.
     *
     * @param why what ended the session, where that came first; null otherwise
     */
    void closed(@Nullable FluxarException why);
}
