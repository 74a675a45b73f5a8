package dev.fluxar.tests.stranger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A socket in the hands of somebody who knows nothing of FLUXAR. No call waits without a bound. */
final class RawClient implements AutoCloseable {

    /** Not a client's own: thousands of them must not weigh what is measured. */
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocate(64 * 1024));

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private boolean reset;

    private RawClient(SocketChannel channel, SocketAddress to) throws IOException {
        this.channel = channel;
        channel.connect(to);
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /** Connects to the address of a listener: tcp, ws or unix. */
    static RawClient to(URI uri) {
        try {
            if (uri.getScheme().equals("unix")) {
                return new RawClient(
                        SocketChannel.open(StandardProtocolFamily.UNIX),
                        UnixDomainSocketAddress.of(Path.of(uri.getPath())));
            }
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new RawClient(channel, new InetSocketAddress(uri.getHost(), uri.getPort()));
        } catch (IOException failure) {
            throw new AssertionError("cannot connect to " + uri, failure);
        }
    }

    /** Sends all of it, unless the other side closes first. */
    RawClient send(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            while (left.hasRemaining()) {
                if (channel.write(left) == 0) {
                    await(SelectionKey.OP_WRITE, "to be read from");
                }
            }
        } catch (IOException broken) {
            reset = true;
        }
        return this;
    }

    /** Sends the same over and over until the other side closes, which it must. */
    void sendUntilTheEnd(byte[] bytes) {
        long end = System.nanoTime() + Await.LIMIT.toNanos();
        while (!reset) {
            send(bytes);
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("still being read after " + Await.LIMIT);
            }
        }
    }

    /** Sends byte after byte, each by itself. */
    RawClient sendSlowly(byte[] bytes) {
        for (int i = 0; i < bytes.length && !reset; i++) {
            send(new byte[] {bytes[i]});
        }
        return this;
    }

    /** Says that nothing more comes, and goes on listening. */
    RawClient endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException broken) {
            reset = true;
        }
        return this;
    }

    /** The next bytes, at least one; empty at the end. */
    byte[] readSome() {
        ByteBuffer buffer = BUFFER.get().clear();
        try {
            int read = channel.read(buffer);
            while (read == 0) {
                await(SelectionKey.OP_READ, "an answer or the end");
                read = channel.read(buffer);
            }
            byte[] bytes = new byte[Math.max(0, read)];
            buffer.flip().get(bytes);
            return bytes;
        } catch (IOException broken) {
            reset = true;
            return new byte[0];
        }
    }

    /** Whether the other side has closed, or said something, after so many milliseconds at most. */
    boolean hearsWithin(long millis) {
        try {
            key.interestOps(SelectionKey.OP_READ);
            selector.selectedKeys().clear();
            return (millis == 0 ? selector.selectNow() : selector.select(millis)) > 0;
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Everything up to the end, which must come. */
    byte[] readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] some = readSome(); some.length > 0; some = readSome()) {
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    /** Whether the connection was reset, rather than closed in order. */
    boolean wasReset() {
        return reset;
    }

    private void await(int operation, String what) throws IOException {
        key.interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(Await.LIMIT.toMillis()) == 0) {
            throw new AssertionError("waited " + Await.LIMIT + " for " + what);
        }
    }

    /** Leaves without a word: what is under way is lost. */
    void reset() {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException gone) {
            reset = true;
        }
        close();
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
