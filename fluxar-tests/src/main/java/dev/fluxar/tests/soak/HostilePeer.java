package dev.fluxar.tests.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.transport.WriteBuffer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the protocol by hand, for one connection: shakes hands, answers calls and pings, and
 * writes items to the streams opened last, for ever: it heeds no credit, no pause, no cancel and no
 * end.
 */
final class HostilePeer implements AutoCloseable {

    private static final int MOST_FRAME = 1 << 21;
    private static final int EXCHANGES = 1 << 16;
    private static final int MOST_ANSWERS = 4096;

    /** What travels whole (§6.1), less a head. */
    private static final int MOST_ITEM = (1 << 16) - CborWriter.MAX_HEAD;

    private static final byte[] PING = "ping".getBytes(UTF_8);

    private final ServerSocket server;
    private final int streams;
    private final Payload item;
    private final BlockingQueue<Envelope> answers = new ArrayBlockingQueue<>(MOST_ANSWERS);

    /** Ids, the oldest first; guarded by itself. */
    private final ArrayDeque<long[]> opened = new ArrayDeque<>();

    private final AtomicLong written = new AtomicLong();
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    private HostilePeer(ServerSocket server, int streams, int itemBytes) {
        this.server = server;
        this.streams = streams;
        this.item = Payload.bytes(new byte[Math.min(itemBytes, MOST_ITEM)]);
    }

    /**
     * Listens.
     *
     * @param streams to so many of the streams opened last it writes
     * @param itemBytes length of each item, at most what travels whole
     */
    static HostilePeer listen(int streams, int itemBytes) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HostilePeer peer = new HostilePeer(server, streams, itemBytes);
        begin("hostile-reader", peer::read);
        return peer;
    }

    private static void begin(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    String uri() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    /** How many items were written. */
    long written() {
        return written.get();
    }

    private void read() {
        try (Socket accepted = server.accept()) {
            accepted.setTcpNoDelay(true);
            socket = accepted;
            begin("hostile-writer", () -> write(accepted));
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(accepted.getInputStream(), 65_536));
            EnvelopeDecoder decoder = new EnvelopeDecoder();
            EnvelopeView view = new EnvelopeView();
            while (!closed) {
                int length = in.readInt();
                if (length < 1 || length > MOST_FRAME) {
                    throw new IOException("frame of " + length + " bytes");
                }
                byte[] frame = in.readNBytes(length);
                if (frame.length < length) {
                    throw new EOFException();
                }
                decoder.decode(frame, 0, length, view);
                handle(view);
            }
        } catch (IOException | InterruptedException gone) {
            closed = true; // the other side has left
        }
    }

    private void handle(EnvelopeView view) throws InterruptedException {
        if (!view.hasId() || view.hasRef()) {
            return; // a verb: heeds none
        }
        switch (view.type()) {
            case HELLO -> {
                if (view.targetIs(PING)) {
                    answer(view, MessageType.HELLO, Payload.NULL);
                } else if (!view.hasTarget()) {
                    answer(view, MessageType.HELLO, Payload.item(handshake()));
                }
            }
            case CALL -> answer(view, MessageType.CALL, Payload.item(view.copyPayload()));
            case STREAM -> {
                synchronized (opened) {
                    opened.add(new long[] {view.idHigh(), view.idLow()});
                    if (opened.size() > streams) {
                        opened.remove();
                    }
                }
            }
            default -> {} // nothing else is expected, and nothing else heeded
        }
    }

    private void answer(EnvelopeView to, MessageType type, Payload payload)
            throws InterruptedException {
        answers.put(envelope(type, to.idHigh(), to.idLow(), payload));
    }

    private static Envelope envelope(MessageType type, long high, long low, Payload payload) {
        return new Envelope(type, 0, 0, high, low, null, null, payload, null);
    }

    /** §8.3, with limits and without any capability. */
    private static byte[] handshake() {
        WriteBuffer out = new WriteBuffer(128);
        CborWriter.head(out, CborReader.MAP, 4);
        CborWriter.text(out, "version");
        CborWriter.integer(out, 1);
        CborWriter.text(out, "session");
        CborWriter.bytes(out, new byte[16]);
        CborWriter.text(out, "heartbeat");
        CborWriter.integer(out, 15_000);
        CborWriter.text(out, "limits");
        CborWriter.head(out, CborReader.MAP, 2);
        CborWriter.text(out, "exchanges");
        CborWriter.integer(out, EXCHANGES);
        CborWriter.text(out, "credit");
        CreditCodec.write(out, 256, 1 << 18);
        byte[] answer = out.toByteArray();
        out.clear();
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, "answer");
        CborWriter.bytes(out, answer);
        return out.toByteArray();
    }

    private void write(Socket to) {
        WriteBuffer buffer = new WriteBuffer(1024);
        try {
            OutputStream out = to.getOutputStream();
            while (!closed) {
                long[] id = next();
                Envelope answer = id == null ? answers.take() : answers.poll();
                for (; answer != null; answer = answers.poll()) {
                    send(answer, buffer, out);
                }
                if (id != null) {
                    send(envelope(MessageType.STREAM, id[0], id[1], item), buffer, out);
                    written.getAndIncrement();
                }
            }
        } catch (IOException | UncheckedIOException | InterruptedException gone) {
            closed = true; // the other side has left
        }
    }

    /** Takes turns. */
    private long @Nullable [] next() {
        synchronized (opened) {
            long[] id = opened.poll();
            if (id != null) {
                opened.add(id);
            }
            return id;
        }
    }

    private static void send(Envelope envelope, WriteBuffer buffer, OutputStream out)
            throws IOException {
        buffer.clear();
        EnvelopeEncoder.encode(envelope, buffer, 0);
        int length = buffer.length();
        // §5.1-1
        out.write(
                new byte[] {
                    (byte) (length >>> 24),
                    (byte) (length >>> 16),
                    (byte) (length >>> 8),
                    (byte) length
                });
        buffer.forEachSegment(
                (source, offset, count) -> {
                    try {
                        out.write(source, offset, count);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        Socket current = socket;
        if (current != null) {
            current.close();
        }
    }
}
