package dev.fluxar.message;

import dev.fluxar.ErrorCode;

/**
 * The other side broke the protocol: bytes that have not the shape that the specification gives
 * them (MALFORMED), or a well-formed envelope that it forbids (PROTOCOL_ERROR). Ends the session.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * Says what was seen.
     *
     * @param code MALFORMED or PROTOCOL_ERROR
     * @param message with the offending and the expected value
     */
    public ProtocolException(ErrorCode code, String message) {
        // Without a stack trace: hostile bytes must not be dearer for us than for their sender.
        super(message, null, false, false);
        this.code = code;
    }

    /** Bytes that have not the right shape. */
    static ProtocolException malformed(String message) {
        return new ProtocolException(ErrorCode.MALFORMED, message);
    }

    /**
     * The code that the other side is told.
     *
     * @return MALFORMED or PROTOCOL_ERROR
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * What the other side is told.
     *
     * @return code and message
     */
    public ErrorInfo info() {
        String message = getMessage();
        return ErrorInfo.of(code, message == null ? "" : message);
    }
}
