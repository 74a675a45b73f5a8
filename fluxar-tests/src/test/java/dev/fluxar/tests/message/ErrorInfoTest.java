package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.error;
import static dev.fluxar.tests.message.Refusal.errorWith;
import static dev.fluxar.tests.message.Refusal.malformed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The error field, §4.1. */
class ErrorInfoTest {

    private static final String CODE = "64636f6465";
    private static final String MESSAGE = "676d657373616765";
    private static final String RETRY = "657265747279";
    private static final String DATA = "6464617461";

    private static ErrorInfo read(String map) {
        return Fields.decode(error(map)).error();
    }

    private static ErrorInfo sent(ErrorInfo error) {
        Fields reply = new Fields(MessageType.CALL, null, Golden.REF, null, null, null, error);
        assertThat(reply.toEnvelope().sizeBound()).isGreaterThanOrEqualTo(reply.encode().length);
        return Fields.decode(reply.encode()).error();
    }

    // §4.1-1
    @Test
    void anErrorHasACodeAndAMessage() {
        assertThat(read("a2" + CODE + "01" + MESSAGE + "60"))
                .isEqualTo(new ErrorInfo(1, "", null, -1));
        assertThat(read("bf" + MESSAGE + "7f6161ff" + CODE + "1b000000000000ffffff"))
                .isEqualTo(new ErrorInfo(65535, "a", null, -1));
        assertThat(malformed(error("a0"))).contains("error code is absent");
        assertThat(malformed(error("a1" + MESSAGE + "60"))).contains("error code is absent");
        assertThat(malformed(error("a2" + MESSAGE + "60" + CODE + "f6")))
                .contains("error code is absent");
        assertThat(malformed(error("a1" + CODE + "01"))).contains("error message is absent");
        assertThat(malformed(error("a2" + CODE + "01" + MESSAGE + "f6")))
                .contains("error message is absent");
    }

