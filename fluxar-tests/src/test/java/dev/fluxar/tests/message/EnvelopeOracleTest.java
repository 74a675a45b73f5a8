package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Cbor;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.payload.Payloads;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/** §1.1-1, §1.2-1, §1.2-2: Jackson and a loose writer as oracles of the envelope's codec. */
class EnvelopeOracleTest {

    private static final CBORMapper JACKSON = new CBORMapper();

    /** An envelope, and its payload as a value. */
    record Sample(Fields fields, Object payload, Object data) {}

    // What Jackson writes, the decoder reads.

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void whatJacksonWritesIsReadAsTheSameFields(@ForAll("samples") Sample sample) {
        byte[] encoded = byJackson(sample);
        Fields read = Fields.decode(encoded);
        assertThat(withoutPayload(read)).isEqualTo(withoutPayload(sample.fields));
        assertThat(read.payload()).isEqualTo(sample.fields.payload());
    }

    // What a loose writer writes, the decoder reads.

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void whatIsWrittenLooselyIsReadAsTheSameFields(
            @ForAll("samples") Sample sample, @ForAll long seed) {
        AtomicReference<String> payload = new AtomicReference<>();
        byte[] encoded = loosely(sample, new Random(seed), payload);
        Fields read = Fields.decode(encoded);
        assertThat(withoutPayload(read)).isEqualTo(withoutPayload(sample.fields));
        assertThat(read.payload()).isEqualTo(sample.payload == null ? null : payload.get());
        if (sample.payload != null) {
            byte[] item = Fields.bytes(payload.get());
            Object value = Payloads.standard().decode(item, 0, item.length, Object.class);
            assertThat(comparable(value)).isEqualTo(comparable(sample.payload));
        }
    }

    // What the encoder writes, Jackson reads.

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void whatIsWrittenIsReadByJacksonAsTheSameFields(@ForAll("samples") Sample sample) {
        Fields fields = sample.fields;
        List<?> envelope = JACKSON.readValue(fields.encode(), List.class);
        ErrorInfo error = fields.error();
        assertThat(comparable(envelope))
                .isEqualTo(
                        comparable(
                                Arrays.asList(
                                        fields.type().code(),
                                        idOf(fields.id()),
                                        idOf(fields.ref()),
                                        fields.target(),
                                        fields.meta(),
                                        sample.payload,
                                        error == null ? null : errorMap(error, sample.data))));
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void whatIsWrittenIsByteForByteWhatJacksonWrites(@ForAll("minimalSamples") Sample sample) {
        assertThat(Fields.hex(sample.fields.encode())).isEqualTo(Fields.hex(byJackson(sample)));
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void whatIsWrittenIsReadAsTheSameFields(@ForAll("samples") Sample sample) {
        assertThat(Fields.decode(sample.fields.encode())).isEqualTo(sample.fields);
        assertThat(sample.fields.toEnvelope().sizeBound())
                .isGreaterThanOrEqualTo(sample.fields.encode().length);
    }

    // Hostile bytes.

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void bytesAtRandomAreReadOrRefused(@ForAll byte[] bytes, @ForAll long seed) {
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        Refusal.readsOrRefuses(decoder, bytes, new EnvelopeView());
        byte[] behindAHead = Fields.bytes("8702" + Fields.hex(bytes));
        Refusal.readsOrRefuses(decoder, behindAHead, new EnvelopeView());
        byte[] inPlaceOfAPayload = Fields.bytes(Refusal.payload(Fields.hex(bytes)));
        Refusal.readsOrRefuses(decoder, inPlaceOfAPayload, new EnvelopeView());
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void damagedEnvelopesAreReadOrRefused(@ForAll("samples") Sample sample, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] whole = loosely(sample, random, new AtomicReference<>());
        EnvelopeDecoder decoder = new EnvelopeDecoder();
        for (int i = 0; i < 20; i++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Refusal.readsOrRefuses(decoder, damaged, new EnvelopeView());
        }
    }

    private static Fields withoutPayload(Fields f) {
        return new Fields(f.type(), f.id(), f.ref(), f.target(), f.meta(), null, f.error());
    }

    private static byte[] idOf(String hex) {
        return hex == null ? null : Fields.bytes(hex);
    }

    /** Numbers by their value, bytes by their content. */
    private static Object comparable(Object value) {
        if (value instanceof ByteBuffer bytes) {
            return comparable(bytes.array());
        }
        if (value instanceof byte[] bytes) {
            return "h'" + Fields.hex(bytes) + "'";
        }
        if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Number number) {
            return new BigInteger(number.toString());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(EnvelopeOracleTest::comparable).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> comparable = new LinkedHashMap<>();
            map.forEach((k, v) -> comparable.put(k, comparable(v)));
            return comparable;
        }
        return value;
    }

    private static Map<String, Object> errorMap(ErrorInfo error, Object data) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("code", error.code());
        map.put("message", error.message());
        if (error.data() != null) {
            map.put("data", data);
        }
        if (error.retryMillis() >= 0) {
            map.put("retry", error.retryMillis());
        }
        return map;
    }

