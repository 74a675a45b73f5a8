package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Peer;
import dev.fluxar.tests.sim.SimNetwork;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a listener logs of sessions that end, where a stranger chose the words. */
class LogTest {

    private static final String WORDS = "gone\n[main] INFO all is well \u001b[2J" + "x".repeat(190);

    private static String logged(Runnable task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            task.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theWordsOfTheOtherSideStayOnOneShortLine() {
        try (SimNetwork network = new SimNetwork()) {
            Peer.listen(network.uri().toString()).start();
            RawPeer raw = RawPeer.shakeHands(network);
            String line = logged(() -> raw.send(Letter.fatalBye(Letter.id(9), 501, WORDS)));
            assertThat(line.lines().filter(part -> part.contains("ended")))
                    .singleElement()
                    .asString()
                    .contains(
                            "ended: INTERNAL (501) gone?[main] INFO all is well ?[2Jxxx", "xxx...")
                    .doesNotContain("x".repeat(190));
            assertThat(line.lines()).hasSize(1);
        }
    }

    @Test
    void nobodyWhoHasNotShakenHandsIsLogged() {
        try (SimNetwork network = new SimNetwork()) {
            Peer.listen(network.uri().toString()).start();
            RawPeer raw = RawPeer.connect(network);
            assertThat(logged(() -> raw.send(Letter.fatalBye(Letter.id(9), 501, WORDS)))).isEmpty();
            assertThat(raw.closed).isTrue();
        }
    }
}
