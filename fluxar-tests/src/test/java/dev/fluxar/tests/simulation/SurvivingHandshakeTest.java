package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionState;
import dev.fluxar.session.resume.ResumeSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How {@code resume} comes into force (§9.6), and the envelopes of examples.md, "1b. A session that
 * survives", that are there without a loss.
 */
class SurvivingHandshakeTest {

    private static final String CALL = "0193a5c8f000700080000000000000c1";
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> EXAMPLES = examples();

    static List<String> examples() {
        String page = SpecTable.page("examples.md");
        String section = page.substring(page.indexOf("## 1b. "), page.indexOf("## 2. "));
        List<String> found = new ArrayList<>();
        String[] blocks = section.split("```");
        for (int i = 1; i < blocks.length; i += 2) {
            StringBuilder hex = new StringBuilder();
            for (String line : blocks[i].strip().split("\n")) {
                hex.append(line.strip().split(" {3,}")[0].replace(" ", ""));
            }
            found.add(hex.toString());
        }
        return found;
    }

    private static SessionBench bench(Role role, @Nullable ResumeSettings resume) {
        return new SessionBench(
                role, Limits.DEFAULT, 15_000, true, true, UnaryOperator.identity(), resume);
    }

    private static Letter answerTo(SessionBench bench, Map<String, Object> more) {
        bench.session.onTransportReady();
        Map<String, Object> offer = new HashMap<>(more);
        offer.put("versions", List.of(1));
        bench.read(Letter.hello(Letter.id(1), offer));
        return Letter.frames(bench.bytes()).get(0).get(0);
    }

    private static Map<String, Object> caps(boolean resume) {
        return Map.of("caps", Map.of("batch", true, "parts", true, "resume", resume));
    }

    @Test
    void thereAreEightExamples() {
        assertThat(EXAMPLES).hasSize(8);
    }

    // §9.6-2 §8.4-2
    @Test
    void aResponderThatChoosesItStatesSecretAndWindow() {
        SessionBench bench = bench(Role.RESPONDER, SessionBench.keeping(1 << 20));
        Letter answer = answerTo(bench, caps(true));
        assertThat(answer.inner("answer").get("caps"))
                .isEqualTo(Map.of("batch", true, "parts", true, "resume", true));
        assertThat(answer.inner("answer").get("limits"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("replay", 1 << 20);
        String grant = EXAMPLES.get(0).substring(EXAMPLES.get(0).indexOf("a266736563726574"));
        String resume = "66726573756d65" + grant.substring(0, grant.length() - 2);
        assertThat(HEX.formatHex(answer.bytes())).contains(resume);
        assertThat(bench.established.grant().windowMillis()).isEqualTo(60_000);
        assertThat(bench.established.limits().replay()).isEqualTo(4 << 20);
    }

    // §8.4-1 §8.4-2
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "false, false"})
    void itIsChosenOnlyWhereBothHaveIt(boolean offered, boolean configured) {
        SessionBench bench = bench(Role.RESPONDER, configured ? SessionBench.keeping(4096) : null);
        Letter answer = answerTo(bench, caps(offered));
        assertThat(answer.inner("answer").get("caps"))
                .isEqualTo(Map.of("batch", true, "parts", true));
        assertThat(answer.inner("answer")).doesNotContainKey("resume");
        assertThat(bench.established.grant()).isNull();
        bench.read(Letter.call(Letter.id(3), "x", 1));
        assertThat(bench.events).containsExactly("established", "envelope of type 2");
    }

