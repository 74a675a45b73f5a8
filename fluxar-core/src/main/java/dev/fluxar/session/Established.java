package dev.fluxar.session;

import dev.fluxar.session.hello.Announced;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.Introduction;
import dev.fluxar.session.hello.ResumeGrant;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake settled.
 *
 * @param peerName how the other side introduced itself, or null
 * @param peerAgent its software, or null
 * @param limits what it accepts
 * @param batch whether several envelopes may go into a frame
 * @param parts whether large payloads travel in parts
 * @param heartbeatMillis the interval in force
 * @param session 16 bytes, its id
 * @param grant what lets the session outlive its connection, or null: it does not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Established(
        @Nullable String peerName,
        @Nullable String peerAgent,
        Announced limits,
        boolean batch,
        boolean parts,
        long heartbeatMillis,
        byte[] session,
        @Nullable ResumeGrant grant) {

    static Established of(
            Introduction peer,
            Capabilities capabilities,
            long heartbeatMillis,
            byte[] session,
            @Nullable ResumeGrant grant) {
        return new Established(
                peer.name(),
                peer.agent(),
                peer.limits(),
                capabilities.batch(),
                capabilities.parts(),
                heartbeatMillis,
                session,
                grant);
    }
}
