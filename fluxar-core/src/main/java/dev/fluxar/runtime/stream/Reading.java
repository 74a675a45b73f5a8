package dev.fluxar.runtime.stream;

import dev.fluxar.FluxarException;
import org.jspecify.annotations.Nullable;

/** The way in which an application reads what the other side sends. Called on the loop. */
interface Reading {

    /** Reading begins: from now on items may be asked for. Called once, before all others. */
    void begin();

    /** An item that was asked for; its bytes are valid until this returns. */
    void item(byte[] source, int offset, int length);

    /** The other side has ended its direction, and everything was handed over. */
    void ended();

    /**
     * The stream is over; the last call.
     *
     * @param failure null when it came to its end in order. Where {@link #ended} was not called,
     *     what was still to be read has failed with it
     */
    void over(@Nullable FluxarException failure);
}
