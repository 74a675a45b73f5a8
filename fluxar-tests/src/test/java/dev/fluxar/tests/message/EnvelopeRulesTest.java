package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** §2.2-1: an envelope fits a row of the table, or is a PROTOCOL_ERROR. */
class EnvelopeRulesTest {

    /**
     * The tables of §2.2 and §2.2.1: type, ref (o: open, c: continuation), targets (- is null, NAME
     * a name), payload (0: null, ?: any, otherwise its kind, with ? behind it where null does too),
     * error (0: null, 1: there, ?: any). That a hello, a bye and their answers have a map is
     * §8.2-2.
     */
    private static final String TABLE =
            """
            1 o -            ?       0
            1 o ping         0       0
            1 o bye          ?       0
            1 o bye          0       1
            1 c -            ?       ?
            2 o NAME         ?       0
            2 c -            ?       ?
            2 c cancel       0       0
            3 o NAME         ?       0
            3 c -            ?       0
            3 c end          0       ?
            3 c cancel,pause 0       0
            3 c resume       credit? 0
            4 o NAME         0       0
            4 c -            map     0
            4 c -            0       1
            4 c pause        0       0
            4 c resume       credit? 0
            5 c -            0       ?
            6 o NAME         ?       0
            6 c -            0       ?
            7 c NAME         ?       0
            7 c ack,nack     array   0
            """;

    private static final String PARTS =
            """
            2 c part         bytes?  0
            3 c part         bytes?  0
            6 c part         bytes?  0
            7 c part         bytes?  0
            """;

    private static final String CREDIT = "82011a00040000";

    /** One and two of each kind, and what is nearly credit. */
    private static final List<String> PAYLOADS =
            Arrays.asList(
                    null,
                    "01",
                    "6161",
                    "f5",
                    "fb3ff199999999999a",
                    "a0",
                    "a10102",
                    "bfff",
                    "40",
                    "4101",
                    "5f4101ff",
                    "80",
                    "9fff",
                    "81" + "01",
                    CREDIT,
                    "8200" + "1bffffffffffffffff",
                    "9f0102ff",
                    "9f01ff",
                    "9f010203ff",
                    "83010203",
                    "82" + "20" + "01",
                    "82" + "01" + "20",
                    "82f601",
                    "82018101",
                    "c1" + CREDIT,
                    "c140");

    private static boolean isKind(String kind, String payload) {
        int major = Integer.parseInt(payload.substring(0, 2), 16) >> 5;
        return switch (kind) {
            case "map" -> major == 5;
            case "array" -> major == 4;
            case "bytes" -> major == 2;
            case "credit" ->
                    List.of(CREDIT, "82001bffffffffffffffff", "9f0102ff").contains(payload);
            default -> throw new AssertionError(kind);
        };
    }

    /** What an envelope is by the tables. */
    private static @Nullable ErrorCode verdict(int type, boolean open, Fields f, boolean parts) {
        if (f.payload() != null && f.error() != null) {
            return ErrorCode.PROTOCOL_ERROR; // §1.1-3
        }
        ErrorCode verdict = ErrorCode.PROTOCOL_ERROR;
        for (String row : (TABLE + (parts ? PARTS : "")).lines().toList()) {
            String[] cells = row.split(" +");
            boolean here =
                    cells[0].equals("" + type)
                            && cells[1].equals(open ? "o" : "c")
                            && targetFits(cells[2], f.target())
                            && (cells[4].equals("?")
                                    || cells[4].equals("1") == (f.error() != null));
            if (here && payloadFits(cells[3], f.payload())) {
                return null;
            }
            if (here && cells[3].length() > 1) {
                verdict = ErrorCode.MALFORMED; // another type than the row names
            }
        }
        return verdict;
    }

    private static boolean payloadFits(String cell, @Nullable String payload) {
        return switch (cell) {
            case "?" -> true;
            case "0" -> payload == null;
            default ->
                    payload == null ? cell.endsWith("?") : isKind(cell.replace("?", ""), payload);
        };
    }

    private static final List<String> TARGETS =
            Arrays.asList(
                    null,
                    "name",
                    "",
                    "x".repeat(255),
                    "x".repeat(256),
                    "ü".repeat(128),
                    "fluxar.name",
                    "ack",
                    "auth",
                    "bye",
                    "cancel",
                    "end",
                    "nack",
                    "part",
                    "pause",
                    "ping",
                    "resume",
                    "Ping",
                    "pings");

    private static boolean targetFits(String cell, String target) {
        for (String allowed : cell.split(",")) {
            boolean fits =
                    switch (allowed) {
                        case "-" -> target == null;
                        case "NAME" ->
                                Arrays.asList(
                                                "name",
                                                "x".repeat(255),
                                                "fluxar.name",
                                                "Ping",
                                                "pings")
                                        .contains(target);
                        default -> allowed.equals(target);
                    };
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private static Throwable checked(byte[] envelope) {
        return checked(envelope, false);
    }

    private static Throwable checked(byte[] envelope, boolean parts) {
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(envelope, 0, envelope.length, view);
        return catchThrowable(() -> EnvelopeRules.check(view, parts, false, false));
    }

    private static void refused(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR));
        assertThat(thrown.getMessage()).startsWith("envelope of type ").hasSizeLessThan(400);
    }

