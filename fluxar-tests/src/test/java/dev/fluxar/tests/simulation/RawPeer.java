package dev.fluxar.tests.simulation;

import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A peer that does exactly what the test tells it, over a simulated network, against a whole
 * runtime at the other end.
 */
final class RawPeer implements ConnectionHandler {

    final SimNetwork network;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<List<Letter>> messages = new ArrayList<>();
    private @Nullable Connection connection;
    private int consumed;
    private int ids = 1;
    boolean closed;
    @Nullable Throwable closedBy;

    private RawPeer(SimNetwork network) {
        this.network = network;
    }

    /** Connects to a runtime that listens. */
    static RawPeer connect(SimNetwork network) {
        RawPeer raw = new RawPeer(network);
        new SimTransport().connect(raw.endpoint(network.uri()), raw::accept);
        network.loop().run();
        return raw;
    }

    /** Connects and shakes hands, offering nothing special. */
    static RawPeer shakeHands(SimNetwork network) {
        return shakeHands(network, Map.of());
    }

    /** Connects and shakes hands, offering this besides the usual. */
    static RawPeer shakeHands(SimNetwork network, Map<String, Object> more) {
        RawPeer raw = connect(network);
        Map<String, Object> offer = new LinkedHashMap<>(more);
        offer.put("versions", List.of(1));
        raw.send(Letter.hello(raw.nextId(), offer));
        raw.letter().inner("answer");
        return raw;
    }

    /** Listens; a runtime will connect. */
    static RawPeer listen(SimNetwork network) {
        RawPeer raw = new RawPeer(network);
        new SimTransport().bind(raw.endpoint(network.uri()), raw::accept);
        return raw;
    }

    /** Answers the hello of a runtime that has connected, choosing this besides the usual. */
    void answerHello(Map<String, Object> more) {
        network.loop().run();
        Letter hello = letter();
        Map<String, Object> answer = new LinkedHashMap<>(more);
        answer.put("version", 1);
        answer.put("session", new byte[16]);
        answer.putIfAbsent("heartbeat", 15_000);
        send(Letter.answer(hello.id(), answer));
    }

    private Endpoint endpoint(URI uri) {
        return new Endpoint(uri, 1 << 24, Duration.ofSeconds(10), network::loop);
    }

    private ConnectionHandler accept(Connection accepted) {
        connection = accepted;
        return this;
    }

    SimConnection connection() {
        if (connection == null) {
            throw new AssertionError("not connected");
        }
        return (SimConnection) connection;
    }

    /** The end of the runtime that is talked to. */
    SimConnection otherEnd() {
        SimConnection near = network.link().near();
        return near == connection ? network.link().far() : near;
    }

    String nextId() {
        return Letter.id(ids++);
    }

    /** Sends each letter in a frame of its own, all at once. */
    void send(Letter... letters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Letter letter : letters) {
            out.writeBytes(Letter.frame(letter));
        }
        sendBytes(out.toByteArray());
    }

    /** Sends bytes as they are. */
    void sendBytes(byte[] bytes) {
        network.loop()
                .run(
                        () -> {
                            WriteBuffer out = new WriteBuffer(bytes.length);
                            out.write(bytes, 0, bytes.length);
                            connection().write(out);
                            connection().flush();
                        });
    }

    /** Ends the stream without a word. */
    void close() {
        network.loop().run(() -> connection().close());
    }

    /** The letters that came since the last call. */
    List<Letter> letters() {
        return frames().stream().flatMap(List::stream).toList();
    }

    /** The frames that came since the last call. */
    List<List<Letter>> frames() {
        if (connection().keepsBoundaries()) {
            List<List<Letter>> fresh = List.copyOf(messages);
            messages.clear();
            return fresh;
        }
        byte[] all = received.toByteArray();
        byte[] fresh = java.util.Arrays.copyOfRange(all, consumed, all.length);
        consumed = all.length;
        return Letter.frames(fresh);
    }

    /** The bytes that came since the last call. */
    byte[] bytes() {
        byte[] all = received.toByteArray();
        byte[] fresh = java.util.Arrays.copyOfRange(all, consumed, all.length);
        consumed = all.length;
        return fresh;
    }

    /** The one letter that came since the last call. */
    Letter letter() {
        List<Letter> letters = letters();
        if (letters.size() != 1) {
            throw new AssertionError("expected one letter, not " + letters);
        }
        return letters.get(0);
    }

    @Override
    public void onBytes(byte[] source, int offset, int length) {
        received.write(source, offset, length);
        if (connection().keepsBoundaries()) {
            byte[] content = java.util.Arrays.copyOfRange(source, offset, offset + length);
            messages.add(Letter.read(content));
        }
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(@Nullable Throwable cause) {
        closed = true;
        closedBy = cause;
    }
}
