package dev.fluxar.tests.simulation;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.stream.InboundStream;
import dev.fluxar.patterns.stream.ItemSource;
import dev.fluxar.patterns.stream.OutboundStream;
import dev.fluxar.patterns.stream.StreamExchange;
import dev.fluxar.patterns.stream.StreamListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application of a stream at one side: it does what the test says and notes what it is told.
 */
final class StreamEnd implements ItemSource, StreamListener {

    /** What the application was told, in order. */
    final List<String> told = new ArrayList<>();

    /** The items among it. */
    final List<Object> items = new ArrayList<>();

    /** Items that were given and not pulled. */
    final ArrayDeque<byte[]> given = new ArrayDeque<>();

    /** What the source was last told that it may write. */
    long demandItems = -1;

    long demandBytes = -1;

    boolean endGiven;
    @Nullable FluxarException stopped;
    @Nullable FluxarException failure;
    boolean completed;

    /** Done with every item, after it is noted. */
    Consumer<Object> onItem = item -> {};

    private @Nullable StreamExchange stream;
    private boolean endPulled;

    void bind(StreamExchange bound) {
        stream = bound;
    }

    StreamExchange stream() {
        if (stream == null) {
            throw new AssertionError("no stream yet");
        }
        return stream;
    }

    InboundStream inbound() {
        return (InboundStream) stream();
    }

    OutboundStream outbound() {
        return (OutboundStream) stream();
    }

    /** The application gives items, without a word to the stream. */
    void give(Object... values) {
        for (Object value : values) {
            given.add(Letter.encode(value));
        }
    }

    @Override
    public int next() {
        if (!given.isEmpty()) {
            return given.element().length;
        }
        endPulled |= endGiven;
        return endGiven ? ENDED : NONE;
    }

    @Override
    public Payload peek() {
        return Payload.item(given.element());
    }

    @Override
    public Payload poll() {
        return Payload.item(given.remove());
    }

    @Override
    public void onDemand(long more, long bytes) {
        demandItems = more;
        demandBytes = bytes;
    }

    @Override
    public void stop(FluxarException why) {
        if (stopped != null) {
            throw new AssertionError("stopped twice: " + stopped + ", " + why);
        }
        stopped = why;
        given.clear();
    }

    @Override
    public void item(byte[] source, int offset, int length) {
        byte[] copy = java.util.Arrays.copyOfRange(source, offset, offset + length);
        Object value = Letter.decode(copy);
        items.add(value);
        tell("item " + value);
        onItem.accept(value);
    }

    @Override
    public void ended() {
        tell("ended");
    }

    @Override
    public void draining() {
        tell("draining");
    }

    @Override
    public void stopped(FluxarException why) {
        tell("stopped " + describe(why));
    }

    @Override
    public void completed(@Nullable FluxarException why) {
        tell(why == null ? "completed" : "completed " + describe(why));
        completed = true;
        failure = why;
    }

    private void tell(String what) {
        if (completed) {
            throw new AssertionError("told " + what + " after " + told);
        }
        told.add(what);
    }

    static String describe(FluxarException why) {
        return ErrorCode.nameOf(why.code()) + ", " + why.outcome();
    }
}