    private static byte[] byJackson(Sample sample) {
        Fields fields = sample.fields;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JACKSON.createGenerator(bytes)) {
            out.writeStartArray(null, 7);
            out.writeNumber(fields.type().code());
            write(idOf(fields.id()), out);
            write(idOf(fields.ref()), out);
            write(fields.target(), out);
            write(fields.meta(), out);
            write(sample.payload, out);
            write(fields.error() == null ? null : errorMap(fields.error(), sample.data), out);
            out.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /** With definite lengths, which Jackson's own binding does not give to maps. */
    private static void write(Object value, JsonGenerator out) {
        if (value instanceof Map<?, ?> map) {
            out.writeStartObject(null, map.size());
            map.forEach(
                    (k, v) -> {
                        out.writeName((String) k);
                        write(v, out);
                    });
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray(null, list.size());
            list.forEach(v -> write(v, out));
            out.writeEndArray();
        } else {
            out.writePOJO(value instanceof ByteBuffer b ? b.array() : value);
        }
    }

    private static byte[] encoded(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JACKSON.createGenerator(bytes)) {
            write(value, out);
        }
        return bytes.toByteArray();
    }

    /** Meta and errors also get keys whose value is null, errors one that nobody knows. */
    private static byte[] loosely(Sample sample, Random random, AtomicReference<String> payload) {
        LooseWriter out = new LooseWriter(random);
        Fields fields = sample.fields;
        boolean open = out.open(4, 7);
        out.integer(fields.type().code());
        out.value(fields.id() == null ? null : Fields.bytes(fields.id()));
        out.value(fields.ref() == null ? null : Fields.bytes(fields.ref()));
        out.value(fields.target());
        if (fields.meta() == null) {
            out.value(null);
        } else {
            Map<String, Object> meta = new LinkedHashMap<>(fields.meta());
            meta.replaceAll((k, v) -> v instanceof ByteBuffer b ? b.array() : v);
            if (meta.size() < 64) {
                meta.put("\u0000nothing", null);
            }
            out.map(meta);
        }
        int from = out.size();
        out.value(sample.payload);
        payload.set(Fields.hex(Arrays.copyOfRange(out.toByteArray(), from, out.size())));
        if (fields.error() == null) {
            out.value(null);
        } else {
            ErrorInfo error = fields.error();
            boolean map = out.open(5, 5 + (error.data() == null ? 0 : 1));
            out.text("unknown");
            out.value(List.of(1, Map.of("a", "b")));
            if (error.data() != null) {
                out.text("data");
                out.raw(Fields.hex(error.data().toByteArray()));
            }
            out.text("message");
            out.text(error.message());
            out.text("retry");
            out.value(error.retryMillis() < 0 ? null : error.retryMillis());
            out.text("code");
            out.integer(error.code());
            out.text("none");
            out.value(null);
            out.close(map);
        }
        out.close(open);
        return out.toByteArray();
    }