    // §1.1-3, §2.2-1, §2.2-2, §2.2-3, §2.2-4, §2.2.1-1
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCombinationFitsTheTablesOrIsRefused(boolean parts) {
        ErrorInfo error = ErrorInfo.of(ErrorCode.INTERNAL, "");
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> verdicts = new HashMap<>();
        for (MessageType type : MessageType.values()) {
            for (String ref : Arrays.asList(null, Golden.REF)) {
                for (String target : TARGETS) {
                    for (String payload : PAYLOADS) {
                        for (ErrorInfo e : Arrays.asList(null, error)) {
                            Fields fields =
                                    new Fields(type, Golden.ID, ref, target, null, payload, e);
                            Throwable thrown = checked(bytesOf(fields), parts);
                            ErrorCode expected = verdict(type.code(), ref == null, fields, parts);
                            if (codeOf(thrown) != expected) {
                                wrong.add(fields + ": " + thrown + ", expected " + expected);
                            }
                            if (expected == ErrorCode.PROTOCOL_ERROR) {
                                refused(thrown);
                            } else if (expected == ErrorCode.MALFORMED) {
                                assertThat(thrown).hasMessageContaining(", expected a");
                            }
                            verdicts.merge(String.valueOf(expected), 1, Integer::sum);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(verdicts.get("null")).isGreaterThan(700);
        assertThat(verdicts.get("MALFORMED")).isGreaterThan(90);
        assertThat(verdicts.get("PROTOCOL_ERROR")).isGreaterThan(5000);
    }

    private static @Nullable ErrorCode codeOf(@Nullable Throwable thrown) {
        return thrown == null ? null : ((ProtocolException) thrown).code();
    }

    // §10.12-11
    @ParameterizedTest
    @CsvSource({"82011a00040000,1,262144", "82001bffffffffffffffff,0,9223372036854775807"})
    void theCreditOfAResumeCanBeRead(String payload, long items, long bytes) {
        EnvelopeView view = viewOf(payload);
        assertThat(CreditCodec.ofResume(view)).isEqualTo(new Credit(items, bytes));
        assertThat(CreditCodec.ofResume(viewOf(null))).isNull();
    }

    private static EnvelopeView viewOf(@Nullable String payload) {
        byte[] encoded =
                new Fields(MessageType.STREAM, null, Golden.REF, "resume", null, payload, null)
                        .encode();
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(encoded, 0, encoded.length, view);
        EnvelopeRules.check(view, false, false, false);
        return view;
    }

    // The verbs have names of their own.
    @Test
    void eachVerbIsKnown() {
        Map<String, Predicate<EnvelopeView>> verbs =
                Map.of(
                        "ack", EnvelopeRules::isAck,
                        "cancel", EnvelopeRules::isCancel,
                        "end", EnvelopeRules::isEnd,
                        "nack", EnvelopeRules::isNack,
                        "part", EnvelopeRules::isPart,
                        "pause", EnvelopeRules::isPause,
                        "resume", EnvelopeRules::isResume);
        verbs.forEach(
                (verb, is) -> {
                    for (String target : verbs.keySet()) {
                        byte[] encoded =
                                new Fields(
                                                MessageType.STREAM,
                                                null,
                                                Golden.REF,
                                                target,
                                                null,
                                                null,
                                                null)
                                        .encode();
                        EnvelopeView view = new EnvelopeView();
                        new EnvelopeDecoder().decode(encoded, 0, encoded.length, view);
                        assertThat(is.test(view)).isEqualTo(target.equals(verb));
                    }
                });
    }

    /** As the encoder writes it, but with an empty target where that is meant. */
    private static byte[] bytesOf(Fields f) {
        byte[] encoded = f.encode();
        if (!"".equals(f.target())) {
            return encoded;
        }
        encoded[f.ref() == null ? 20 : 36] = 0x60;
        return encoded;
    }

    // §1.3-3
    @Test
    void anOpenHasAnId() {
        for (MessageType type : MessageType.values()) {
            refused(checked(new Fields(type, null, null, "name", null, null, null).encode()));
            refused(checked(new Fields(type, null, null, null, null, null, null).encode()));
        }
    }

    // §1.3-6
    @Test
    void aContinuationMayHaveAnIdOrNone() {
        for (String id : Arrays.asList(null, Golden.ID)) {
            assertThat(
                            checked(
                                    new Fields(
                                                    MessageType.CALL,
                                                    id,
                                                    Golden.REF,
                                                    null,
                                                    null,
                                                    "01",
                                                    null)
                                            .encode()))
                    .isNull();
        }
    }

    @Test
    void aTargetOfAnyLengthIsToldInAFewWords() {
        for (int length : new int[] {300, 100_000}) {
            String target = "x".repeat(length);
            refused(
                    checked(
                            new Fields(MessageType.HELLO, Golden.ID, null, target, null, null, null)
                                    .encode()));
            refused(
                    checked(
                            new Fields(
                                            MessageType.CALL,
                                            Golden.ID,
                                            Golden.REF,
                                            target,
                                            null,
                                            null,
                                            null)
                                    .encode()));
            refused(
                    checked(
                            new Fields(MessageType.CALL, Golden.ID, null, target, null, null, null)
                                    .encode()));
        }
    }
}
