package dev.fluxar.tests.simulation;

import dev.fluxar.Limits;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two sessions with their topics, one of them with a hub, in virtual time: what is written waits
 * until the test delivers it, frame by frame.
 */
final class TopicPair {

    /** Subscribes and publishes. */
    final TopicsBench near;

    /** Has the hub. */
    final TopicsBench far;

    private final Deque<byte[]> toNear = new ArrayDeque<>();
    private final Deque<byte[]> toFar = new ArrayDeque<>();

    TopicPair(Limits nearLimits, Limits farLimits, TopicHub hub) {
        this(nearLimits, farLimits, hub, false);
    }

    /** With or without parts. */
    TopicPair(Limits nearLimits, Limits farLimits, TopicHub hub, boolean parts) {
        near = new TopicsBench(Role.INITIATOR, nearLimits, null, parts);
        far = new TopicsBench(Role.RESPONDER, farLimits, hub, parts);
        near.session.onTransportReady();
        far.session.onTransportReady();
        near.write();
        pump();
        if (near.state() != SessionState.ESTABLISHED || far.state() != SessionState.ESTABLISHED) {
            throw new AssertionError("not established");
        }
        if (near.session.parts() != parts || far.session.parts() != parts) {
            throw new AssertionError("parts are not " + parts);
        }
    }

    /** What was written is under way. */
    private void collect() {
        near.write();
        far.write();
        cut(near.bytes(), toFar);
        cut(far.bytes(), toNear);
    }

    private static void cut(byte[] bytes, Deque<byte[]> into) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            byte[] content = new byte[in.getInt()];
            in.get(content);
            into.add(content);
        }
    }

    /** The next frame in a direction arrives; false: none is under way. */
    boolean deliver(boolean toTheFar) {
        collect();
        byte[] frame = (toTheFar ? toFar : toNear).poll();
        if (frame == null) {
            return false;
        }
        (toTheFar ? far : near).readFrame(frame);
        collect();
        return true;
    }

    /** Everything arrives. */
    void pump() {
        boolean more;
        do {
            more = deliver(true);
            more |= deliver(false);
        } while (more);
    }

    void pass(long millis) {
        near.pass(millis);
        far.pass(millis);
        collect();
    }

    /** The connection breaks; what is under way is lost. */
    void cut() {
        toNear.clear();
        toFar.clear();
        near.session.onTransportEnded(null, 0);
        far.session.onTransportEnded(null, 0);
    }
}
