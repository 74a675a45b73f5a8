package dev.fluxar.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.runtime.platform.MacProofs;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MacProofsTest {

    private final MacProofs proofs = new MacProofs();

    // §9.11-5: RFC 4231, test case 2
    @Test
    void itIsHmacSha256() {
        byte[] proof =
                proofs.hmac(
                        "Jefe".getBytes(US_ASCII),
                        "what do ya want for nothing?".getBytes(US_ASCII));
        assertThat(HexFormat.of().formatHex(proof))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    // §9.12-2
    @Test
    void proofsOfAnyLengthAreCompared() {
        assertThat(proofs.same(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
        assertThat(proofs.same(new byte[] {1, 2}, new byte[] {1, 3})).isFalse();
        assertThat(proofs.same(new byte[] {1, 2}, new byte[] {1})).isFalse();
        assertThat(proofs.same(new byte[0], new byte[0])).isTrue();
    }
}
