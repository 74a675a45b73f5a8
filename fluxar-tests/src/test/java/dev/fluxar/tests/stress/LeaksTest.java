package dev.fluxar.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The watch sees what it is there for. */
class LeaksTest {

    @Test
    void aBufferThatNobodyReleasesIsFound() {
        try (Leaks leaks = Leaks.watch()) {
            forget();
            assertThat(leaks.found()).anyMatch(leak -> leak.contains("ByteBuf"));
        }
    }

    private static void forget() {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
    }

    @Test
    void aBufferThatIsReleasedIsNot() {
        try (Leaks leaks = Leaks.watch()) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1).release();
            assertThat(leaks.found()).isEmpty();
        }
    }
}