    // §4.1-1
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "1a00010000",
                "1b7fffffffffffffff",
                "1b8000000000000000",
                "1bffffffffffffffff",
                "20",
                "f93c00",
                "6131",
                "c24101",
                "f5",
                "f7"
            })
    void aCodeIsAnUnsignedIntegerFrom1To65535(String code) {
        assertThat(malformed(error("a2" + CODE + code + MESSAGE + "60")))
                .contains("error code is ")
                .contains("expected")
                .doesNotContain("absent");
    }

    // §4.1-1
    @Test
    void aMessageIsText() {
        for (String kind : List.of("4161", "00", "80", "a0", "f5", "f7", "c06161", "61ff")) {
            malformed(error("a2" + CODE + "01" + MESSAGE + kind));
        }
    }

    // §4.1-1, §1.2-10
    @Test
    void aRetryIsAnUnsignedIntegerThatNeverWraps() {
        assertThat(Fields.decode(errorWith(RETRY + "00")).error().retryMillis()).isZero();
        assertThat(Fields.decode(errorWith(RETRY + "f6")).error().retryMillis()).isEqualTo(-1);
        for (String huge :
                List.of("1b7fffffffffffffff", "1b8000000000000000", "1bffffffffffffffff")) {
            ErrorInfo error = Fields.decode(errorWith(RETRY + huge)).error();
            assertThat(error.retryMillis()).isEqualTo(Long.MAX_VALUE);
            assertThat(error.toException().retry()).contains(Duration.ofMillis(Long.MAX_VALUE));
        }
        for (String kind : List.of("20", "f93c00", "6131", "f5", "f7", "c100", "80")) {
            malformed(errorWith(RETRY + kind));
        }
    }

    // §1.2-7, §1.2-8
    @Test
    void unknownKeysAreIgnoredAndNullIsAbsent() {
        ErrorInfo plain = new ErrorInfo(1, "", null, -1);
        assertThat(Fields.decode(errorWith("6161 a1818100 82f7f8ff")).error()).isEqualTo(plain);
        assertThat(Fields.decode(errorWith(DATA + "f6")).error()).isEqualTo(plain);
        assertThat(Fields.decode(errorWith(DATA + "f7")).error().data())
                .isEqualTo(Cbor.of(Fields.bytes("f7")));
    }

    @Test
    void allOfAnErrorTravels() {
        ErrorInfo error =
                new ErrorInfo(1234, "größer 😀", Cbor.of(Fields.bytes("a16161820102")), 1500);
        assertThat(sent(error)).isEqualTo(error);
        FluxarException seen = sent(error).toException();
        assertThat(seen.code()).isEqualTo(1234);
        assertThat(seen).hasMessage("größer 😀");
        assertThat(seen.retry()).contains(Duration.ofMillis(1500));
        assertThat(seen.data()).contains(error.data());
        assertThat(seen.outcome()).isEqualTo(Outcome.PROCESSED);
        assertThat(ErrorInfo.of(seen)).isEqualTo(error);
    }

    // §4.2-1
    @Test
    void anUnknownCodeIsKeptAndTreatedByItsClass() {
        int[] codes = {1, 99, 150, 250, 350, 450, 550, 600, 999, 1000, 65535};
        Outcome[] outcomes = {
            Outcome.UNKNOWN,
            Outcome.UNKNOWN,
            Outcome.UNKNOWN,
            Outcome.NOT_PROCESSED,
            Outcome.UNKNOWN,
            Outcome.NOT_PROCESSED,
            Outcome.UNKNOWN,
            Outcome.UNKNOWN,
            Outcome.UNKNOWN,
            Outcome.PROCESSED,
            Outcome.PROCESSED
        };
        for (int i = 0; i < codes.length; i++) {
            FluxarException seen = sent(new ErrorInfo(codes[i], "", null, -1)).toException();
            assertThat(seen.code()).isEqualTo(codes[i]);
            assertThat(seen.outcome()).as("%d", codes[i]).isEqualTo(outcomes[i]);
        }
    }

    // §4.1-1: what a handler throws must not end the session
    @Test
    void aCodeThatCannotTravelBecomesInternal() {
        for (int code : new int[] {0, -1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            FluxarException thrown =
                    new FluxarException(code, "m", Outcome.PROCESSED, null, null, null);
            assertThat(sent(ErrorInfo.of(thrown)).code()).isEqualTo(ErrorCode.INTERNAL.code());
        }
    }

    // §1.2-3: the same for its data
    @Test
    void dataThatIsNotOneItemIsLeftOut() {
        for (String data : List.of("", "ff", "0000", "1c", "8101ff", "81".repeat(63) + "00")) {
            FluxarException thrown = new FluxarException(1000, "m", Cbor.of(Fields.bytes(data)));
            assertThat(sent(ErrorInfo.of(thrown)).data()).as(data).isNull();
        }
        Cbor deep = Cbor.of(Fields.bytes("81".repeat(62) + "00"));
        assertThat(sent(ErrorInfo.of(new FluxarException(1000, "m", deep))).data()).isEqualTo(deep);
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        for (String text : List.of("x".repeat(3000), "😀".repeat(3000), "x" + "😀".repeat(3000))) {
            String message = sent(new ErrorInfo(1, text, null, -1)).message();
            assertThat(text).startsWith(message);
            assertThat(message.length()).isBetween(1000, 1024);
            assertThat(message).doesNotContain("?");
        }
        assertThat(sent(new ErrorInfo(1, "a\ud800b", null, -1)).message()).isEqualTo("a?b");
    }

    // §4.1-4
    @Test
    void anErrorIsShortenedToWhatTheOtherSideAccepts() {
        Cbor data = Cbor.of(Fields.bytes("590400" + "00".repeat(1024)));
        ErrorInfo error = new ErrorInfo(401, "ü".repeat(900), data, 5);
        assertThat(error.fitting(8192)).isSameAs(error);
        assertThat(error.fitting(3500)).isEqualTo(new ErrorInfo(401, "ü".repeat(900), null, 5));
        for (int limit = 1024; limit < 4200; limit += 100) {
            ErrorInfo fitting = error.fitting(limit);
            Fields reply =
                    new Fields(MessageType.CALL, Golden.ID, Golden.REF, null, null, null, fitting);
            assertThat(reply.encode().length).isLessThanOrEqualTo(limit);
            assertThat(fitting.code()).isEqualTo(401);
            assertThat(fitting.retryMillis()).isEqualTo(5);
        }
    }
}
