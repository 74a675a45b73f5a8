package dev.fluxar.tests.rivals;

/** Told how a call ended. */
public interface CallCompletion {

    /** The whole reply is here; {@code payloadBytes} is the length of its payload. */
    void completed(int payloadBytes);

    /** The call failed. */
    void failed(Throwable cause);
}
