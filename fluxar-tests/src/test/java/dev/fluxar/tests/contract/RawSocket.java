package dev.fluxar.tests.contract;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A TCP socket that says what no proper peer would; every read is bounded in time. */
final class RawSocket implements Closeable {

    private final Socket socket;

    RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) TransportEnd.LIMIT.toMillis());
    }

    static RawSocket to(int port) throws IOException {
        return new RawSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    void write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("end after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Everything up to the end of the stream. */
    byte[] readToEnd() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** A head of HTTP, with the empty line that ends it. */
    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            head.writeBytes(read(1));
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    /** Asks for an upgrade; the extra headers are whole lines. */
    String upgrade(String path, String extraHeaders) throws IOException {
        write(
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + extraHeaders
                        + "\r\n");
        return readHead();
    }

    /** A frame as clients send it; its mask is zero, so the payload is in clear. */
    void frame(int firstByte, byte... payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        write(frame.toByteArray());
    }

    /** A close frame from a server: its status, a space and its reason. */
    String readClose() throws IOException {
        byte[] head = read(2);
        if ((head[0] & 0xff) != 0x88) {
            throw new AssertionError("expected a close frame, got first byte " + (head[0] & 0xff));
        }
        byte[] body = read(head[1]);
        int status = (body[0] & 0xff) << 8 | (body[1] & 0xff);
        return status + " " + new String(body, 2, body.length - 2, StandardCharsets.UTF_8);
    }

    /** Ends the connection before the test ends. */
    void hangUp() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        try {
            socket.close();
        } catch (SocketException gone) {
            // closed already
        }
    }
}
