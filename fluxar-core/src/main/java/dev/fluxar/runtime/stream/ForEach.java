package dev.fluxar.runtime.stream;

import java.lang.reflect.Type;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each item to an action of the application, as they come.
 *
 * @param <T> type of the items
 */
final class ForEach<T extends @Nullable Object> extends ReadFuture<Void> {

    private final Consumer<? super T> action;

    ForEach(RuntimeStream stream, Type type, Consumer<? super T> action, boolean whole) {
        super(stream, type, whole);
        this.action = action;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // T is what the caller said that type is
    void accept(@Nullable Object value) {
        action.accept((T) value);
    }

    @Override
    @SuppressWarnings("NullAway") // the one value of Void
    Void result() {
        return null;
    }

    @Override
    long demand() {
        return Long.MAX_VALUE;
    }
}
