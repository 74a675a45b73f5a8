package dev.fluxar.tests.simulation;

import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimConnection;
import dev.fluxar.tests.sim.SimTransport;
import dev.fluxar.transport.Connection;
import dev.fluxar.transport.ConnectionHandler;
import dev.fluxar.transport.Endpoint;
import dev.fluxar.transport.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a simulation, whose end here does exactly what the test tells it. */
final class RawLink implements ConnectionHandler {

    private final Sim sim;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int consumed;
    private @Nullable SimConnection connection;
    boolean closed;

    private RawLink(Sim sim) {
        this.sim = sim;
    }

    private static Endpoint endpoint(Sim sim, String name) {
        return new Endpoint(
                URI.create(sim.address(name)),
                1 << 24,
                Duration.ofSeconds(10),
                sim.network()::loop);
    }

    /** Connects to a runtime that listens. */
    static RawLink connect(Sim sim, String name) {
        RawLink link = new RawLink(sim);
        new SimTransport().connect(endpoint(sim, name), link::accept);
        sim.run();
        return link;
    }

    /** Listens; each connection of a runtime is handed over as it comes. */
    static void listen(Sim sim, String name, Consumer<RawLink> onLink) {
        new SimTransport()
                .bind(
                        endpoint(sim, name),
                        accepted -> {
                            RawLink link = new RawLink(sim);
                            onLink.accept(link);
                            return link.accept(accepted);
                        });
    }

    private ConnectionHandler accept(Connection accepted) {
        connection = (SimConnection) accepted;
        return this;
    }

    SimConnection connection() {
        SimConnection open = connection;
        if (open == null) {
            throw new AssertionError("not connected");
        }
        return open;
    }

    /** Sends contents of frames, all at once; what is due at once happens. */
    void send(byte[]... contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            out.writeBytes(Letter.frame(content));
        }
        sendBytes(out.toByteArray());
    }

    /** Sends bytes as they are; what is due at once happens. */
    void sendBytes(byte[] bytes) {
        sim.network()
                .loop()
                .run(
                        () -> {
                            WriteBuffer buffer = new WriteBuffer(bytes.length);
                            buffer.write(bytes, 0, bytes.length);
                            connection().write(buffer);
                            connection().flush();
                        });
        sim.run();
    }

    /** Ends the connection without a word. */
    void close() {
        sim.network().loop().run(() -> connection().close());
        sim.run();
    }

    /** The bytes that came since the last call. */
    byte[] bytes() {
        byte[] all = received.toByteArray();
        byte[] fresh = Arrays.copyOfRange(all, consumed, all.length);
        consumed = all.length;
        return fresh;
    }

    /** The frames that came since the last call. */
    List<NumberedFrame> frames() {
        return NumberedFrame.frames(bytes());
    }

    /** The letter of the first frame that came since the last call; the others stay. */
    Letter firstLetter() {
        byte[] all = received.toByteArray();
        int length = ByteBuffer.wrap(all, consumed, 4).getInt();
        byte[] content = Arrays.copyOfRange(all, consumed + 4, consumed + 4 + length);
        consumed += 4 + length;
        return Letter.read(content).get(0);
    }

    /** The letters that came since the last call. */
    List<Letter> letters() {
        return frames().stream().flatMap(frame -> frame.letters().stream()).toList();
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
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(@Nullable Throwable cause) {
        closed = true;
    }
}
