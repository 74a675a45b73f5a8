package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fluxar.ErrorCode;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §2.2-1: an envelope fits a row of the table, or is a PROTOCOL_ERROR. */
class EnvelopeRulesTest {

    /**
     * The table of §2.2: type, ref (o: open, c: continuation), targets (- is null, NAME a name),
     * payload (0: null, ?: any), error (0: null, 1: there, ?: any). What is left to the chapters is
     * any; that a hello, a bye and their answers have a map is §8.2-2.
     */
    private static final String TABLE =
            """
            1 o -                        ? 0
            1 o ping                     0 0
            1 o bye                      ? 0
            1 o bye                      0 1
            1 c -                        ? ?
            2 o NAME                     ? 0
            2 c -                        ? ?
            2 c cancel                   0 0
            3 o NAME                     ? 0
            3 c -,end,cancel,pause,resume ? ?
            4 o NAME                     ? 0
            4 c -,pause,resume           ? ?
            5 c -                        ? ?
            6 o NAME                     ? 0
            6 c -                        ? ?
            7 c NAME,ack,nack            ? ?
            """;

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

    private static boolean inTable(int type, boolean open, Fields fields) {
        boolean payload = fields.payload() != null;
        boolean error = fields.error() != null;
        if (payload && error) {
            return false; // §1.1-3
        }
        for (String row : TABLE.lines().toList()) {
            String[] cells = row.split(" +");
            if (cells[0].equals("" + type)
                    && cells[1].equals(open ? "o" : "c")
                    && targetFits(cells[2], fields.target())
                    && (cells[3].equals("?") || !payload)
                    && (cells[4].equals("?") || cells[4].equals("1") == error)) {
                return true;
            }
        }
        return false;
    }

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
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(envelope, 0, envelope.length, view);
        return catchThrowable(() -> EnvelopeRules.check(view));
    }

    private static void refused(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR));
        assertThat(thrown.getMessage()).startsWith("envelope of type ").hasSizeLessThan(400);
    }

    // §1.1-3, §2.2-1, §2.2-2, §2.2-3, §2.2-4
    @Test
    void everyCombinationFitsTheTableOrIsRefused() {
        ErrorInfo error = ErrorInfo.of(ErrorCode.INTERNAL, "");
        List<String> wrong = new ArrayList<>();
        int valid = 0;
        for (MessageType type : MessageType.values()) {
            for (String ref : Arrays.asList(null, Golden.REF)) {
                for (String target : TARGETS) {
                    for (String payload : Arrays.asList(null, "a0")) {
                        for (ErrorInfo e : Arrays.asList(null, error)) {
                            Fields fields =
                                    new Fields(type, Golden.ID, ref, target, null, payload, e);
                            Throwable thrown = checked(bytesOf(fields));
                            boolean fits = inTable(type.code(), ref == null, fields);
                            if (fits != (thrown == null)) {
                                wrong.add(fields.toString());
                            }
                            if (thrown != null) {
                                refused(thrown);
                            }
                            valid += fits ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(valid).isGreaterThan(60);
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
