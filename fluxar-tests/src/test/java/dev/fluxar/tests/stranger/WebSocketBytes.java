package dev.fluxar.tests.stranger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** RFC 6455 by hand, as far as a client needs it. */
final class WebSocketBytes {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private WebSocketBytes() {}

    /** A frame that was read: its opcode, its content, and where it ended. */
    record Message(int opcode, byte[] content, int end) {}

    /** A request for an upgrade. */
    static byte[] upgrade(URI uri, String subprotocol) {
        return ("GET "
                        + uri.getPath()
                        + " HTTP/1.1\r\nHost: "
                        + uri.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + (subprotocol.isEmpty()
                                ? ""
                                : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
                        + "\r\n")
                .getBytes(US_ASCII);
    }

    /** The index behind the empty line, or -1. */
    static int endOfHead(byte[] bytes) {
        int at = new String(bytes, US_ASCII).indexOf("\r\n\r\n");
        return at < 0 ? -1 : at + 4;
    }

    /** A binary message in one frame, masked as a client has to. */
    static byte[] message(byte[] content) {
        return frame(BINARY, true, content);
    }

    /** Any masked frame. */
    static byte[] frame(int opcode, boolean last, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(14 + content.length);
        frame.put(head(opcode, last, content.length)).put(MASK);
        for (int i = 0; i < content.length; i++) {
            frame.put((byte) (content[i] ^ MASK[i % 4]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** The head of a masked frame, without mask and content. */
    static byte[] head(int opcode, boolean last, long length) {
        ByteBuffer head = ByteBuffer.allocate(10);
        head.put((byte) ((last ? 0x80 : 0) | opcode));
        if (length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    /** The first frame of a server's bytes; null while it is incomplete. */
    static Message read(byte[] bytes) {
        if (bytes.length < 2) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int opcode = in.get() & 15;
        long length = in.get() & 127;
        if (length >= 126) {
            int size = length == 126 ? 2 : 8;
            if (in.remaining() < size) {
                return null;
            }
            length = size == 2 ? in.getShort() & 0xffff : in.getLong();
        }
        if (in.remaining() < length) {
            return null;
        }
        byte[] content = new byte[(int) length];
        in.get(content);
        return new Message(opcode, content, in.position());
    }
}
