package dev.fluxar.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says in plain words what in a payload did not fit, for the one who sent it: the place and what
 * was expected there, but no class, no value and no key that only the payload knows. §4.1-2
 */
final class Mismatch {

    /** Longer names are cut. */
    private static final int MAX_NAME = 64;

    private Mismatch() {}

    /** For example {@code items[3].id: expected a whole number}. */
    static String describe(JacksonException e) {
        String path = path(e);
        return path.isEmpty() ? problem(e) : path + ": " + problem(e);
    }

    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        int left = e.getPath().size();
        for (JacksonException.Reference step : e.getPath()) {
            boolean last = --left == 0;
            String name = step.getPropertyName();
            if (last && e instanceof PropertyBindingException) {
                break; // its last step is a key that no class knows
            }
            if (name == null) {
                path.append(step.getIndex() < 0 ? "[]" : "[" + step.getIndex() + "]");
            } else {
                path.append(path.isEmpty() ? "" : ".");
                path.append(isMap(step.from()) ? "*" : shortened(name));
            }
        }
        return path.toString();
    }

    /** Keys of maps are the payload's, names of properties are the type's. */
    private static boolean isMap(@Nullable Object from) {
        return from instanceof Map || (from instanceof Class<?> c && Map.class.isAssignableFrom(c));
    }

    private static String shortened(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
    }

    private static String problem(JacksonException e) {
        if (e instanceof PropertyBindingException) {
            return "expected no key but the known ones";
        }
        if (e instanceof ValueInstantiationException) {
            return "value is not accepted";
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "expected " + expected(mismatch.getTargetType());
        }
        if (e instanceof InputCoercionException overflow && overflow.getTargetType() != null) {
            return "expected " + expected(overflow.getTargetType());
        }
        return "cannot be read";
    }

    private static String expected(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        String number = number(type);
        if (number != null) {
            return number;
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (type == char.class || type == Character.class) {
            return "a text of one character";
        }
        if (type == byte[].class || ByteBuffer.class.isAssignableFrom(type)) {
            return "a byte string";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        if (type.isEnum()) {
            return "a text out of a fixed list";
        }
        String text = formattedText(type);
        if (text != null) {
            return text;
        }
        return type.getName().startsWith("java.") ? "another kind" : "a map";
    }

    private static @Nullable String number(Class<?> type) {
        if (type == byte.class || type == Byte.class) {
            return "a whole number of 8 bits";
        }
        if (type == short.class || type == Short.class) {
            return "a whole number of 16 bits";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number of 32 bits";
        }
        if (type == long.class || type == Long.class) {
            return "a whole number of 64 bits";
        }
        if (type == BigInteger.class) {
            return "a whole number";
        }
        boolean real =
                type == double.class
                        || type == Double.class
                        || type == float.class
                        || type == Float.class
                        || type == BigDecimal.class
                        || type == Number.class;
        return real ? "a number" : null;
    }

    private static @Nullable String formattedText(Class<?> type) {
        if (type == Duration.class || type == Period.class) {
            return "a duration as ISO 8601 text";
        }
        if (TemporalAccessor.class.isAssignableFrom(type) || Date.class.isAssignableFrom(type)) {
            return "a date or time as ISO 8601 text";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type == URI.class) {
            return "a URI";
        }
        return Map.class.isAssignableFrom(type) ? "a map" : null;
    }
}
