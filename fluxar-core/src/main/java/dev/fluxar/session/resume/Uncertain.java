package dev.fluxar.session.resume;

/** Counts what has ended with an outcome that nobody knows. Not thread-safe. */
public final class Uncertain {

    private int count;

    /** Starts with none. */
    public Uncertain() {}

    /** One more. */
    public void add() {
        count++;
    }

    /**
     * How many there are.
     *
     * @return from 0
     */
    public int count() {
        return count;
    }
}
