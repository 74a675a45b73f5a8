package dev.fluxar.runtime.stream;

import dev.fluxar.Credit;
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

    /** One, and a second to know that there is none. */
    private static final long ASKED = 2;

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
        return ASKED;
    }

    /** A window that makes, with what is asked for, the one that was meant. */
    static Credit within(Credit window) {
        return new Credit(Math.max(1, window.items() - ASKED), window.bytes());
    }
}
