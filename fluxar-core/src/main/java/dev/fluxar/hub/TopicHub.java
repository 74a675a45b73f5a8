package dev.fluxar.hub;

import dev.fluxar.Hub;
import dev.fluxar.HubStats;

/**
 * Takes publishes in and routes events to subscriptions (spec §10.19 to §10.30). One hub serves any
 * number of sessions. {@link Hub#on} gives it to listeners and connectors.
 *
 * <p>Every method is safe from any thread and does not block. Answers come when the hub has them,
 * on any thread, perhaps before the method returns, and never while the hub holds a lock: an answer
 * may call the hub again.
 *
 * <p>Time is passed in: {@code unixMillis} is milliseconds since 1970-01-01T00:00Z.
 *
 * <p>A session that has ended closes its feeds ({@link HubFeed#close}) and then calls {@link
 * #sessionEnded}.
 */
public interface TopicHub extends Hub.Backend {

    /**
     * Accepts or refuses a publish: rows 5, 7 and 8 of §10.29-1. What is accepted is held for every
     * subscription of modes 1 and 2 that it matches, or the publish is refused for all (§10.29-3).
     * Publishes of one session are accepted in the order of these calls (§10.21-3).
     *
     * @param publication what is published, and by whom
     * @param answer told once; {@link PublishAnswer#NONE} where nobody is to be told
     */
    void publish(Publication publication, PublishAnswer answer);

    /**
     * Grants or refuses a subscription: rows 5, 7 and 8 of §10.20-1. From the grant on it gets
     * every event that matches (§10.20-5); retained values are taken with the grant (§10.25-2).
     *
     * @param request what is asked for, and by whom
     * @param subscriber told once that it is granted or refused, and then of what happens to it
     */
    void subscribe(SubscribeRequest request, HubSubscriber subscriber);

    /**
     * A session has ended, one that can be resumed has not: from now on the marks of producers that
     * it used are kept for 2 minutes (§10.30-7). Its feeds were closed before.
     *
     * @param session as its publications named it
     * @param unixMillis the time
     */
    void sessionEnded(Object session, long unixMillis);

    /**
     * What it holds and has done.
     *
     * @return as of now
     */
    HubStats stats();
}
