package dev.fluxar.session;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.Envelope;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.IdGenerator;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.ProtocolException;
import dev.fluxar.session.hello.Answer;
import dev.fluxar.session.hello.Capabilities;
import dev.fluxar.session.hello.Introduction;
import dev.fluxar.session.hello.Offer;
import dev.fluxar.session.hello.Proven;
import dev.fluxar.session.hello.ResumeAnswer;
import dev.fluxar.session.hello.ResumeGrant;
import dev.fluxar.session.hello.ResumeOffer;
import dev.fluxar.session.resume.Attempt;
import dev.fluxar.session.resume.RefusalReason;
import dev.fluxar.session.resume.ResumeHello;
import dev.fluxar.transport.WriteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hello and its answer (spec §8): what is offered, what is chosen, what is refused. */
final class Handshake {

    /** The version that this implementation speaks. */
    static final long VERSION = 1;

    /** How many of the versions that were offered a refusal names. */
    private static final int MAX_SHOWN = 8;

    private static final Verdict HANDED_OVER = new Verdict(null, null, null);

    private final SessionSettings settings;
    private final SessionHandler handler;
    private final byte[] sessionId;
    private final Offer offer;
    private long helloHigh;
    private long helloLow;

    /** The session id is 16 bytes; a responder uses it. */
    Handshake(SessionSettings settings, SessionHandler handler, byte[] sessionId) {
        this.settings = settings;
        this.handler = handler;
        this.sessionId = sessionId;
        this.offer =
                new Offer(
                        List.of(VERSION),
                        introduction(),
                        settings.capabilities(),
                        Offer.clamp(settings.heartbeatMillis()));
    }

    private Introduction introduction() {
        return new Introduction(settings.name(), settings.agent(), settings.announced());
    }

    /** The initiator's hello. §8.1-1 */
    Envelope hello(IdGenerator id) {
        helloHigh = id.high();
        helloLow = id.low();
        Attempt attempt = settings.attempt();
        return SessionMessages.hello(id, attempt == null ? offer.encode() : attempt.hello());
    }

    /** The first envelope, unless it is a fatal bye. */
    void onEnvelope(Session session, EnvelopeView view) {
        ErrorInfo refusal = view.error();
        if (settings.role() == Role.RESPONDER) {
            Verdict verdict = judge(view);
            if (verdict.reply() == null) {
                session.end(SessionEvent.HANDED_OVER, null, null);
                return;
            }
            session.replyToHello(verdict.reply());
            if (verdict.accepted() != null) {
                session.establish(SessionEvent.HELLO_ACCEPTED, verdict.accepted());
            } else {
                session.end(SessionEvent.HELLO_REFUSED, verdict.refusal(), null);
            }
        } else if (refusal != null && isReply(view)) {
            session.end(SessionEvent.REFUSAL_READ, refusal, null); // §8.5-2
        } else if (settings.attempt() != null) {
            resume(session, settings.attempt(), view);
        } else {
            session.establish(SessionEvent.ANSWER_ACCEPTED, accept(view));
        }
    }

    private void resume(Session session, Attempt attempt, EnvelopeView view) {
        if (!isReply(view)) {
            throw unexpected(view, "the answer to the hello");
        }
        ResumeAnswer answer = attempt.accept(view.copyPayload());
        if (answer == null) {
            // §9.12-6
            session.end(
                    SessionEvent.REFUSAL_READ,
                    RefusalReason.UNKNOWN.refusal(
                            "the answer does not prove that it comes from the session's peer", 0),
                    null);
            return;
        }
        handler.accepted(answer);
        session.end(SessionEvent.HANDED_OVER, null, null);
    }

    /** What the responder makes of a hello: an answer, or a refusal; none where it resumes. */
    private record Verdict(
            @Nullable Envelope reply,
            @Nullable Established accepted,
            @Nullable ErrorInfo refusal) {}

