package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenCommandTest {

    @Test
    void connectionsComeAndGoOneLineEach() throws Exception {
        try (Listening listening = new Listening(List.of("tcp://127.0.0.1:0"))) {
            assertThat(listening.uri("tcp")).matches("tcp://127\\.0\\.0\\.1:[1-9]\\d*");
            assertThat(Tool.run("call", listening.uri("tcp"), "echo", "1").code()).isZero();
            String connected = listening.out.next();
            assertThat(connected).matches("connected tcp://127\\.0\\.0\\.1:\\d+ \\(fluxar call\\)");
            assertThat(listening.out.next()).isEqualTo(connected.replace("connected", "gone"));
        }
    }

    @Test
    void itLeavesInOrderWhenItIsStopped() throws Exception {
        try (Listening listening = new Listening(List.of("mem:leaves-in-order"), "--grace=2s")) {
            assertThat(listening.stop()).isZero();
            assertThat(listening.out.next()).isEqualTo("leaving, open calls have 2000 ms");
            assertThat(listening.out.next()).isEqualTo("left");
            assertThat(Tool.run("call", "mem:leaves-in-order", "echo").err())
                    .startsWith("UNAVAILABLE (502), NOT_SENT: ");
        }
    }

    @Test
    void verboseShowsALineAMessage() throws Exception {
        try (Listening listening =
                new Listening(List.of("mem:verbose"), "--verbose", "--name=Eve")) {
            assertThat(Tool.run("call", "mem:verbose", "time").code()).isZero();
            assertThat(listening.err.next()).startsWith("<- hello #");
            assertThat(listening.err.next()).startsWith("-> hello reply to #");
            assertThat(listening.err.next()).startsWith("<- call time #");
            assertThat(listening.err.next()).startsWith("-> call reply to #");
        }
    }

    @Test
    void anAddressInUseIsToldInOneLine() throws Exception {
        try (Listening listening = new Listening(List.of("tcp://127.0.0.1:0"))) {
            Tool.Result second = Tool.run("listen", listening.uri("tcp"));
            assertThat(second.err()).startsWith("UNAVAILABLE (502), NOT_SENT: ").hasLineCount(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.code()).isEqualTo(1);
        }
    }

    @Test
    void aRateIsAnnouncedToWhoConnects() throws Exception {
        try (Listening listening = new Listening(List.of("mem:rated"), "--rate=1:1");
                Peer peer = Peer.connect(listening.uri("mem")).await()) {
            assertThat(peer.call("echo").with(1).await(Integer.class)).isEqualTo(1);
            // The next token comes in a second.
            assertThatThrownBy(
                            () ->
                                    peer.call("echo")
                                            .with(2)
                                            .deadline(Duration.ofMillis(50))
                                            .await(Integer.class))
                    .isInstanceOfSatisfying(
                            FluxarException.class,
                            late -> assertThat(late.outcome()).isEqualTo(Outcome.NOT_SENT));
            assertThat(peer.call("echo").with(3).await(Integer.class)).isEqualTo(3);
        }
    }

    @Test
    void aRateOfAnotherFormIsWrongUsage() {
        for (String wrong :
                List.of("1000", "1000:", "0:5", "5:0", "1000:200000001", "a:b", "-1:5")) {
            Tool.Result run = Tool.run("listen", "mem:wrong", "--rate", wrong);
            assertThat(run.code()).as(wrong).isEqualTo(2);
            assertThat(run.err()).as(wrong).contains("expected");
        }
    }

    @Test
    void noAddressIsWrongUsage() {
        assertThat(Tool.run("listen").code()).isEqualTo(2);
    }
}