    // §9.6-4: nor does anything show it
    @Test
    void theSecretIsInNoDescription() {
        SessionBench bench = bench(Role.RESPONDER, SessionBench.keeping(4096));
        answerTo(bench, caps(true));
        assertThat(bench.established.grant()).hasToString("window 60000 ms");
        assertThat(SessionBench.keeping(4096)).hasToString("replay 4096, window 60000 ms");
        assertThatThrownBy(() -> new ResumeSettings(4096, 0, new byte[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window is 0 ms, expected at least 1");
    }

    /** What comes of an initiator that reads an answer with this {@code resume}. */
    private static SessionBench initiator(Map<String, Object> more) {
        SessionBench bench = bench(Role.INITIATOR, SessionBench.keeping(4096));
        bench.session.onTransportReady();
        bench.write();
        Map<String, Object> answer = new HashMap<>(more);
        answer.put("version", 1);
        answer.put("session", new byte[16]);
        answer.put("heartbeat", 15_000);
        bench.read(Letter.answer(bench.helloId(), answer));
        return bench;
    }

    // §9.6 in bytes
    @Test
    void theAnswerOfTheExampleIsUnderstood() {
        SessionBench bench = bench(Role.INITIATOR, SessionBench.keeping(4096));
        bench.session.onTransportReady();
        bench.write();
        String hello = bench.helloId();
        String answer = EXAMPLES.get(0).replace("0193a5c8f00070008000000000000001", hello);
        bench.readFrame(HEX.parseHex(answer));
        assertThat(bench.state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(HEX.formatHex(bench.established.grant().secret()))
                .isEqualTo("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        assertThat(bench.established.grant().windowMillis()).isEqualTo(60_000);
    }

    static List<@Nullable Object> malformed() {
        byte[] secret = new byte[32];
        return Arrays.asList(
                null,
                7,
                List.of(),
                Map.of(),
                Map.of("secret", secret),
                Map.of("window", 1),
                Map.of("secret", new byte[31], "window", 1),
                Map.of("secret", new byte[33], "window", 1),
                Map.of("secret", "x".repeat(32), "window", 1),
                Map.of("secret", secret, "window", "1"),
                Map.of("secret", secret, "window", -1));
    }

    // §9.6-2
    @ParameterizedTest
    @MethodSource("malformed")
    void anAnswerThatChoosesItAndDoesNotStateBothIsMalformed(@Nullable Object resume) {
        Map<String, Object> more = new HashMap<>(caps(true));
        more.put("resume", resume);
        SessionBench bench = initiator(more);
        assertThat(bench.endCode()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(initiator(caps(true)).endCode()).isEqualTo(ErrorCode.MALFORMED);
    }

    // §8.2-3
    @Test
    void aWindowOf0AndAReplayBelow4096AreOutOfRange() {
        Map<String, Object> more = new HashMap<>(caps(true));
        more.put("resume", Map.of("secret", new byte[32], "window", 0));
        assertThat(initiator(more).endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        more.put("resume", Map.of("secret", new byte[32], "window", 1));
        assertThat(initiator(more).endCode()).isNull();
        more.put("limits", Map.of("replay", 4095));
        assertThat(initiator(more).endCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        more.put("limits", Map.of("replay", 4096));
        assertThat(initiator(more).established.limits().replay()).isEqualTo(4096);
    }

    // §5.6-1: the first of the frame of the example, by who has written 41 before
    @Test
    void aNumberedFrameIsWrittenAsInTheExample() {
        SessionBench bench = SessionBench.surviving(Role.INITIATOR, 1 << 20);
        for (int i = 1; i <= 41; i++) {
            bench.session.send(Envelopes.call("x", new byte[1]));
        }
        bench.write();
        bench.bytes();
        bench.send(
                new dev.fluxar.message.Envelope(
                        dev.fluxar.message.MessageType.CALL,
                        0x0193a5c8f0007000L,
                        0x80000000000000c1L,
                        0,
                        0,
                        "note.get".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        null,
                        dev.fluxar.message.Payload.item(new byte[] {7}),
                        null));
        assertThat(HEX.formatHex(bench.bytes()))
                .isEqualTo("00000022" + EXAMPLES.get(5).substring(0, 2 * 34))
                .contains(CALL);
    }

    // §5.6 §9.8: its frame is read, and the ack is written as there
    @Test
    void theNumberedFrameIsReadAndAckedAsInTheExample() {
        CallsBench bench = CallsBench.surviving(Limits.DEFAULT, 1 << 20, Map.of());
        bench.offered = "note";
        Letter[] nulls = new Letter[41];
        bench.readFrame(NumberedFrame.content(1, nulls));
        bench.readFrame(HEX.parseHex(EXAMPLES.get(5)));
        assertThat(bench.letter().ref()).isEqualTo("0193a5c8f00070008000000000000009");
        assertThat(bench.running).extracting(call -> call.target).containsExactly("note.get");
        bench.pass(1000);
        assertThat(HEX.formatHex(bench.bytes())).isEqualTo("00000016" + EXAMPLES.get(6));
    }

    // §9.8-5: the ack of the example is read
    @Test
    void theAckOfTheExampleLetsGoOf44() {
        SessionBench bench = SessionBench.surviving(Role.INITIATOR, 1 << 20);
        for (int i = 1; i <= 45; i++) {
            bench.session.send(Envelopes.call("x", new byte[1]));
        }
        bench.write();
        long each = bench.session.kept() / 45;
        bench.readFrame(HEX.parseHex(EXAMPLES.get(6)));
        assertThat(bench.session.kept()).isEqualTo(each);
    }
}
