package dev.fluxar.payload;

import org.jspecify.annotations.Nullable;

/** A payload that does not fit the type it is to be read as. */
public final class PayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what does not fit.
     *
     * @param message the place in the payload and what was expected there, for example {@code
     *     user.id: expected a whole number}. It travels to the sender: it names no class and quotes
     *     no value. §4.1-2
     * @param cause stays here, or null
     */
    public PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
