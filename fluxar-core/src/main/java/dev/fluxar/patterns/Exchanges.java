package dev.fluxar.patterns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fluxar.Authorizer;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.Correlation;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Meta;
import dev.fluxar.session.Established;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionEnd;
import dev.fluxar.session.SessionHandler;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.rate.RateGuard;
import dev.fluxar.session.resume.Opens;
import dev.fluxar.session.resume.ResumeHello;
import org.jspecify.annotations.Nullable;

/**
 * The live exchanges of a session: found by their ref, counted in both directions, timed (spec §2.3
 * and §11.2). Hands each envelope to the pattern of its type and refuses the types that have none.
 * Pure, and confined to the session's thread.
 */
public final class Exchanges implements SessionHandler {

    private static final byte[] END = "end".getBytes(US_ASCII);

    private final Correlation<Exchange> live;
    private final Deadlines deadlines = new Deadlines();
    private final @Nullable PatternHandler[] patterns =
            new @Nullable PatternHandler[MessageType.values().length + 1];
    private final int acceptedThere;
    private final SessionHandler above;
    private @Nullable Session session;
    private Gate gate = Gate.OPEN;

    /** Null where this side has announced no rate. */
    private @Nullable RateGuard guard;

    /** Whether something waits for the rate that the other side has announced. */
    private boolean paced;

    private int openHere;
    private int firstTold;
    private int openThere;

    /**
     * Starts with none.
     *
     * @param seed random, against chosen ids
     * @param acceptedThere how many exchanges the other side may have open
     * @param above hears of the session what is no envelope
     */
    public Exchanges(long seed, int acceptedThere, SessionHandler above) {
        this.live = new Correlation<>(seed);
        this.acceptedThere = acceptedThere;
        this.above = above;
    }

    /**
     * Completes the construction.
     *
     * @param owner whose exchanges these are
     */
    public void bind(Session owner) {
        session = owner;
        guard = RateGuard.of(owner.limits(), owner.now());
    }

    /**
     * Has every open of the other side looked at.
     *
     * @param guard asked once for each
     */
    public void guard(Gate guard) {
        gate = guard;
    }

    /**
     * Asks whether the other side may open something. §8.8-1 §8.7-9
     *
     * @param action what it wants to do
     * @param open not refused for its size or form
     * @return why it is refused, or null
     */
    public @Nullable ErrorInfo forbidden(Authorizer.Action action, EnvelopeView open) {
        return gate.refusal(action, open);
    }

    /**
     * Registers a pattern.
     *
     * @param type of its messages
     * @param pattern acts on them
     */
    public void register(MessageType type, PatternHandler pattern) {
        patterns[type.code()] = pattern;
    }

    /**
     * The session.
     *
     * @return whose exchanges these are
     */
    public Session session() {
        Session bound = session;
        if (bound == null) {
            throw new IllegalStateException("exchanges without a session, expected bind() first");
        }
        return bound;
    }

    /**
     * Whether this side may open another exchange now (§11.2-1 §11.5-1). Where it may not, the
     * patterns are told when it may again.
     *
     * @param counted whether it takes one of the other side's places
     * @return whether
     */
    public boolean roomHere(boolean counted) {
        Session own = session();
        if (counted && openHere >= own.peerLimits().exchanges()) {
            return false;
        }
        paced = !own.mayOpen();
        return !paced;
    }

    /**
     * Whether the other side may open another exchange now. §11.2-2
     *
     * @return whether
     */
    public boolean roomThere() {
        return openThere < acceptedThere;
    }

    /**
     * Why the open that is being looked at is refused, where the other side opens too much. §11.5-3
     *
     * @return null where it does not
     */
    public @Nullable ErrorInfo overRate() {
        return guard == null ? null : guard.refusal(session().now());
    }

    /**
     * This side refuses or ends an exchange, while the other may have sent more of it: that does
     * not count as sent to nothing.
     *
     * @param items for which it had credit
     * @param bytes of items for which it had credit
     */
    public void excuse(long items, long bytes) {
        if (guard != null) {
            guard.excuse(Math.max(0, items), Math.max(0, bytes));
        }
    }

    /**
     * Adds an exchange that this side opens.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange with or without a deadline
     * @param counted whether it takes one of the other side's places
     */
    public void addHere(long high, long low, Exchange exchange, boolean counted) {
        add(high, low, exchange);
        openHere += counted ? 1 : 0;
        time(exchange);
    }

    /**
     * Adds an exchange that the other side opened.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange with or without a deadline
     */
    public void addThere(long high, long low, Exchange exchange) {
        add(high, low, exchange);
        openThere++;
        time(exchange);
    }

    private void add(long high, long low, Exchange exchange) {
        if (!live.put(high, low, exchange)) {
            throw new IllegalStateException("the id of a live exchange, expected a fresh one");
        }
    }

    /**
     * Times what is no exchange yet.
     *
     * @param timed with or without a deadline
     */
    public void time(Timed timed) {
        if (timed.deadline() != Session.NEVER && timed.heapIndex() < 0) {
            deadlines.add(timed);
        }
    }

    /**
     * No longer times something.
     *
     * @param timed timed or not
     */
    public void untime(Timed timed) {
        deadlines.remove(timed);
    }

    /**
     * Removes an exchange that this side opened.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange the same as when it was added
     * @param counted likewise
     */
    public void removeHere(long high, long low, Exchange exchange, boolean counted) {
        live.remove(high, low);
        deadlines.remove(exchange);
        if (counted) {
            openHere--;
            tellRoom();
        }
    }

