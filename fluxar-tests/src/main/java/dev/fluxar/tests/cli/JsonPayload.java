package dev.fluxar.tests.cli;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import dev.fluxar.message.Diagnostic;
import dev.fluxar.message.ProtocolException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/** Payloads as JSON text. What only CBOR has becomes the nearest JSON: byte strings base64 text. */
final class JsonPayload {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final CBORMapper CBOR =
            CBORMapper.builder().enable(CBORWriteFeature.WRITE_MINIMAL_DOUBLES).build();

    private JsonPayload() {}

    /** Encodes JSON; fails with the place of the first fault. */
    static Cbor parse(String json) {
        return parse(json, 1);
    }

    /** As {@link #parse(String)} for what begins at a line of something longer. */
    static Cbor parse(String json, long firstLine) {
        try {
            JsonNode value = JSON.readTree(json);
            if (value.isMissingNode()) {
                throw FailureLine.notSent(
                        ErrorCode.INVALID_ARGUMENT, "bad JSON: it is empty", null);
            }
            return Cbor.of(CBOR.writeValueAsBytes(value));
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line "
                                    + (firstLine - 1 + e.getLocation().getLineNr())
                                    + ", column "
                                    + e.getLocation().getColumnNr();
            throw FailureLine.notSent(
                    ErrorCode.INVALID_ARGUMENT, "bad JSON" + where + ": " + fault(e), e);
        }
    }

    /** Without Jackson's remark about a source that it does not show. */
    private static String fault(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int remark = message.indexOf(" (start marker at [Source");
        return remark < 0 ? message : message.substring(0, remark);
    }

    /** What a payload is as JSON, to be put into something else. */
    static JsonNode tree(@Nullable Cbor payload) {
        if (payload == null) {
            return JSON.nullNode();
        }
        try {
            return CBOR.readTree(payload.toByteArray());
        } catch (JacksonException e) {
            throw new FluxarException(
                    ErrorCode.INTERNAL.code(),
                    "the payload has no form in JSON: " + notation(payload),
                    Outcome.PROCESSED,
                    null,
                    null,
                    e);
        }
    }

    /** Encodes what is made of maps, lists, text, numbers and {@link #tree}. */
    static Cbor encode(Object value) {
        return Cbor.of(CBOR.writeValueAsBytes(value));
    }

    /** Writes a payload on one line. */
    static String write(@Nullable Cbor payload) {
        return line(tree(payload));
    }

    /** Writes on one line what {@link #encode} would encode. */
    static String line(Object value) {
        return JSON.writeValueAsString(value);
    }

    private static String notation(Cbor payload) {
        try {
            return Diagnostic.abbreviated(16).of(payload.toByteArray());
        } catch (ProtocolException e) {
            return payload.toString();
        }
    }
}
