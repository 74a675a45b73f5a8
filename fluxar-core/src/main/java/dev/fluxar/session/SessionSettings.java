package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.hello.Capabilities;
import org.jspecify.annotations.Nullable;

/**
 * What a session is told about this side.
 *
 * @param role which end of the connection this is
 * @param name how this peer introduces itself, or null
 * @param agent software and version, for logs
 * @param limits what is accepted and held
 * @param heartbeatMillis wished quiet interval
 * @param handshakeNanos how long the handshake may take
 * @param batch whether several envelopes may go into a frame
 * @param parts whether large payloads may travel in parts
 */
public record SessionSettings(
        Role role,
        @Nullable String name,
        String agent,
        Limits limits,
        long heartbeatMillis,
        long handshakeNanos,
        boolean batch,
        boolean parts) {

    /** What it offers, or chooses from. */
    Capabilities capabilities() {
        return new Capabilities(batch, parts);
    }

    /** What is told of a handshake that took too long. */
    ErrorInfo handshakeTimeout() {
        return ErrorInfo.of(
                ErrorCode.HANDSHAKE_TIMEOUT,
                "no handshake within " + handshakeNanos / 1_000_000 + " ms");
    }
}
