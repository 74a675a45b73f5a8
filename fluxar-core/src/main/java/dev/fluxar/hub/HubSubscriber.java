package dev.fluxar.hub;

import dev.fluxar.FluxarException;

/**
 * Is told what a hub makes of a subscribe, and then what happens to the subscription. Any thread;
 * none may block or throw. Either {@link #granted} or {@link #refused} is called, once, and before
 * anything else.
 */
public interface HubSubscriber {

    /**
     * The subscription is granted. Whoever is granted a feed closes it, also where the session or
     * the wish for it has ended meanwhile.
     *
     * @param grant what goes into the grant, and the feed of events
     */
    void granted(Grant grant);

    /**
     * The subscription is refused.
     *
     * @param why INVALID_ARGUMENT, UNSUPPORTED, CONFLICT, or OVERLOADED with a time to retry
     */
    void refused(FluxarException why);

    /**
     * There may be an event for {@link HubFeed#poll}: said once after a poll that found none. The
     * session polls, or calls {@link HubFeed#decline} when it may not send one now.
     */
    void ready();

    /**
     * The hub ends the subscription: no event follows. The session sends the unsubscribe and closes
     * the feed, without awaiting the answer.
     *
     * @param why OVERLOADED (§10.27) or CONFLICT (§10.26-4)
     */
    void ended(FluxarException why);

    /**
     * An event that the grant told as open was acked on the attachment before this one, after that
     * had ended (§10.28-8). The session takes it as acked, and says {@link HubFeed#settled} if it
     * still had it as open.
     *
     * @param event one of {@link Ledger#open}
     */
    void acked(HubEvent event);
}
