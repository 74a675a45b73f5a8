package dev.fluxar.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A transport could not open, bind or keep a connection; the message says so in words. */
public final class TransportException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message for a person, with the address concerned; holds no secret
     * @param cause what the system reported, if anything
     */
    public TransportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
