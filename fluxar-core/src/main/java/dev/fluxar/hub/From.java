package dev.fluxar.hub;

/**
 * Where a subscription begins (spec §10.25-4).
 *
 * @param start which of the four
 * @param unixMillis for {@link Start#SINCE} the earliest time of acceptance, 0 and up; otherwise 0
 */
public record From(Start start, long unixMillis) {

    /** The four beginnings. */
    public enum Start {
        /** With the retained values; {@code from} is absent. */
        RETAINED,
        /** With what is accepted after the grant; {@code "live"}. */
        LIVE,
        /** With all history; {@code "start"}. */
        HISTORY,
        /** With the history since a time; a number. */
        SINCE
    }

    /** {@code from} is absent. */
    public static final From RETAINED = new From(Start.RETAINED, 0);

    /** {@code from} is {@code "live"}. */
    public static final From LIVE = new From(Start.LIVE, 0);

    /** {@code from} is {@code "start"}. */
    public static final From HISTORY = new From(Start.HISTORY, 0);

    /**
     * {@code from} is a number.
     *
     * @param unixMillis milliseconds since 1970-01-01T00:00Z
     * @return never null
     */
    public static From since(long unixMillis) {
        return new From(Start.SINCE, unixMillis);
    }
}
