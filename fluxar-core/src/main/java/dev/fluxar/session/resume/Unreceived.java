package dev.fluxar.session.resume;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The exchanges of this side whose open the other side has not received, or not with all of its
 * parts: what a session that cannot be resumed tells of them (spec §9.15-4). Not thread-safe.
 */
public final class Unreceived {

    private final Set<ExchangeId> ids = new HashSet<>();
    private final long received;

    /**
     * Goes through what is kept.
     *
     * @param kept of the session, which has ended
     * @param received by the other side, as it says
     * @param live whether an exchange of that id is: the others do not matter
     */
    public Unreceived(ReplayBuffer kept, long received, BiPredicate<Long, Long> live) {
        this.received = received;
        KeptEnvelope present = new KeptEnvelope();
        for (ReplayBuffer.Walk walk = kept.walk();
                walk.number() <= kept.written();
                walk.advance()) {
            if (walk.number() <= received) {
                continue;
            }
            present.read(walk);
            if ((present.isOpen() || present.isPartOfOpen())
                    && live.test(present.high(), present.low())) {
                ids.add(new ExchangeId(present.high(), present.low()));
            }
        }
    }

    /**
     * Whether the other side lacks what has a number.
     *
     * @param number that was given
     * @return whether
     */
    public boolean contains(long number) {
        return number > received;
    }

    /**
     * Whether the other side lacks the open of an exchange, or some part of it: of a stream only
     * the open, because its items may have parts too.
     *
     * @param high high half of its id
     * @param low low half
     * @return whether it cannot have been processed
     */
    public boolean contains(long high, long low) {
        return ids.contains(new ExchangeId(high, low));
    }
}
