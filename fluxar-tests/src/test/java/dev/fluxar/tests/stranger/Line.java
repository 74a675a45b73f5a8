package dev.fluxar.tests.stranger;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A raw connection that knows how the transport carries frames, and nothing else: tcp and unix put
 * a prefix before them, ws puts them into messages.
 */
final class Line implements AutoCloseable {

    private final RawClient raw;
    private final boolean messages;
    private byte[] unread = new byte[0];
    private final List<Heard> heard = new ArrayList<>();
    private int closeStatus = -1;

    private Line(RawClient raw, boolean messages) {
        this.raw = raw;
        this.messages = messages;
    }

    /** Connects; on ws it asks for the upgrade and reads the answer. */
    static Line to(URI uri) {
        RawClient raw = RawClient.to(uri);
        boolean messages = uri.getScheme().equals("ws");
        Line line = new Line(raw, messages);
        if (messages) {
            raw.send(WebSocketBytes.upgrade(uri, "fluxar.1"));
            line.readUpgraded();
        }
        return line;
    }

    private void readUpgraded() {
        int end = WebSocketBytes.endOfHead(unread);
        while (end < 0) {
            byte[] more = raw.readSome();
            if (more.length == 0) {
                throw new AssertionError("closed instead of upgraded: " + new String(unread));
            }
            unread = Spoken.join(unread, more);
            end = WebSocketBytes.endOfHead(unread);
        }
        String head = new String(unread, 0, end);
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("not upgraded: " + head);
        }
        unread = Arrays.copyOfRange(unread, end, unread.length);
    }

    RawClient raw() {
        return raw;
    }

    /** How the transport carries a frame. */
    byte[] framed(byte[] content) {
        return messages ? WebSocketBytes.message(content) : Spoken.framed(content);
    }

    Line say(byte[] content) {
        raw.send(framed(content));
        return this;
    }

    Line saySlowly(byte[] content) {
        raw.sendSlowly(framed(content));
        return this;
    }

    /** The next envelope, which must come. */
    Heard hear() {
        while (heard.isEmpty()) {
            if (!readMore()) {
                throw new AssertionError("expected an envelope, got the end");
            }
        }
        return heard.remove(0);
    }

    /** All envelopes up to the end, which must come. */
    List<Heard> hearOut() {
        while (readMore()) {}
        if (unread.length > 0) {
            throw new AssertionError("an incomplete frame at the end: " + Arrays.toString(unread));
        }
        return List.copyOf(heard);
    }

    /** The status of the close frame that was read, or -1. */
    int closeStatus() {
        return closeStatus;
    }

    private boolean readMore() {
        byte[] some = raw.readSome();
        unread = Spoken.join(unread, some);
        while (messages ? takeMessage() : takeFrame()) {}
        return some.length > 0;
    }

    private boolean takeFrame() {
        if (unread.length < 4) {
            return false;
        }
        int length = ByteBuffer.wrap(unread).getInt();
        if (length <= 0) {
            throw new AssertionError("no frame: " + new String(unread));
        }
        if (unread.length - 4 < length) {
            return false;
        }
        heard.addAll(Heard.frame(Arrays.copyOfRange(unread, 4, 4 + length)));
        unread = Arrays.copyOfRange(unread, 4 + length, unread.length);
        return true;
    }

    private boolean takeMessage() {
        WebSocketBytes.Message message = WebSocketBytes.read(unread);
        if (message == null) {
            return false;
        }
        if (message.opcode() == WebSocketBytes.BINARY) {
            heard.addAll(Heard.frame(message.content()));
        } else if (message.opcode() == WebSocketBytes.CLOSE) {
            closeStatus =
                    message.content().length < 2
                            ? 1005
                            : ByteBuffer.wrap(message.content()).getShort();
            raw.send(WebSocketBytes.frame(WebSocketBytes.CLOSE, true, message.content()));
        }
        unread = Arrays.copyOfRange(unread, message.end(), unread.length);
        return true;
    }

    @Override
    public void close() {
        raw.close();
    }
}
