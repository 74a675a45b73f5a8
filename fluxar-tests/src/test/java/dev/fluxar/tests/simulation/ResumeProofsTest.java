package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeEncoder;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.Payload;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.hello.ResumeOffer;
import dev.fluxar.session.resume.KnownSession;
import dev.fluxar.session.resume.KnownSession.State;
import dev.fluxar.session.resume.ProofInput;
import dev.fluxar.session.resume.Proofs;
import dev.fluxar.session.resume.RefusalReason;
import dev.fluxar.session.resume.ResumeJudge;
import dev.fluxar.transport.WriteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hello that resumes, its answer and its refusal, by the letter of examples.md, "1b. A session
 * that survives"; and how a responder judges, row by row of §9.12-1.
 */
class ResumeProofsTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> EXAMPLES = SurvivingHandshakeTest.examples();
    private static final byte[] SESSION = HEX.parseHex("0193a5c8f002700080000000000" + "05e55");
    private static final byte[] SECRET = SessionBench.keeping(4096).secret();
    private static final Capabilities ALL = new Capabilities(true, true, true);

    /** By the platform, as a stranger would. */
    private static final class Counted implements Proofs {
        int made;
        int compared;

        @Override
        public byte[] hmac(byte[] secret, byte[] input) {
            made++;
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                return mac.doFinal(input);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean same(byte[] one, byte[] other) {
            compared++;
            return Arrays.equals(one, other);
        }
    }

    private final Counted proofs = new Counted();

    private static ResumeOffer offer(long epoch, long received) {
        return ResumeOffer.of(1, ALL, 15_000, SESSION, epoch, received, null);
    }

    private static ResumeAnswer answer() {
        return ResumeAnswer.of(1, SESSION, ALL, 15_000, 41, null);
    }

    private byte[] proofOf(ResumeOffer offer) {
        return proofs.hmac(SECRET, ProofInput.ofHello(offer.encoded(), null));
    }

    /** An envelope of type 1 that answers the hello of the example. */
    private static String reply(@Nullable Payload payload, @Nullable ErrorInfo error) {
        return encoded(
                new Envelope(
                        MessageType.HELLO,
                        0,
                        0,
                        0x0193a5c8f0007000L,
                        0x8000000000000002L,
                        null,
                        null,
                        payload,
                        error));
    }

    private static String encoded(Envelope envelope) {
        WriteBuffer out = new WriteBuffer(256);
        EnvelopeEncoder.encode(envelope, out, 0);
        return HEX.formatHex(out.toByteArray());
    }

    /** The payload of an example: a map in field 5, before the null of field 6. */
    private static byte[] payload(int example) {
        byte[] bytes = HEX.parseHex(EXAMPLES.get(example));
        return Arrays.copyOfRange(bytes, 22, bytes.length - 1);
    }

    @Nested
    class Hello {

        // §9.11 §9.11-2 §9.11-5
        @Test
        void itIsWrittenAndProvenAsInTheExample() {
            ResumeOffer offer = offer(1, 17);
            assertThat(HEX.formatHex(ProofInput.ofHello(offer.encoded(), null)))
                    .isEqualTo(EXAMPLES.get(2));
            Envelope hello =
                    new Envelope(
                            MessageType.HELLO,
                            0x0193a5c8f0007000L,
                            0x8000000000000002L,
                            0,
                            0,
                            null,
                            null,
                            offer.payload(proofOf(offer)),
                            null);
            assertThat(encoded(hello)).isEqualTo(EXAMPLES.get(1));
        }

        // §9.11-5: with noise, and heads in preferred serialization
        @Test
        void noiseIsUnderTheProof() {
            byte[] offer = new byte[300];
            assertThat(HEX.formatHex(ProofInput.ofHello(offer, new byte[] {5, 6})))
                    .isEqualTo(
                            "836e464c555841523120726573756d6559012c" + "00".repeat(300) + "420506");
        }

        @Test
        void theExampleIsUnderstood() {
            Proven<ResumeOffer> read = ResumeOffer.decode(payload(1));
            assertThat(read.content().session()).isEqualTo(SESSION);
            assertThat(read.content().epoch()).isEqualTo(1);
            assertThat(read.content().received()).isEqualTo(17);
            assertThat(read.content().versions()).containsExactly(1L);
            assertThat(read.content().capabilities()).isEqualTo(ALL);
            assertThat(read.content().encoded()).isEqualTo(offer(1, 17).encoded());
            assertThat(read.proof()).isEqualTo(proofOf(read.content()));
        }

        @Test
        void anOfferWithoutResumeAsksForANewSession() {
            byte[] offer = Letter.encode(Map.of("versions", List.of(1)));
            assertThat(ResumeOffer.decode(Letter.encode(Map.of("offer", offer)))).isNull();
        }

        private static byte[] with(@Nullable Object resume, @Nullable Object proof) {
            Map<String, Object> offer = new HashMap<>();
            offer.put("versions", List.of(1));
            offer.put("resume", resume);
            Map<String, Object> payload = new HashMap<>();
            payload.put("offer", Letter.encode(offer));
            payload.put("proof", proof);
            return Letter.encode(payload);
        }

        static List<Object> faulty() {
            return List.of(
                    7,
                    List.of(),
                    Map.of(),
                    Map.of("session", SESSION, "epoch", 1),
                    Map.of("session", SESSION, "received", 1),
                    Map.of("epoch", 1, "received", 1),
                    Map.of("session", new byte[15], "epoch", 1, "received", 1),
                    Map.of("session", "x", "epoch", 1, "received", 1),
                    Map.of("session", SESSION, "epoch", "1", "received", 1),
                    Map.of("session", SESSION, "epoch", 1, "received", -1));
        }

        // §9.11-7
        @ParameterizedTest
        @MethodSource("faulty")
        void aFaultInItIsMalformed(Object resume) {
            assertThatThrownBy(() -> ResumeOffer.decode(with(resume, new byte[32])))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
        }

        // §9.11-7 §8.2-3
        @Test
        void aProofMustBeThereAndAnEpochBeginsWith1() {
            Map<String, Object> fine = Map.of("session", SESSION, "epoch", 1, "received", 0);
            assertThat(ResumeOffer.decode(with(fine, new byte[1]))).isNotNull();
            for (Object proof : Arrays.asList(null, 7, "x", List.of())) {
                assertThatThrownBy(() -> ResumeOffer.decode(with(fine, proof)))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("proof is absent or no byte string");
            }
            Map<String, Object> zero = Map.of("session", SESSION, "epoch", 0, "received", 0);
            assertThatThrownBy(() -> ResumeOffer.decode(with(zero, new byte[32])))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR));
        }
    }

    @Nested
    class AnswerToIt {

        // §9.12-4 §9.12-5
        @Test
        void itIsWrittenAndProvenAsInTheExample() {
            byte[] input = ProofInput.ofAnswer(offer(1, 17).encoded(), null, answer().encoded());
            assertThat(HEX.formatHex(input)).isEqualTo(EXAMPLES.get(4));
            assertThat(reply(answer().payload(proofs.hmac(SECRET, input)), null))
                    .isEqualTo(EXAMPLES.get(3));
        }

        @Test
        void theExampleIsUnderstood() {
            Proven<ResumeAnswer> read = ResumeAnswer.decode(payload(3), offer(1, 17));
            assertThat(read.content().received()).isEqualTo(41);
            assertThat(read.content().session()).isEqualTo(SESSION);
            assertThat(read.content().version()).isEqualTo(1);
            assertThat(read.content().heartbeatMillis()).isEqualTo(15_000);
            assertThat(read.content().capabilities()).isEqualTo(ALL);
            assertThat(read.content().encoded()).isEqualTo(answer().encoded());
            byte[] input = ProofInput.ofAnswer(offer(1, 17).encoded(), null, answer().encoded());
            assertThat(read.proof()).isEqualTo(proofs.hmac(SECRET, input));
        }

        // §9.12-6: that of a new session
        @Test
        void withoutAProofThereIsNothingToBeTaken() {
            assertThat(ResumeAnswer.decode(payload(0), offer(1, 17))).isNull();
        }

        // §9.11-7
        @Test
        void aFaultInItIsMalformed() {
            for (Object resume :
                    Arrays.asList(null, 7, Map.of(), Map.of("received", "x"), List.of())) {
                Map<String, Object> answer = new HashMap<>();
                answer.put("version", 1);
                answer.put("session", SESSION);
                answer.put("heartbeat", 15_000);
                answer.put("resume", resume);
                byte[] payload =
                        Letter.encode(
                                Map.of("answer", Letter.encode(answer), "proof", new byte[32]));
                assertThatThrownBy(() -> ResumeAnswer.decode(payload, offer(1, 17)))
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
            }
        }
    }

    @Nested
    class Judged {

        private final ResumeJudge judge = new ResumeJudge(proofs);

        private static KnownSession known(State state, long epoch) {
            return new KnownSession(SECRET, state, 60_000, epoch, 1, 1, true, 50, 10, 41);
        }

        private @Nullable ErrorInfo refusal(
                ResumeOffer offer, @Nullable KnownSession known, int channelClass) {
            return judge.refusal(new Proven<>(offer, proofOf(offer)), null, known, channelClass);
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> data(ErrorInfo error) {
            assertThat(error.code()).isEqualTo(ErrorCode.RESUME_REFUSED.code());
            return (Map<String, Object>) Letter.decode(error.data().toByteArray());
        }

        // §9.12-1
        @Test
        void whatIsInOrderIsAccepted() {
            for (long received : new long[] {10, 17, 50}) {
                assertThat(refusal(offer(1, received), known(State.KEPT, 0), 1)).isNull();
            }
            assertThat(refusal(offer(9, 17), known(State.KEPT, 8), 2)).isNull();
        }

        // §9.15-1 in bytes
        @Test
        void aRefusalIsWrittenAsInTheExample() {
            ErrorInfo refusal = refusal(offer(1, 17), known(State.EXPIRED, 0), 1);
            assertThat(reply(null, refusal)).isEqualTo(EXAMPLES.get(7));
        }

        // §9.12-2: as much is done for both
        @Test
        void anUnknownSessionAndAWrongProofLookTheSame() {
            proofs.made = 0;
            Proven<ResumeOffer> wrong = new Proven<>(offer(0, 999), new byte[32]);
            ErrorInfo unknown = judge.refusal(wrong, null, null, 0);
            assertThat(proofs.made).isEqualTo(1);
            assertThat(proofs.compared).isEqualTo(1);
            for (State state : State.values()) {
                assertThat(judge.refusal(wrong, null, known(state, 7), 0)).isEqualTo(unknown);
            }
            assertThat(proofs.made).isEqualTo(4);
            assertThat(proofs.compared).isEqualTo(4);
            assertThat(data(unknown)).isEqualTo(Map.of("reason", "unknown"));
            // A proof by the secret that stands for none is not right for none.
            ResumeOffer offer = offer(1, 17);
            byte[] proof = proofs.hmac(new byte[32], ProofInput.ofHello(offer.encoded(), null));
            assertThat(judge.refusal(new Proven<>(offer, proof), null, null, 0)).isEqualTo(unknown);
            // Right, but for another noise.
            assertThat(
                            judge.refusal(
                                    new Proven<>(offer, proofOf(offer)),
                                    new byte[1],
                                    known(State.KEPT, 0),
                                    1))
                    .isEqualTo(unknown);
        }

        static List<Arguments> rows() {
            ResumeOffer fine = offer(5, 17);
            ResumeOffer two = ResumeOffer.of(2, ALL, 15_000, SESSION, 5, 17, null);
            ResumeOffer bare =
                    ResumeOffer.of(
                            1, new Capabilities(true, false, true), 15_000, SESSION, 5, 17, null);
            ResumeOffer none =
                    ResumeOffer.of(
                            1, new Capabilities(true, true, false), 15_000, SESSION, 5, 17, null);
            return List.of(
                    Arguments.of("expired", fine, State.EXPIRED, 4L, 1),
                    Arguments.of("ended", fine, State.ENDED, 4L, 1),
                    Arguments.of("epoch", fine, State.KEPT, 5L, 1),
                    Arguments.of("epoch", fine, State.KEPT, 6L, 1),
                    Arguments.of("weaker", fine, State.KEPT, 4L, 0),
                    Arguments.of("form", two, State.KEPT, 4L, 1),
                    Arguments.of("form", bare, State.KEPT, 4L, 1),
                    Arguments.of("form", none, State.KEPT, 4L, 1),
                    Arguments.of("received", offer(5, 51), State.KEPT, 4L, 1),
                    Arguments.of("received", offer(5, Long.MAX_VALUE), State.KEPT, 4L, 1),
                    Arguments.of("received", offer(5, 9), State.KEPT, 4L, 1),
                    // The first that applies.
                    Arguments.of(
                            "expired",
                            ResumeOffer.of(2, ALL, 15_000, SESSION, 1, 99, null),
                            State.EXPIRED,
                            4L,
                            0),
                    Arguments.of(
                            "ended",
                            ResumeOffer.of(2, ALL, 15_000, SESSION, 1, 99, null),
                            State.ENDED,
                            4L,
                            0),
                    Arguments.of(
                            "epoch",
                            ResumeOffer.of(2, ALL, 15_000, SESSION, 1, 99, null),
                            State.KEPT,
                            4L,
                            0),
                    Arguments.of(
                            "weaker",
                            ResumeOffer.of(2, ALL, 15_000, SESSION, 5, 99, null),
                            State.KEPT,
                            4L,
                            0),
                    Arguments.of(
                            "form",
                            ResumeOffer.of(2, ALL, 15_000, SESSION, 5, 99, null),
                            State.KEPT,
                            4L,
                            1));
        }

        // §9.12-1 §9.15-1 §9.15-2
        @ParameterizedTest(name = "{0}")
        @MethodSource("rows")
        void eachRowIsRefusedByItsReason(
                String reason, ResumeOffer offer, State state, long epoch, int channelClass) {
            Map<String, Object> data = data(refusal(offer, known(state, epoch), channelClass));
            Map<String, Object> expected = new HashMap<>(Map.of("reason", reason));
            if (List.of("expired", "ended", "received").contains(reason)) {
                expected.put("received", 41);
            }
            assertThat(data).isEqualTo(expected);
        }

        // §9.15-1
        @Test
        void theReasonsAreThoseOfTheTable() {
            String page = SpecTable.page("09b-resume.md");
            List<String> words = new ArrayList<>();
            boolean within = false;
            for (String line : page.split("\n")) {
                within |= line.startsWith("| `reason` | meaning");
                if (within && line.isBlank()) {
                    break;
                }
                if (within && line.startsWith("| `") && !line.startsWith("| `reason`")) {
                    words.add(line.substring(3, line.indexOf('`', 3)));
                }
            }
            assertThat(Arrays.stream(RefusalReason.values()).map(RefusalReason::word).toList())
                    .isEqualTo(words);
        }
    }

    // §9.6-4
    @Test
    void whatIsKnownOfASessionShowsNoSecret() {
        KnownSession known = new KnownSession(SECRET, State.KEPT, 1, 2, 1, 1, true, 5, 1, 4);
        assertThat(known).hasToString("KEPT, epoch 2, received 4");
    }
}
