package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.error;
import static dev.fluxar.tests.message.Refusal.errorWith;
import static dev.fluxar.tests.message.Refusal.malformed;
import static dev.fluxar.tests.message.Refusal.meta;
import static dev.fluxar.tests.message.Refusal.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.payload.Payloads;
import dev.fluxar.transport.WriteBuffer;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** §1.2-2, §1.2-3: the examples of RFC 8949, appendix A and appendix F. */
class Rfc8949VectorsTest {

    /** Java values do not keep tags, undefined and simple values, and keys are texts. */
    private static final Set<String> NOT_KEPT =
            Set.of(
                    "f7",
                    "f0",
                    "f8ff",
                    "c074323031332d30332d32315432303a30343a30305a",
                    "c11a514b67b0",
                    "c1fb41d452d9ec200000",
                    "d74401020304",
                    "d818456449455446",
                    "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
                    "a201020304");

    private static List<JsonNode> examples() {
        List<JsonNode> examples = Vectors.wellFormed().toList();
        assertThat(examples).hasSizeGreaterThan(80);
        return examples;
    }

    private static String hex(JsonNode example) {
        return example.get("hex").asString();
    }

    private static boolean isPreferred(JsonNode example) {
        return example.get("roundtrip").asBoolean();
    }

    @Test
    void everyExampleIsAPayload() {
        for (JsonNode example : examples()) {
            String hex = hex(example);
            byte[] envelope = Fields.bytes(payload(hex) + "f6f6f6");
            EnvelopeView view = new EnvelopeView();
            int after = new EnvelopeDecoder().decode(envelope, 0, envelope.length, view);
            assertThat(after).as(hex).isEqualTo(envelope.length - 3);
            assertThat(Fields.hex(view.copyPayload())).isEqualTo(hex);
            assertThat(view.hasPayload()).isEqualTo(!hex.equals("f6"));
        }
    }

    @Test
    void everyExampleIsAValueOfMetaAndOfErrors() {
        for (JsonNode example : examples()) {
            String hex = hex(example);
            Fields withMeta = Fields.decode(meta("a2 6161" + hex + "6162 01"));
            assertThat(withMeta.meta()).as(hex).containsEntry("b", 1L);
            Fields withData = Fields.decode(errorWith("6464617461" + hex));
            assertThat(withData.error().data())
                    .isEqualTo(hex.equals("f6") ? null : Cbor.of(Fields.bytes(hex)));
        }
    }

    @Test
    void everyExampleIsReadAsAJavaValueAndWrittenAgain() {
        for (JsonNode example : examples()) {
            byte[] item = Fields.bytes(hex(example));
            Object value = Payloads.standard().decode(item, 0, item.length, (Type) Object.class);
            WriteBuffer out = new WriteBuffer(16);
            Payloads.standard().encode(value).write(out);
            String again = Fields.hex(out.toByteArray());
            if (isPreferred(example) && !NOT_KEPT.contains(hex(example))) {
                assertThat(again).isEqualTo(hex(example));
            }
        }
    }

    @Test
    void integersAreWrittenAsTheExamples() {
        int written = 0;
        for (JsonNode example : examples()) {
            JsonNode decoded = example.path("decoded");
            if (decoded.isIntegralNumber() && hex(example).compareTo("3bz") < 0) {
                BigInteger value = decoded.bigIntegerValue();
                boolean negative = value.signum() < 0;
                WriteBuffer out = new WriteBuffer(16);
                if (value.bitLength() < 64) {
                    CborWriter.integer(out, value.longValue());
                } else {
                    CborWriter.head(
                            out,
                            negative ? CborReader.NEGATIVE : CborReader.UNSIGNED,
                            (negative ? value.not() : value).longValue());
                }
                assertThat(Fields.hex(out.toByteArray())).isEqualTo(hex(example));
                written++;
            }
        }
        assertThat(written).isGreaterThan(15);
    }

    @Test
    void floatsAreWrittenAsTheExamplesWhereThoseAreTheShortest() {
        int written = 0;
        for (JsonNode example : examples()) {
            String hex = hex(example);
            if (hex.startsWith("f9") || hex.startsWith("fa") || hex.startsWith("fb")) {
                byte[] item = Fields.bytes(hex);
                Object value = Payloads.standard().decode(item, 0, item.length, double.class);
                WriteBuffer out = new WriteBuffer(16);
                CborWriter.floating(out, (Double) value);
                if (isPreferred(example)) {
                    assertThat(Fields.hex(out.toByteArray())).isEqualTo(hex);
                    written++;
                } else {
                    assertThat(out.length()).as(hex).isEqualTo(3);
                }
            }
        }
        assertThat(written).isGreaterThan(15);
    }

    @Test
    void textsAreWrittenAsTheExamples() {
        int written = 0;
        for (JsonNode example : examples()) {
            if (hex(example).matches("[67].*") && isPreferred(example)) {
                WriteBuffer out = new WriteBuffer(16);
                CborWriter.text(out, example.get("decoded").asString());
                assertThat(Fields.hex(out.toByteArray())).isEqualTo(hex(example));
                written++;
            }
        }
        assertThat(written).isGreaterThan(5);
    }

    @Test
    void whatIsNotWellFormedIsMalformedWhereverItStands() {
        List<String> examples = Vectors.malformed().toList();
        assertThat(examples).hasSizeGreaterThan(90);
        for (String hex : examples) {
            malformed(hex);
            malformed("87 02" + hex + "f6 6161 f6 f6 f6");
            malformed(Refusal.target(hex));
            malformed(meta(hex));
            malformed(meta("a1 6161" + hex));
            malformed(meta("bf 6161" + hex + "ff"));
            malformed(payload(hex));
            malformed(payload("81" + hex));
            malformed(payload("9f" + hex + "ff"));
            malformed(error(hex));
            malformed(errorWith("6464617461" + hex));
            malformed(errorWith("6161" + hex));
            // Many are cut short only: the input ends with them.
            malformed(Refusal.CALL_HEAD + "6161 f6" + hex);
        }
    }
}