    @Provide
    Arbitrary<Sample> samples() {
        return samples(values(3), true);
    }

    /** Without floats, which Jackson writes wider, and long texts, which it writes in chunks. */
    @Provide
    Arbitrary<Sample> minimalSamples() {
        return samples(scalars(false), false);
    }

    private Arbitrary<Sample> samples(Arbitrary<Object> payloads, boolean floats) {
        Arbitrary<ErrorInfo> bare =
                Combinators.combine(
                                Arbitraries.integers().between(1, 65535),
                                texts(200),
                                Arbitraries.longs().greaterOrEqual(-1))
                        .as((code, message, retry) -> new ErrorInfo(code, message, null, retry));
        return Combinators.combine(
                        Arbitraries.of(MessageType.class),
                        ids(),
                        ids(),
                        texts(300).filter(t -> !t.isEmpty()).injectNull(0.3),
                        meta(floats),
                        payloads.injectNull(0.2),
                        bare.injectNull(0.7),
                        payloads.injectNull(0.5))
                .as(EnvelopeOracleTest::sample)
                .edgeCases(EdgeCases.Config::none);
    }

    private static Sample sample(
            MessageType type,
            String id,
            String ref,
            String target,
            Map<String, Object> meta,
            Object payload,
            ErrorInfo bare,
            Object data) {
        ErrorInfo error = bare;
        if (bare != null && data != null) {
            Cbor item = Cbor.of(encoded(data));
            error = new ErrorInfo(bare.code(), bare.message(), item, bare.retryMillis());
        }
        String encoded = payload == null ? null : Fields.hex(encoded(payload));
        return new Sample(new Fields(type, id, ref, target, meta, encoded, error), payload, data);
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(16)
                .filter(id -> !Arrays.equals(id, new byte[16]))
                .map(HexFormat.of()::formatHex)
                .injectNull(0.3);
    }

    private static Arbitrary<String> texts(int length) {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(length),
                Arbitraries.strings()
                        .withCharRange('\0', '\ud7ff')
                        .withCharRange('\ue000', '\uffff')
                        .ofMaxLength(length / 4)
                        .map(text -> text.length() % 3 == 1 ? text + "😀" : text));
    }

    private static Arbitrary<Map<String, Object>> meta(boolean floats) {
        Arbitrary<Object> values =
                scalars(floats)
                        .map(v -> v instanceof byte[] bytes ? (Object) ByteBuffer.wrap(bytes) : v)
                        .map(v -> v instanceof Integer i ? (Object) i.longValue() : v);
        return Arbitraries.maps(texts(20).filter(k -> !k.startsWith("trace")), values)
                .ofMaxSize(64)
                .map(map -> (Map<String, Object>) new LinkedHashMap<>(map))
                .filter(map -> !map.isEmpty())
                .injectNull(0.3);
    }

    private static Arbitrary<Object> scalars(boolean floats) {
        Arbitrary<Object> exact =
                Arbitraries.oneOf(
                        Arbitraries.longs().map(v -> (Object) v),
                        Arbitraries.integers().map(v -> (Object) v),
                        Arbitraries.of(true, false).map(v -> (Object) v),
                        texts(40).map(v -> (Object) v),
                        Arbitraries.bytes()
                                .array(byte[].class)
                                .ofMaxSize(300)
                                .map(v -> (Object) v));
        return floats
                ? Arbitraries.oneOf(exact, Arbitraries.doubles().map(v -> (Object) v))
                : exact;
    }

    private static Arbitrary<Object> values(int depth) {
        if (depth == 0) {
            return scalars(true);
        }
        Arbitrary<Object> inner = values(depth - 1);
        return Arbitraries.oneOf(
                scalars(true),
                inner.list().ofMaxSize(4).map(v -> (Object) v),
                Arbitraries.maps(texts(10), inner).ofMaxSize(4).map(v -> (Object) v));
    }
}
