package dev.fluxar.tests.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.framing.FrameDecoder;
import dev.fluxar.framing.FrameEncoder;
import dev.fluxar.transport.WriteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §5.1-1 */
class FrameEncoderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 65_535, 65_536, 0x01_02_03})
    void thePrefixIsTheLengthOfTheContentMostSignificantByteFirst(int length) {
        byte[] stream = Frames.stream(Frames.ofLengths(1, length));
        assertThat(stream).hasSize(4 + length).startsWith(Frames.prefix(length));
    }

    @Test
    void nothingStandsBetweenFrames() {
        List<byte[]> frames = Frames.ofLengths(2, 3, 70_000, 1, 4096, 2);
        byte[] expected = new byte[0];
        for (byte[] frame : frames) {
            expected = Frames.join(expected, Frames.prefix(frame.length), frame);
        }
        assertThat(Frames.stream(frames)).isEqualTo(expected);
    }

    @Test
    void contentByReferenceCounts() {
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 7);
        WriteBuffer out = new WriteBuffer(16);
        int at = FrameEncoder.begin(out);
        int from = out.length();
        out.writeByte(1);
        out.write(large, 0, large.length);
        out.writeByte(2);
        FrameEncoder.end(out, at, out.length() - from);
        assertThat(out.toByteArray()).hasSize(4 + 100_002).startsWith(0, 1, 0x86, 0xa2, 1, 7);
        assertThat(Frames.decode(new FrameDecoder(1 << 20), out.toByteArray(), List.of()))
                .singleElement()
                .satisfies(frame -> assertThat(frame).hasSize(100_002).endsWith(7, 2));
    }

    @Test
    void thePrefixStaysWhereItIsWhenTheBufferGrows() {
        WriteBuffer out = new WriteBuffer(16);
        int at = FrameEncoder.begin(out);
        for (int i = 0; i < 10_000; i++) {
            out.writeByte(i);
        }
        FrameEncoder.end(out, at, 10_000);
        assertThat(out.toByteArray()).startsWith(Frames.prefix(10_000)).hasSize(10_004);
    }
}
