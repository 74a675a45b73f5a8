package dev.fluxar;

/**
 * Takes events.
 *
 * @param <T> type of the payloads
 */
@FunctionalInterface
public interface EventHandler<T> {

    /**
     * Takes one event; returning settles it.
     *
     * @param event valid for good
     * @throws Exception the event was not processed: it is sent again (in {@link
     *     Delivery#AT_MOST_ONCE} it is logged only)
     */
    void handle(Event<T> event) throws Exception;
}
