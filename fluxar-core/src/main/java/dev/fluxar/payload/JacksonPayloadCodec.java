package dev.fluxar.payload;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORReadFeature;

/** The standard codec: Jackson, as {@link Payloads} documents it. */
final class JacksonPayloadCodec implements PayloadCodec {

    /** More than a payload may nest: the decoder of envelopes, or Payloads, has said so before. */
    private static final int DEPTH = 128;

    // Polymorphic default typing is off unless a mapper is told otherwise.
    private final CBORMapper mapper =
            CBORMapper.builder(
                            CBORFactory.builder()
                                    .streamReadConstraints(readConstraints())
                                    .streamWriteConstraints(
                                            StreamWriteConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .build())
                                    .build())
                    .annotationIntrospector(new Introspector())
                    .disable(CBORReadFeature.READ_UNDEFINED_AS_EMBEDDED_OBJECT)
                    .enable(
                            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(
                            DeserializationFeature.ACCEPT_FLOAT_AS_INT,
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .addModule(new SimpleModule().addDeserializer(String.class, new Text()))
                    .disable(
                            EnumFeature.READ_ENUMS_USING_TO_STRING,
                            EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                    .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .disable(
                            DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
                            DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                            DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                    .build();

    /** Lengths are bounded already, by the limits of the envelope that was received. */
    private static StreamReadConstraints readConstraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
    }

    /** A primitive component of a record cannot be null, so it must be there. */
    private static final class Introspector extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(
                MapperConfig<?> config, AnnotatedMember annotated) {
            Boolean told = super.hasRequiredMarker(config, annotated);
            if (told != null) {
                return told;
            }
            boolean component = annotated instanceof AnnotatedParameter;
            return (component && annotated.getRawType().isPrimitive()) ? Boolean.TRUE : null;
        }
    }

    /** Only a text is a text: no number, and no byte string in base64. */
    private static final class Text extends StdScalarDeserializer<String> {

        Text() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser in, DeserializationContext context) {
            return in.hasToken(JsonToken.VALUE_STRING)
                    ? in.getString()
                    : (String) context.handleUnexpectedToken(getValueType(context), in);
        }
    }

    /** Floats are shortened where that is exact, so their width says nothing of the Java type. */
    private static final class Doubles extends JsonParserDelegate {

        Doubles(JsonParser in) {
            super(in);
        }

        @Override
        public JsonParser.NumberTypeFP getNumberTypeFP() {
            JsonParser.NumberTypeFP type = super.getNumberTypeFP();
            boolean narrow =
                    type == JsonParser.NumberTypeFP.FLOAT32
                            || type == JsonParser.NumberTypeFP.FLOAT16;
            return narrow ? JsonParser.NumberTypeFP.DOUBLE64 : type;
        }

        @Override
        public JsonParser.NumberType getNumberType() {
            JsonParser.NumberType type = super.getNumberType();
            return type == JsonParser.NumberType.FLOAT ? JsonParser.NumberType.DOUBLE : type;
        }

        @Override
        public Number getNumberValue() {
            Number value = super.getNumberValue();
            return value instanceof Float narrow ? (Number) narrow.doubleValue() : value;
        }
    }

    @Override
    public byte[] encode(Object value) {
        return PreferredEncoding.of(mapper.writeValueAsBytes(value));
    }

    @Override
    public @Nullable Object decode(byte[] source, int offset, int length, Type type) {
        JavaType target = mapper.constructType(type);
        try {
            JsonParser in = new Doubles(mapper.createParser(source, offset, length));
            return mapper.readValue(in, target);
        } catch (InvalidDefinitionException e) {
            throw e;
        } catch (JacksonException e) {
            throw new PayloadException(Mismatch.describe(e), e);
        }
    }
}
