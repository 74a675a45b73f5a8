package dev.fluxar.tests.stranger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.PeerOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Who speaks in frames, and not as a peer should. */
@ParameterizedClass
@ValueSource(strings = {"tcp", "unix", "ws"})
@Timeout(120)
class SessionStrangersTest {

    private final String scheme;
    private Hall hall;

    SessionStrangersTest(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void open(@TempDir Path directory) throws InterruptedException {
        hall = Hall.open(scheme, directory, PeerOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        hall.close();
    }

    /** §5.1-2: slow is not wrong. */
    @Test
    void aSessionByteByByteWorks() {
        try (Line line = hall.enter()) {
            line.saySlowly(Spoken.hello());
            assertThat(line.hear().isAnswer()).isTrue();
            line.saySlowly(Spoken.call(2, "echo", "byte by byte"));
            assertThat(line.hear().payload()).isEqualTo(Spoken.text("byte by byte"));
            line.saySlowly(Spoken.ping(3));
            assertThat(line.hear().ref()).isNotZero();
            line.saySlowly(Spoken.bye(4));
            assertThat(line.hear().ref()).isNotZero();
        }
    }

    /** §5.5-3: what the end cuts short is discarded, without a word. */
    @Test
    void aHelloCutAtEveryByteIsClosed() {
        byte[] hello;
        try (Line line = hall.enter()) {
            hello = line.framed(Spoken.hello());
        }
        for (int cut = 0; cut <= hello.length; cut++) {
            try (Line line = hall.enter()) {
                line.raw().send(Arrays.copyOf(hello, cut)).endOutput();
                List<Heard> heard = line.hearOut();
                assertThat(heard).as("cut at %d", cut).hasSize(cut == hello.length ? 1 : 0);
                assertThat(heard).allMatch(Heard::isAnswer);
            }
        }
    }

    /** §5.5-3 */
    @Test
    void aCallCutAtEveryByteIsClosed() {
        byte[] call = Spoken.call(2, "echo", "never answered");
        for (int cut = 1; cut < call.length; cut += 3) {
            try (Line line = hall.enter()) {
                line.say(Spoken.hello());
                assertThat(line.hear().isAnswer()).isTrue();
                byte[] frame = line.framed(call);
                line.raw().send(Arrays.copyOf(frame, cut)).endOutput();
                assertThat(line.hearOut()).as("cut at %d", cut).isEmpty();
            }
        }
    }

    /** §5.4-3 §8.1-4 */
    @Test
    void anEnvelopeThatIsNoHelloIsAnsweredByAFatalBye() {
        for (byte[] first : List.of(Spoken.call(1, "echo", "x"), Spoken.ping(1), Spoken.bye(1))) {
            Heard bye = onlyAnswerTo(first);
            assertThat(bye.isFatalBye(ErrorCode.PROTOCOL_ERROR)).isTrue();
            assertThat(bye.error().message())
                    .contains("before the handshake was done, expected a hello");
        }
    }

    /** §5.4-3 */
    @Test
    void contentThatIsNoEnvelopeIsAnsweredByAFatalBye() {
        for (String content :
                List.of(
                        "00", "ff", "a0", "80", "8101", "f6", "87", "8701", "1c", "9fff", "7f",
                        "5b")) {
            Heard bye = onlyAnswerTo(Spoken.hex(content));
            assertThat(bye.isFatalBye(ErrorCode.MALFORMED)).as(content).isTrue();
            assertThat(bye.error().message()).as(content).isNotEmpty();
        }
    }

    /** §5.4-3: every envelope cut at every byte, in a frame that is whole. */
    @Test
    void anEnvelopeCutAtEveryByteInAWholeFrameIsMalformed() {
        byte[] hello = Spoken.hello();
        for (int cut = 1; cut < hello.length; cut++) {
            Heard bye = onlyAnswerTo(Arrays.copyOf(hello, cut));
            assertThat(bye.isFatalBye(ErrorCode.MALFORMED)).as("cut at %d", cut).isTrue();
        }
    }

    /** §8.5-1 §8.2-1 §8.2-2 */
    @Test
    void aHelloWithGarbageForAnOfferIsRefused() {
        for (String offer : List.of("", "00", "a0", "80", "a1", "a16876657273696f6e7380", "ff")) {
            try (Line line = hall.enter()) {
                line.say(Spoken.hello(Spoken.hex(offer)));
                assertThat(line.hearOut())
                        .as(offer)
                        .singleElement()
                        .satisfies(
                                refusal -> {
                                    assertThat(refusal.type()).isEqualTo(1);
                                    assertThat(refusal.ref()).isNotZero();
                                    assertThat(refusal.error().code())
                                            .isEqualTo(ErrorCode.MALFORMED.code());
                                });
            }
        }
    }

    /** §5.3-1 §5.3-2: nothing else is in the frame of a hello. */
    @Test
    void aHelloFollowedByAnythingInItsFrameIsAnsweredByAFatalBye() {
        for (byte[] behind :
                List.of(new byte[1], Spoken.call(2, "echo", "x"), Spoken.hello(), new byte[500])) {
            Heard bye = onlyAnswerTo(Spoken.join(Spoken.hello(), behind));
            assertThat(bye.isFatalBye(ErrorCode.MALFORMED)).isTrue();
            assertThat(bye.error().message())
                    .isEqualTo(
                            behind.length + " bytes behind the envelope, expected one in a frame");
        }
    }

    /** §8.1-6 §9.3-1 */
    @Test
    void aHelloFollowedByGarbageIsAnsweredByAFatalBye() {
        for (byte[] second :
                List.of(Spoken.hello(), Spoken.hex("00"), Spoken.hex("8703f6f6f6f6f6f6"))) {
            for (boolean atOnce : new boolean[] {true, false}) {
                try (Line line = hall.enter()) {
                    if (atOnce) {
                        line.raw()
                                .send(
                                        Spoken.join(
                                                line.framed(Spoken.hello()), line.framed(second)));
                    } else {
                        line.say(Spoken.hello());
                        assertThat(line.hear().isAnswer()).isTrue();
                        line.say(second);
                    }
                    List<Heard> heard = line.hearOut();
                    Heard last = heard.get(heard.size() - 1);
                    assertThat(
                                    last.isFatalBye(ErrorCode.MALFORMED)
                                            || last.isFatalBye(ErrorCode.PROTOCOL_ERROR))
                            .isTrue();
                    assertThat(heard.size()).isLessThanOrEqualTo(2);
                }
            }
        }
    }

    /** §5.3-3: the envelopes before the offending one may be acted on, those behind it not. */
    @Test
    void aBatchWithAnItemThatIsNoEnvelopeIsMalformed() {
        byte[] offer = Spoken.hex("a26876657273696f6e7381016463617073a1656261746368f5");
        for (String bad : List.of("00", "87", "f6", "8100")) {
            try (Line line = hall.enter()) {
                line.say(Spoken.hello(offer));
                assertThat(line.hear().isAnswer()).isTrue();
                line.say(
                        Spoken.join(
                                Spoken.call(2, "echo", "before"),
                                Spoken.hex(bad),
                                Spoken.call(3, "echo", "behind")));
                List<Heard> heard = line.hearOut();
                assertThat(heard.get(heard.size() - 1).isFatalBye(ErrorCode.MALFORMED)).isTrue();
                assertThat(heard).noneMatch(reply -> reply.payload().equals(Spoken.text("behind")));
            }
        }
    }

    /** §5.3-1 §5.3-2 */
    @Test
    void aBatchThatNobodyAgreedOnIsMalformed() {
        try (Line line = hall.enter()) {
            line.say(Spoken.hello());
            assertThat(line.hear().isAnswer()).isTrue();
            line.say(Spoken.join(Spoken.ping(2), Spoken.ping(3)));
            assertThat(line.hearOut()).last().matches(bye -> bye.isFatalBye(ErrorCode.MALFORMED));
        }
    }

    /** §9.3-3 §9.3-2: a fatal bye has no answer, and nothing follows ours. */
    @Test
    void afterAFatalByeNothingIsSaid() {
        byte[] fatal =
                Spoken.join(
                        Spoken.hex("870150"),
                        Spoken.id(9),
                        Spoken.hex("f663627965f6f6a264636f646502676d65737361676560"));
        for (boolean established : new boolean[] {false, true}) {
            try (Line line = hall.enter()) {
                if (established) {
                    line.say(Spoken.hello());
                    assertThat(line.hear().isAnswer()).isTrue();
                }
                line.say(fatal).say(Spoken.call(10, "echo", "x"));
                assertThat(line.hearOut()).isEmpty();
            }
        }
    }

    @Test
    void whoResetsAtOnceLeavesNothingBehind() {
        for (int i = 0; i < 200; i++) {
            if (i % 2 == 0) {
                hall.enterRaw().reset();
            } else {
                hall.enterRaw().send(Spoken.framed(Spoken.hello())).reset();
            }
        }
        hall.awaitOnlyTheRegular();
        hall.awaitAnotherCall();
    }

    /** §9.3-1, for garbage behind a handshake. */
    @Test
    void randomFramesInASessionAreAnsweredOrDropped() {
        Random random = new Random(7);
        for (int round = 0; round < 150; round++) {
            try (Line line = hall.enter()) {
                line.say(Spoken.hello());
                assertThat(line.hear().isAnswer()).isTrue();
                byte[] frame = Spoken.call(2, "echo", "some text to be bent");
                int bends = 1 + random.nextInt(4);
                for (int i = 0; i < bends; i++) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
                line.say(frame).raw().endOutput();
                List<Heard> heard = line.hearOut();
                assertThat(heard)
                        .as("round %d", round)
                        .hasSizeLessThanOrEqualTo(1)
                        .allMatch(
                                one ->
                                        one.type() == 2
                                                || one.type() == 3
                                                || one.type() == 4
                                                || one.type() == 6
                                                || one.ref() != 0
                                                || one.isFatalBye(ErrorCode.MALFORMED)
                                                || one.isFatalBye(ErrorCode.PROTOCOL_ERROR));
            }
        }
    }

    private Heard onlyAnswerTo(byte[] content) {
        try (Line line = hall.enter()) {
            line.say(content);
            List<Heard> heard = line.hearOut();
            assertThat(heard).hasSize(1);
            assertThat(line.raw().wasReset()).isFalse();
            if (scheme.equals("ws")) {
                assertThat(line.closeStatus()).isEqualTo(1002); // §5.2
            }
            return heard.get(0);
        }
    }
}
