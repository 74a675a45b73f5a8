package dev.fluxar.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sub} and {@code pub} by way of {@code listen}, over every transport. */
class SubAndPubTest {

    private static final Pattern TIME = Pattern.compile(",\"ts\":\"[-0-9T:.]+Z\"}$");

    @TempDir private static Path directory;

    private static Listening listening;

    @BeforeAll
    static void listen() throws Exception {
        listening =
                new Listening(
                        List.of(
                                "tcp://127.0.0.1:0",
                                "unix:" + directory.resolve("topics.sock"),
                                "ws://127.0.0.1:0/topics",
                                "mem:sub-and-pub"));
    }

    @AfterAll
    static void stop() {
        listening.close();
    }

    @ParameterizedTest
    @CsvSource({"tcp,0", "unix,1", "ws,2", "mem,0", "mem,1", "tcp,2"})
    void anEventIsALine(String scheme, String mode) throws Exception {
        String topic = "line." + scheme + mode;
        try (Running sub = sub(scheme, topic, "--mode", mode, "--count", "3")) {
            assertAccepted(1, pub(scheme, topic, "{\"a\":[1,\"ü\"]}", "--mode", mode));
            assertAccepted(2, pubLines("1\n\nnull\n", scheme, topic, "-", "--mode", mode));
            assertThat(untimed(sub.out.next())).isEqualTo(event(topic, "{\"a\":[1,\"ü\"]}"));
            assertThat(untimed(sub.out.next())).isEqualTo(event(topic, "1"));
            assertThat(untimed(sub.out.next())).isEqualTo(event(topic, "null"));
            assertThat(sub.code()).isZero();
        }
    }

    @Test
    void payloadsAlone() throws Exception {
        try (Running sub = sub("tcp", "alone", "--payload", "--count=2")) {
            assertAccepted(1, pub("tcp", "alone"));
            assertAccepted(1, pub("tcp", "alone", "\"x\""));
            assertThat(sub.out.next()).isEqualTo("null");
            assertThat(sub.out.next()).isEqualTo("\"x\"");
            assertThat(sub.code()).isZero();
        }
    }

    @Test
    void aRetainedValueComesFirst() throws Exception {
        assertAccepted(1, pub("tcp", "kept.a", "1", "--retain"));
        assertAccepted(1, pub("tcp", "kept.a", "2", "--retain", "--mode=1"));
        assertAccepted(1, pub("tcp", "kept.a", "3"));
        try (Running sub = sub("ws", "kept.*", "--count=1")) {
            assertThat(untimed(sub.out.next()))
                    .isEqualTo("{\"topic\":\"kept.a\",\"payload\":2,\"retained\":true}");
        }
        try (Running sub = sub("ws", "kept.*", "--count=1", "--from=live")) {
            assertAccepted(1, pub("tcp", "kept.a", "4"));
            assertThat(untimed(sub.out.next())).isEqualTo(event("kept.a", "4"));
        }
    }

    @Test
    void historyIsKept() throws Exception {
        assertAccepted(3, pubLines("1\n2\n3\n", "tcp", "past.a", "-", "--mode=1"));
        for (String from : List.of("start", "2001-02-03T04:05:06Z", "2001-02-03T04:05:06+07:00")) {
            try (Running sub = sub("tcp", "past.>", "--payload", "--count=3", "--from=" + from)) {
                assertThat(List.of(sub.out.next(), sub.out.next(), sub.out.next()))
                        .containsExactly("1", "2", "3");
            }
        }
        try (Running sub =
                sub("tcp", "past.>", "--payload", "--count=1", "--from=9999-01-01T00:00:00Z")) {
            assertAccepted(1, pub("tcp", "past.a", "4"));
            assertThat(sub.out.next()).isEqualTo("4");
        }
    }

