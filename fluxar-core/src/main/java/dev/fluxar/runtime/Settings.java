package dev.fluxar.runtime;

import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.runtime.platform.Agent;
import dev.fluxar.runtime.platform.Randomness;
import dev.fluxar.session.Role;
import dev.fluxar.session.SessionAuth;
import dev.fluxar.session.SessionSettings;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.ResumeSettings;
import dev.fluxar.transport.ChannelClass;
import org.jspecify.annotations.Nullable;

/** What a session is told of the application's settings. */
final class Settings {

    private Settings() {}

    static SessionSettings of(
            Role role,
            PeerOptions options,
            ChannelClass channelClass,
            @Nullable SessionAuth auth,
            @Nullable Attempt attempt) {
        return new SessionSettings(
                role,
                options.name(),
                Agent.NAME,
                options.limits(),
                options.heartbeat().interval().toMillis(),
                options.handshakeTimeout().toNanos(),
                options.batch(),
                options.parts(),
                attempt == null ? surviving(role, options.resume(), channelClass) : null,
                auth,
                attempt);
    }

    private static @Nullable ResumeSettings surviving(
            Role role, @Nullable Resume resume, ChannelClass channelClass) {
        boolean responds = role == Role.RESPONDER;
        if (resume == null || (responds && channelClass == ChannelClass.OPEN)) {
            return null; // §9.6-1
        }
        return new ResumeSettings(
                resume.replay(),
                resume.window().toMillis(),
                responds ? Randomness.secret() : new byte[0]);
    }
}