    /**
     * Judges a hello.
     *
     * @param view the first envelope
     * @throws ProtocolException when it is no hello. §8.1-4
     */
    private Verdict judge(EnvelopeView view) {
        if (view.type() != MessageType.HELLO || view.hasRef() || view.hasTarget()) {
            throw unexpected(view, "a hello");
        }
        try {
            Offer theirs = Offer.decode(view.copyPayload());
            // One version is spoken, so it is the first of theirs that is. §8.3-1
            if (!theirs.versions().contains(VERSION)) {
                return refuse(view, unsupportedVersion(theirs));
            }
            Proven<ResumeOffer> asked = ResumeOffer.decode(view.copyPayload());
            if (asked != null) {
                ErrorInfo refusal =
                        handler.resumes(new ResumeHello(asked, view.idHigh(), view.idLow()));
                return refusal == null ? HANDED_OVER : refuse(view, refusal);
            }
            // Of each capability what was offered and is configured here. §8.4-1 §8.4-2
            Capabilities chosen = theirs.capabilities().and(settings.capabilities());
            long heartbeat = Math.min(offer.heartbeatMillis(), theirs.heartbeatMillis());
            ResumeGrant grant = settings.grant(chosen);
            Answer answer =
                    new Answer(VERSION, sessionId, introduction(), chosen, heartbeat, grant);
            return new Verdict(
                    SessionMessages.reply(view, answer.encode(), null),
                    Established.of(theirs.introduction(), chosen, heartbeat, sessionId, grant),
                    null);
        } catch (ProtocolException e) {
            return refuse(view, e.info());
        }
    }

    /** §8.5-1 */
    private static Verdict refuse(EnvelopeView view, ErrorInfo error) {
        return new Verdict(SessionMessages.reply(view, null, error), null, error);
    }

    /** §8.3-2 */
    private static ErrorInfo unsupportedVersion(Offer theirs) {
        WriteBuffer data = new WriteBuffer(16);
        CborWriter.head(data, CborReader.MAP, 1);
        CborWriter.text(data, "versions");
        CborWriter.head(data, CborReader.ARRAY, 1);
        CborWriter.integer(data, VERSION);
        return new ErrorInfo(
                ErrorCode.UNSUPPORTED_VERSION.code(),
                "versions "
                        + shown(theirs.versions())
                        + " offered, supported are ["
                        + VERSION
                        + "]",
                Cbor.of(data.toByteArray()),
                -1);
    }

    /** The first few of them: a hello has room for thousands. */
    private static String shown(List<Long> versions) {
        String first =
                versions.stream()
                        .limit(MAX_SHOWN)
                        .map(Long::toUnsignedString)
                        .collect(Collectors.joining(", ", "[", ""));
        return versions.size() <= MAX_SHOWN ? first + "]" : first + ", ...]";
    }

    /**
     * Judges what the initiator reads first.
     *
     * @return what was settled
     * @throws ProtocolException when it is no acceptable answer. §8.1-5
     */
    private Established accept(EnvelopeView view) {
        if (!isReply(view)) {
            throw unexpected(view, "the answer to the hello");
        }
        Answer answer = Answer.decode(view.copyPayload(), offer);
        return Established.of(
                answer.introduction(),
                answer.capabilities(),
                answer.heartbeatMillis(),
                answer.session(),
                answer.grant());
    }

    /** Whether an envelope answers or refuses the hello. */
    private boolean isReply(EnvelopeView view) {
        return view.type() == MessageType.HELLO
                && view.hasRef()
                && view.refHigh() == helloHigh
                && view.refLow() == helloLow;
    }

    private static ProtocolException unexpected(EnvelopeView view, String expected) {
        return new ProtocolException(
                ErrorCode.PROTOCOL_ERROR,
                "envelope of type "
                        + view.type().code()
                        + (view.hasTarget() ? " with target '" + view.target() + "'" : "")
                        + " before the handshake was done, expected "
                        + expected);
    }
}