    @Test
    void aGroupSharesTheEvents() throws Exception {
        int events = 40;
        try (Running one = sub("tcp", "jobs", "--group=g", "--mode=1", "--payload", "--count=20");
                Running two =
                        sub("ws", "jobs", "--group=g", "--mode=1", "--payload", "--count=20")) {
            StringBuilder numbers = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                numbers.append(i).append('\n');
                expected.add(String.valueOf(i));
            }
            assertAccepted(events, pubLines(numbers.toString(), "tcp", "jobs", "-", "--mode=1"));
            List<String> printed = new ArrayList<>();
            for (int i = 0; i < events / 2; i++) {
                printed.add(one.out.next());
                printed.add(two.out.next());
            }
            assertThat(printed).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(one.code() + two.code()).isZero();
        }
    }

    /** Nothing is lost between two commands, and what the first has not printed was not sent. */
    @Test
    void aDurableSubscriptionGoesOnWhereItWasLeft() throws Exception {
        String[] terms = {"--durable=d", "--mode=2", "--count=2"};
        try (Running first = sub("tcp", "lasting", terms)) {
            assertAccepted(3, pubLines("1\n2\n3\n", "tcp", "lasting", "-", "--mode=1"));
            assertThat(untimed(first.out.next())).isEqualTo(event("lasting", "1"));
            assertThat(untimed(first.out.next())).isEqualTo(event("lasting", "2"));
            assertThat(first.code()).isZero();
        }
        assertAccepted(1, pub("tcp", "lasting", "4", "--mode=1"));
        try (Running second = sub("tcp", "lasting", terms)) {
            assertThat(untimed(second.out.next())).isEqualTo(event("lasting", "3"));
            assertThat(untimed(second.out.next())).isEqualTo(event("lasting", "4"));
            assertThat(second.code()).isZero();
        }
    }

    @Test
    void manyEventsAreNotHeldAllAtOnce() throws Exception {
        StringBuilder numbers = new StringBuilder();
        for (int i = 1; i <= 4000; i++) {
            numbers.append(i).append('\n');
        }
        try (Running sub =
                sub("tcp", "many", "--mode=1", "--payload", "--window=10", "--count=4000")) {
            // The hub holds 4096 for one that is slow.
            assertAccepted(4000, pubLines(numbers.toString(), "tcp", "many", "-"));
            for (int i = 1; i <= 4000; i++) {
                assertThat(sub.out.next()).isEqualTo(String.valueOf(i));
            }
            assertThat(sub.code()).isZero();
        }
    }

    @Test
    void interruptionLeavesInOrder() throws Exception {
        try (Running sub = sub("tcp", "endless")) {
            assertThat(sub.stop()).isEqualTo(130);
        }
    }

    @Test
    void interruptionTellsWhatWasAcceptedWhileInputIsWaitedFor() throws Exception {
        try (PipedInputStream in = new PipedInputStream();
                PipedOutputStream typed = new PipedOutputStream(in);
                Running sub = sub("tcp", "typed", "--payload", "--count=1");
                Running pub = new Running(in, arguments("pub", "tcp", "typed", "-", "--mode=1"))) {
            typed.write("17\n".getBytes(UTF_8));
            typed.flush();
            assertThat(sub.out.next()).isEqualTo("17");
            assertThat(pub.stop()).isEqualTo(130);
            assertThat(pub.err.next()).isEqualTo("accepted 1");
        }
    }

    @Test
    void aLineOfInputMayNotBeEndless() {
        Tool.Result result =
                pubLines("1\n" + "1".repeat((1 << 20) + 1), "tcp", "long", "-", "--mode=1");
        assertThat(result.err().lines())
                .hasSize(2)
                .startsWith("accepted 1")
                .last()
                .asString()
                .startsWith("TOO_LARGE (307), NOT_PROCESSED: line 2 of standard input is longer");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void aListenerMayHaveNoHub() throws Exception {
        try (Listening bare = new Listening(List.of("mem:no-hub"), "--no-hub")) {
            Tool.Result sub = Tool.run("sub", bare.uri("mem"), "a");
            assertThat(sub.err()).startsWith("NOT_FOUND (301), NOT_PROCESSED: ").hasLineCount(1);
            assertThat(sub.code()).isEqualTo(1);
            Tool.Result pub = Tool.run("pub", bare.uri("mem"), "a", "1", "--mode=1");
            assertThat(pub.err().lines())
                    .hasSize(2)
                    .startsWith("accepted 0")
                    .last()
                    .asString()
                    .startsWith("NOT_FOUND (301), NOT_PROCESSED: ");
            assertThat(pub.code()).isEqualTo(1);
        }
    }

    @Test
    void aListenerThatLeavesIsTold() throws Exception {
        try (Listening other = new Listening(List.of("mem:leaves"), "--grace=1ms")) {
            try (Running sub = new Running("sub", other.uri("mem"), "a")) {
                assertThat(sub.err.next()).isEqualTo("subscribed to a");
                assertThat(other.stop()).isZero();
                assertThat(sub.code()).isEqualTo(1);
                assertThat(sub.err.next()).isEqualTo("DRAINING (503), NOT_PROCESSED: going away");
            }
        }
    }

    @Test
    void badInputEndsItAndTellsWhatWasAccepted() {
        Tool.Result result = pubLines("1\n2\n{\n4\n", "tcp", "bad", "-", "--mode=1");
        assertThat(result.err().lines())
                .hasSize(2)
                .startsWith("accepted 2")
                .last()
                .asString()
                .startsWith("INVALID_ARGUMENT (302), NOT_SENT: bad JSON at line 3, column 2: ")
                .doesNotContain("Source");
        assertThat(result.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "", ".", "a.", ">.a", "a.b*"})
    void aPatternThatIsNoneIsNotSent(String pattern) {
        Tool.Result result = Tool.run("sub", listening.uri("tcp"), pattern);
        assertThat(result.err()).startsWith("INVALID_ARGUMENT (302), NOT_SENT: ").hasLineCount(1);
        assertThat(result.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --mode=3             | '3' is no mode, expected 0, 1 or 2
            --durable=d          | --durable with --mode 0, expected --mode 1 or 2
            --from=soon          | --from is 'soon', expected start, live or a time such as 2030-
            --count=0            | --count is 0, expected at least 1
            --window=0           | --window is 0, expected at least 1
            """)
    void wrongUsageIsTold(String option, String line) {
        Tool.Result result = Tool.run("sub", listening.uri("tcp"), "a", option);
        assertThat(result.err()).contains(line);
        assertThat(result.code()).isEqualTo(2);
    }

    /** Waits until it has subscribed. */
    private static Running sub(String scheme, String pattern, String... options)
            throws InterruptedException {
        Running running = new Running(arguments("sub", scheme, pattern, options));
        assertThat(running.err.next()).isEqualTo("subscribed to " + pattern);
        return running;
    }

    private static Tool.Result pub(String scheme, String topic, String... rest) {
        return pubLines("", scheme, topic, rest);
    }

    private static Tool.Result pubLines(String input, String scheme, String topic, String... rest) {
        return Tool.runWith(input, arguments("pub", scheme, topic, rest));
    }

    private static String[] arguments(String command, String scheme, String topic, String... rest) {
        List<String> arguments = new ArrayList<>(List.of(command, listening.uri(scheme), topic));
        arguments.addAll(List.of(rest));
        return arguments.toArray(String[]::new);
    }

    private static void assertAccepted(int count, Tool.Result result) {
        assertThat(result)
                .isEqualTo(new Tool.Result(0, "", "accepted " + count + System.lineSeparator()));
    }

    private static String event(String topic, String payload) {
        return "{\"topic\":\"" + topic + "\",\"payload\":" + payload + "}";
    }

    /** The hub keeps history, so each event has a time. */
    private static String untimed(String line) {
        assertThat(line).containsPattern(TIME);
        return TIME.matcher(line).replaceFirst("}");
    }
}
