package dev.fluxar.tests.rivals;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Bytes as gRPC's messages. */
public final class GrpcBytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
        return new BytesStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            if (stream instanceof KnownLength) {
                byte[] value = new byte[stream.available()];
                int read = stream.readNBytes(value, 0, value.length);
                if (read != value.length) {
                    throw new IOException("expected " + value.length + " bytes, got " + read);
                }
                return value;
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands its bytes over in one piece, as the streams of generated messages do. */
    private static final class BytesStream extends ByteArrayInputStream
            implements Drainable, KnownLength {

        BytesStream(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = available();
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
