package dev.fluxar;

/**
 * What is held for a peer, and how much of it may be (spec §11.3). A snapshot whose parts may be a
 * moment apart.
 *
 * @param budget how many bytes may be held for it, {@link Limits#budget}, beside single events of
 *     its subscriptions (spec §10.27)
 * @param held how many are, the following together
 * @param opens bytes of calls, opens and publishes of this side that are not written yet
 * @param sending bytes of items and events that wait to be written, and of events that wait in a
 *     hub for it, or are sent and not settled
 * @param answers bytes of what the peer asked that are held: requests whose handlers run, answers
 *     that wait to be written, items and events that wait for the application
 * @param prefetch bytes that the peer may send ahead of the application
 * @param replay bytes that were written and are kept until the other side is known to have received
 *     them; beside {@code held}, within {@code budget}
 * @param exchanges how many exchanges are live, in both directions, subscriptions included
 */
public record PeerStats(
        long budget,
        long held,
        long opens,
        long sending,
        long answers,
        long prefetch,
        long replay,
        int exchanges) {}
