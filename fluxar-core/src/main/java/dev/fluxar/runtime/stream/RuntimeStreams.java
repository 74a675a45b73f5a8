package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.StreamSpec;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.stream.Streams;
import dev.fluxar.runtime.loop.SendingRoom;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.TargetTable;

/** The streams of one session, both ways, joined to the application. */
public final class RuntimeStreams {

    private final SessionLoop loop;
    private final SendingRoom room;
    private final Limits limits;
    private final Streams streams;

    /**
     * Registers itself for streams.
     *
     * @param loop of the session
     * @param exchanges of the session
     * @param table what the other side may open
     * @param limits of this side
     * @param prefetch of the session
     * @param room of the session
     */
    public RuntimeStreams(
            SessionLoop loop,
            Exchanges exchanges,
            TargetTable<StreamEntry> table,
            Limits limits,
            Prefetch prefetch,
            SendingRoom room) {
        this.loop = loop;
        this.room = room;
        this.limits = limits;
        this.streams = new Streams(exchanges, new StreamRunner(this, table), limits, prefetch);
    }

    /**
     * A stream to be.
     *
     * @param target the stream's name
     * @return for one stream
     */
    public StreamSpec spec(String target) {
        return new RuntimeStreamSpec(this, target, window());
    }

    /** How much is read ahead, unless the application says otherwise. */
    Credit window() {
        return limits.credit();
    }

    /** What was announced. */
    Credit firstCredit() {
        return limits.firstCredit();
    }

    SessionLoop loop() {
        return loop;
    }

    SendingRoom room() {
        return room;
    }

    Streams streams() {
        return streams;
    }
}
