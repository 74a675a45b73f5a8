package dev.fluxar.patterns;

/** What has a deadline; it keeps its own place in {@link Deadlines}. */
public interface Timed {

    /**
     * When it wants to be told.
     *
     * @return nanoseconds of the session
     */
    long deadline();

    /** The deadline has passed; it is no longer in {@link Deadlines}. */
    void onDeadline();

    /**
     * Its place in {@link Deadlines}.
     *
     * @return negative when it is not there
     */
    int heapIndex();

    /**
     * Notes its place in {@link Deadlines}.
     *
     * @param index negative when it is not there
     */
    void heapIndex(int index);
}