    /** Each pattern is the first in its turn: one where many wait does not keep the others back. */
    private void tellRoom() {
        firstTold = (firstTold + 1) % patterns.length;
        for (int i = 0; i < patterns.length; i++) {
            PatternHandler pattern = patterns[(firstTold + i) % patterns.length];
            if (pattern != null) {
                pattern.onRoom();
            }
        }
    }

    /**
     * Removes an exchange that the other side opened.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange the same as when it was added
     */
    public void removeThere(long high, long low, Exchange exchange) {
        closeThere(high, low, exchange);
        freeThere();
    }

    /**
     * Removes an exchange that the other side opened; its place is kept until {@link #freeThere}.
     *
     * @param high high half of its id
     * @param low low half
     * @param exchange the same as when it was added
     */
    public void closeThere(long high, long low, Exchange exchange) {
        live.remove(high, low);
        deadlines.remove(exchange);
    }

    /** A place among those of the other side is free: its handler has ended. §11.4-5 §11.7-3 */
    public void freeThere() {
        openThere--;
    }

    /**
     * When {@link #onTimer} wants to be called next.
     *
     * @return nanoseconds, or {@link Session#NEVER}
     */
    public long deadline() {
        long earliest = deadlines.earliest();
        return paced ? Math.min(earliest, session().opensAt()) : earliest;
    }

    /**
     * Deadlines may have passed.
     *
     * @param now nanoseconds
     */
    public void onTimer(long now) {
        deadlines.expire(now);
        if (paced && session().mayOpen()) {
            paced = false;
            tellRoom();
        }
    }

    @Override
    public void established(Established established) {
        above.established(established);
    }

    @Override
    public void envelope(EnvelopeView view) {
        PatternHandler pattern = patterns[view.type().code()];
        RateGuard counting = guard;
        if (view.hasRef()) {
            if (counting == null) {
                continuation(view, pattern);
            } else {
                counted(view, pattern, counting);
            }
            return;
        }
        if (counting != null) {
            counting.opened(session().now()); // §11.5-4
        }
        if (pattern != null) {
            pattern.onOpen(view);
        } else {
            refuseUnsupported(view);
        }
    }

    @Override
    public void passedOver(@Nullable EnvelopeView view) {
        RateGuard counting = guard;
        if (counting != null
                && (view == null || !view.hasRef() || EnvelopeRules.isLightVerb(view))) {
            counting.take(session().now()); // §11.5-4
        }
    }

    private boolean continuation(EnvelopeView view, @Nullable PatternHandler pattern) {
        return pattern != null
                && pattern.onContinuation(view, live.get(view.refHigh(), view.refLow()));
    }

    private void counted(EnvelopeView view, @Nullable PatternHandler pattern, RateGuard counting) {
        long now = session().now();
        if (EnvelopeRules.isLightVerb(view)) {
            counting.take(now); // Acted on, unless that is too many. §11.5-3
            continuation(view, pattern);
        } else if (!continuation(view, pattern)) {
            counting.dropped(now); // §2.3-1
        }
    }

    /** §2.4-1 to §2.4-4 */
    private void refuseUnsupported(EnvelopeView view) {
        MessageType type = view.type();
        if (type == MessageType.PUBLISH && modeZero(view)) {
            return; // §2.4-4
        }
        ErrorInfo tooOften = overRate();
        ErrorInfo error =
                session().draining()
                        ? ErrorInfo.of(ErrorCode.DRAINING, "going away")
                        : tooOften != null
                                ? tooOften
                                : ErrorInfo.of(
                                        ErrorCode.UNSUPPORTED,
                                        "messages of type " + type.code() + " are not supported");
        // §2.4-1 §2.4-2 §2.4-3
        byte[] verb = type == MessageType.STREAM ? END : null;
        session()
                .sendUrgent(
                        new Envelope(
                                type, 0, 0, view.idHigh(), view.idLow(), verb, null, null, error));
    }

    private static boolean modeZero(EnvelopeView view) {
        Meta meta = view.meta();
        try {
            return meta == null || meta.unsigned("mode") <= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void draining() {
        for (PatternHandler pattern : patterns) {
            if (pattern != null) {
                pattern.onDraining();
            }
        }
        live.snapshot().forEach(Exchange::onDraining);
        above.draining();
    }

    @Override
    public int live() {
        return live.size();
    }

    @Override
    public boolean isLive(long idHigh, long idLow) {
        return live.get(idHigh, idLow) != null;
    }

    @Override
    public void roundTrip(long roundTripNanos) {
        above.roundTrip(roundTripNanos);
    }

    @Override
    public Opens.Fate reopen(long idHigh, long idLow) {
        Exchange exchange = live.get(idHigh, idLow);
        return exchange == null
                ? Opens.Fate.UNKNOWN
                : exchange.reopen() ? Opens.Fate.WANTED : Opens.Fate.GIVEN_UP;
    }

    @Override
    public void detached(SessionEnd why) {
        above.detached(why);
    }

    @Override
    public void resumed(long replayed) {
        if (guard != null) {
            guard.resumed(); // §9.12-9
        }
        live.snapshot().forEach(Exchange::onResumed);
        above.resumed(replayed);
    }

    @Override
    public @Nullable ErrorInfo proves(ResumeHello hello) {
        return above.proves(hello);
    }

    @Override
    public @Nullable ErrorInfo resumes(ResumeHello hello, SessionAuth.Ruling ruling) {
        return above.resumes(hello, ruling);
    }

    @Override
    public void accepted(ResumeAnswer answer) {
        above.accepted(answer);
    }

    @Override
    public void ended(SessionEnd end) {
        for (PatternHandler pattern : patterns) {
            if (pattern != null) {
                pattern.onSessionEnded(end);
            }
        }
        live.snapshot().forEach(exchange -> exchange.onSessionEnded(end));
        above.ended(end);
    }
}
