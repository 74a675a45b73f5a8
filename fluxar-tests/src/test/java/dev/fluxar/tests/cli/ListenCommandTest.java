package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    void noAddressIsWrongUsage() {
        assertThat(Tool.run("listen").code()).isEqualTo(2);
    }
}
