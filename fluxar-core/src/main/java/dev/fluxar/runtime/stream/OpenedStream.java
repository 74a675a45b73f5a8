package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
import dev.fluxar.FluxarException;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.stream.ItemSource;
import dev.fluxar.patterns.stream.OutboundStream;
import dev.fluxar.patterns.stream.StreamExchange;
import dev.fluxar.runtime.loop.Submission;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream that this side opens, and its way onto the session's loop. */
final class OpenedStream extends RuntimeStream implements Submission {

    private final RuntimeStreams streams;
    private final Map<String, Object> meta;
    private final ItemSource source;
    private final OutboundStream exchange;

    /**
     * Describes a stream.
     *
     * @param sends whether this side has items to send
     */
    OpenedStream(
            RuntimeStreams streams,
            String target,
            byte[] name,
            Map<String, Object> meta,
            Payload argument,
            long deadline,
            Credit window,
            boolean sends) {
        super(streams, target, window, sends);
        this.source = sends ? outgoing() : ItemSource.EMPTY;
        this.streams = streams;
        this.meta = meta;
        this.exchange =
                new OutboundStream(
                        streams.streams(), name, meta, argument, deadline, window, source, this);
    }

    @Override
    StreamExchange exchange() {
        return exchange;
    }

    @Override
    public Map<String, Object> meta() {
        return meta;
    }

    /** Opens it, unless time is up already. */
    void open(@Nullable FluxarException expired) {
        if (expired == null) {
            loop.submit(this);
        } else {
            refuse(expired);
        }
    }

    @Override
    public void run() {
        beginReading();
        streams.streams().open(exchange);
    }

    @Override
    public void refuse(FluxarException why) {
        source.stop(why);
        stopped(why);
        beginReading();
        completed(why);
    }

    @Override
    void onSourceEnded(boolean inOrder) {
        // What the other side sends is still wanted.
    }
}
