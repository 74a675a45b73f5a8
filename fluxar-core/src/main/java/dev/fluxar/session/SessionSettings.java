package dev.fluxar.session;

import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.session.hello.Announced;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.ResumeGrant;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.ReplayBuffer;
import dev.fluxar.session.resume.ResumeSettings;
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
 * @param resume how sessions may outlive their connections, or null: they do not
 * @param auth who is who, or null: nothing is said about it
 * @param attempt to resume another session, which is all that this one is for; or null
 */
public record SessionSettings(
        Role role,
        @Nullable String name,
        String agent,
        Limits limits,
        long heartbeatMillis,
        long handshakeNanos,
        boolean batch,
        boolean parts,
        @Nullable ResumeSettings resume,
        @Nullable SessionAuth auth,
        @Nullable Attempt attempt) {

    /** Checks that what is kept for the other side leaves room for the rest. */
    public SessionSettings {
        if (resume != null
                && (resume.replay() > limits.budget() / 4 || aside(resume) > limits.budget() / 2)) {
            throw new IllegalArgumentException(
                    "replay is "
                            + resume.replay()
                            + " with a budget of "
                            + limits.budget()
                            + ", expected a budget of at least "
                            + Math.max(4 * resume.replay(), 2 * aside(resume)));
        }
    }

    /**
     * Without credentials.
     *
     * @param role which end of the connection this is
     * @param name how this peer introduces itself, or null
     * @param agent software and version, for logs
     * @param limits what is accepted and held
     * @param heartbeatMillis wished quiet interval
     * @param handshakeNanos how long the handshake may take
     * @param batch whether several envelopes may go into a frame
     * @param parts whether large payloads may travel in parts
     * @param resume how sessions may outlive their connections, or null: they do not
     */
    public SessionSettings(
            Role role,
            @Nullable String name,
            String agent,
            Limits limits,
            long heartbeatMillis,
            long handshakeNanos,
            boolean batch,
            boolean parts,
            @Nullable ResumeSettings resume) {
        this(
                role,
                name,
                agent,
                limits,
                heartbeatMillis,
                handshakeNanos,
                batch,
                parts,
                resume,
                null,
                null);
    }

    /**
     * Without sessions that survive, and without credentials.
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
    public SessionSettings(
            Role role,
            @Nullable String name,
            String agent,
            Limits limits,
            long heartbeatMillis,
            long handshakeNanos,
            boolean batch,
            boolean parts) {
        this(role, name, agent, limits, heartbeatMillis, handshakeNanos, batch, parts, null);
    }

    /** What is set aside of the budget for what is kept. §11.3-2 */
    static long aside(ResumeSettings resume) {
        return resume.replay() + ReplayBuffer.VERB_ALLOWANCE;
    }

    /** What it offers, or chooses from. */
    Capabilities capabilities() {
        boolean capable = auth != null && auth.capable(false);
        return new Capabilities(batch, parts, resume != null, capable);
    }

    /** What it announces. */
    Announced announced() {
        return Announced.of(limits, resume == null ? Announced.DEFAULT_REPLAY : resume.replay());
    }

    /** What a responder grants to a session, if that is to survive. §9.6-2 */
    @Nullable ResumeGrant grant(Capabilities chosen) {
        return resume == null || !chosen.resume()
                ? null
                : new ResumeGrant(resume.secret(), resume.windowMillis());
    }

    /** What is told of a handshake that took too long. */
    ErrorInfo handshakeTimeout() {
        return ErrorInfo.of(
                ErrorCode.HANDSHAKE_TIMEOUT,
                "no handshake within " + handshakeNanos / 1_000_000 + " ms");
    }
}
