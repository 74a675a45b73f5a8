package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Authentication;
import dev.fluxar.Binder;
import dev.fluxar.Cbor;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.runtime.Insides;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handshake that is not done survives nothing, whatever was offered. §9.18-3 §9.1-3 */
class SurvivingChallengeTest {

    private final AuthBench bench = new AuthBench();
    private RawPeer raw;

    @BeforeEach
    void challenged() {
        bench.always = Authentication.challenge(Cbor.of(new byte[] {1}));
        PeerOptions options = PeerOptions.DEFAULT.withAuthenticator(bench);
        bench.listen(options.withResume(Resume.DEFAULT), Binder::trusted);
        raw = RawPeer.connect(bench.network);
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("versions", List.of(1));
        offer.put("caps", Map.of("auth", true, "resume", true));
        offer.put("heartbeat", 100);
        offer.put("auth", AuthBench.custom("x", 1));
        raw.send(Letter.hello(raw.nextId(), offer));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    // What needs a challenge could not be presented again: it is not granted.
    @Test
    void theAnswerGrantsNoResume() {
        Map<String, Object> answer = raw.letter().inner("answer");
        assertThat(answer.get("caps")).isEqualTo(Map.of("auth", true));
        assertThat(answer).doesNotContainKey("resume");
    }

    @Test
    void silenceEndsIt() {
        raw.letter();
        bench.network.loop().advance(Duration.ofMillis(100));
        assertThat(raw.letter().target()).isEqualTo("ping");
        bench.network.loop().advance(Duration.ofMillis(200));
        assertThat(raw.letter().isFatalBye()).isTrue();
        assertThat(Insides.open(bench.listener)).isZero();
    }

    @Test
    void theEndOfTheConnectionEndsItAtOnce() {
        raw.close();
        bench.network.loop().run();
        assertThat(Insides.open(bench.listener)).isZero();
    }
}
