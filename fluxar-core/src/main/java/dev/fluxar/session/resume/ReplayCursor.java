package dev.fluxar.session.resume;

import dev.fluxar.message.CborWriter;
import dev.fluxar.transport.WriteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * What is to be sent again after a resume, envelope by envelope (spec §9.13): as it was written,
 * but for timeouts, and null where nobody waits for it any more. Acks may come meanwhile. Not
 * thread-safe.
 */
public final class ReplayCursor {

    private final ReplayBuffer kept;
    private final Opens opens;
    private final ReplayBuffer.Walk walk;
    private final KeptEnvelope present = new KeptEnvelope();
    private final Set<ExchangeId> cancelled = new HashSet<>(0);
    private final long last;

    /** Whether the present one is null. */
    private boolean isNull;

    /** The number that {@link #present} is of, 0 for none. */
    private long prepared;

    /**
     * Starts with the first that is kept.
     *
     * @param kept behind what the other side has received; nothing is added before this is over
     * @param opens knows what is still wanted
     */
    public ReplayCursor(ReplayBuffer kept, Opens opens) {
        this.kept = kept;
        this.opens = opens;
        this.walk = kept.walk();
        this.last = kept.written();
    }

    /**
     * Whether all was sent again.
     *
     * @return whether
     */
    public boolean isOver() {
        return walk.number() > last;
    }

    /**
     * The number of the present one. §9.7-3
     *
     * @return from 1
     */
    public long number() {
        return walk.number();
    }

    /**
     * Decides what is sent in the present place.
     *
     * @param now nanoseconds
     * @return how long it is, in bytes
     */
    public int prepare(long now) {
        long number = walk.number();
        if (prepared != number) {
            prepared = number;
            present.read(walk);
            // Nothing else may be null but what is permitted, and of that nothing is. §9.13-5
            isNull =
                    kept.nulls().contains(number)
                            || (!present.isOpen() && replaced(present.high(), present.low()));
        }
        if (present.isOpen() && !isNull) {
            reopen(kept.expiries().of(number), now);
            if (isNull) {
                // Now: it is no exchange any more, whether or not this gets to the connection.
                kept.nulls().add(number);
                kept.nulls().giveUp(present.high(), present.low());
            }
        }
        return isNull ? 1 : present.length();
    }

    private void reopen(long expiry, long now) {
        Opens.Fate fate = opens.reopen(present.high(), present.low());
        boolean oneWay = fate == Opens.Fate.UNKNOWN;
        if (fate == Opens.Fate.GIVEN_UP || (oneWay && (expiry <= now || isCancelled()))) {
            isNull = true; // §9.13-4
        } else if (expiry != Long.MAX_VALUE) {
            present.timeout(Math.max(0, expiry - now + 999_999) / 1_000_000); // §9.13-3
        }
    }

    /**
     * Whether the present one, as it was prepared, takes one of the tokens of a rate: an open, a
     * light verb, a null. §11.5
     *
     * @return whether
     */
    public boolean counts() {
        return isNull || present.isOpen() || present.isLightVerb();
    }

    /**
     * Writes the present one, and turns to the next.
     *
     * @param out takes as many bytes as {@link #prepare} said
     */
    public void write(WriteBuffer out) {
        if (isNull) {
            CborWriter.nil(out); // §5.6-4
            kept.nulls().add(walk.number());
        } else {
            present.write(out);
        }
        walk.advance();
    }

    private boolean isCancelled() {
        return cancelled.contains(new ExchangeId(present.high(), present.low()));
    }

    /**
     * A cancel waits to be written: if the open is to be sent again, nobody wants it. §9.13-4
     *
     * @param high high half of the exchange's id
     * @param low low half
     */
    public void cancelled(long high, long low) {
        cancelled.add(new ExchangeId(high, low));
    }

    /** All was sent again, and what waited for exchanges that are replaced is withdrawn. */
    public void close() {
        kept.nulls().replayed();
    }

    /**
     * Whether the open of an exchange was replaced by null, so that what refers to it is too.
     *
     * @param high high half of its id
     * @param low low half
     * @return whether
     */
    public boolean replaced(long high, long low) {
        return kept.nulls().isGivenUp(high, low);
    }
}
