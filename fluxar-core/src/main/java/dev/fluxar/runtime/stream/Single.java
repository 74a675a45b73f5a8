package dev.fluxar.runtime.stream;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The only item.
 *
 * @param <R> type of the item
 */
final class Single<R extends @Nullable Object> extends ReadFuture<R> {

    private @Nullable Object value;
    private boolean here;

    Single(RuntimeStream stream, Type type) {
        super(stream, type, true);
    }

    @Override
    void accept(@Nullable Object item) {
        if (here) {
            throw FluxarException.ofOperation(
                    ErrorCode.CONFLICT.code(),
                    "stream '" + stream.target() + "' has a second item, expected one at most",
                    Outcome.PROCESSED,
                    null,
                    null,
                    null);
        }
        here = true;
        value = item;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // R is what the caller said that type is
    R result() {
        return (R) value;
    }

    @Override
    long demand() {
        return 2;
    }
}
