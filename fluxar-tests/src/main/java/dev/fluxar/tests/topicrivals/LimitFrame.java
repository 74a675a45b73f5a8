package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.FrameOverhead;
import dev.fluxar.tests.rivals.LimitFrames;
import io.netty.buffer.ByteBuf;

/** What the limit's frames say: length, kind, padding, payload. */
enum LimitFrame {
    /** Asks for all events. */
    SUBSCRIBE(LimitFrame.SHORT),
    /** The answer to that. */
    GRANTED(LimitFrame.SHORT),
    /** An event for the hub. */
    PUBLISH(FrameOverhead.ofPublish(LimitFrame.TOPIC, 64)),
    /** An event for the hub, to be confirmed. */
    PUBLISH_CONFIRMED(FrameOverhead.ofPublish(LimitFrame.TOPIC, 64)),
    /** The answer to that. */
    ACCEPTED(FrameOverhead.ofItem(0)),
    /** An event for a subscriber. */
    EVENT(FrameOverhead.ofEvent(LimitFrame.TOPIC, 64)),
    /** An event for a subscriber, to be confirmed. */
    EVENT_CONFIRMED(FrameOverhead.ofEvent(LimitFrame.TOPIC, 64)),
    /** All events up to this have been processed. */
    ACK(FrameOverhead.ofItem(0));

    /** As long as those that it is compared with. */
    private static final String TOPIC = "bench.at_most_once";

    private static final int SHORT = LimitFrames.PREFIX + 1;

    private static final LimitFrame[] ALL = values();

    private final int overhead;

    LimitFrame(int overhead) {
        this.overhead = overhead;
    }

    /** Bytes besides the payload. */
    int overhead() {
        return overhead;
    }

    static LimitFrame at(ByteBuf in, int index) {
        return ALL[in.getByte(index + LimitFrames.PREFIX)];
    }

    /** Writes all but the payload, which is to follow. */
    @SuppressWarnings("EnumOrdinal") // both ends are of one build
    void writeHead(ByteBuf out, int payloadBytes) {
        out.writeInt(overhead + payloadBytes - LimitFrames.PREFIX);
        out.writeByte(ordinal());
        out.writeZero(overhead - SHORT);
    }
}
