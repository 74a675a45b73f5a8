package dev.fluxar;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Carries a generic type to run time: {@code new GenericType<List<User>>() {}}. Immutable.
 *
 * @param <T> the type
 */
public abstract class GenericType<T> {

    private final Type type;

    /** Captures {@code T} from the subclass. */
    protected GenericType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType captured)) {
            throw new IllegalStateException(
                    "GenericType without a type argument, expected new GenericType<…>() {}");
        }
        this.type = captured.getActualTypeArguments()[0];
    }

    /**
     * The captured type.
     *
     * @return never null
     */
    public final Type type() {
        return type;
    }
}
