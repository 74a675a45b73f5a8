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

    /** Credentials that need a challenge cannot be presented with a resume. */
    private static final ErrorInfo CHALLENGED =
            ErrorInfo.of(ErrorCode.UNAVAILABLE, "a challenge was read, expected none at a resume");

    private final SessionSettings settings;
    private final SessionHandler handler;
    private final byte[] sessionId;
    private final @Nullable SessionAuth auth;
    private Offer offer;

    /** The hello that is being judged, once it is found to be one. */
    private @Nullable Judged judged;

    /** The same, where it resumes a session. */
    private @Nullable ResumeHello resuming;

    private long helloHigh;
    private long helloLow;

    /** The session id is 16 bytes; a responder uses it. */
    Handshake(SessionSettings settings, SessionHandler handler, byte[] sessionId) {
        this.settings = settings;
        this.handler = handler;
        this.sessionId = sessionId;
        this.auth = settings.auth();
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

    /** The initiator's hello. §8.1-1 §8.6-4 */
    Envelope hello(IdGenerator id) {
        if (auth != null) {
            offer = offer.withAuth(auth.present());
        }
        helloHigh = id.high();
        helloLow = id.low();
        Attempt attempt = settings.attempt();
        return SessionMessages.hello(
                id, attempt == null ? offer.encode() : attempt.hello(VERSION, offer.auth()));
    }

    /** The first envelope, unless it is a fatal bye. */
    void onEnvelope(Session session, EnvelopeView view) {
        ErrorInfo refusal = view.error();
        if (settings.role() == Role.RESPONDER) {
            judge(session, view);
        } else if (refusal != null && isReply(view)) {
            session.end(SessionEvent.REFUSAL_READ, refusal, null); // §8.5-2
        } else if (settings.attempt() != null) {
            resume(session, settings.attempt(), view);
        } else {
            accept(session, view);
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
        boolean chosen = answer.capabilities().auth();
        if (auth != null && auth.answered(answer.auth(), chosen)) {
            session.end(SessionEvent.REFUSAL_READ, CHALLENGED, null);
            return;
        }
        handler.accepted(answer);
        session.end(SessionEvent.HANDED_OVER, null, null);
    }

    /** What was found of a hello, while its credentials are decided about. */
    private record Judged(
            long idHigh,
            long idLow,
            Introduction theirs,
            Capabilities chosen,
            long heartbeatMillis) {}

    /**
     * Judges a hello.
     *
     * @param view the first envelope
     * @throws ProtocolException when it is no hello. §8.1-4
     */
    private void judge(Session session, EnvelopeView view) {
        if (judged != null || resuming != null) {
            throw unexpected(view, "nothing before the answer"); // §8.1-2
        }
        if (view.type() != MessageType.HELLO || view.hasRef() || view.hasTarget()) {
            throw unexpected(view, "a hello");
        }
        long idHigh = view.idHigh();
        long idLow = view.idLow();
        Offer theirs;
        Proven<ResumeOffer> asked;
        try {
            theirs = Offer.decode(view.copyPayload());
            asked = ResumeOffer.decode(view.copyPayload());
        } catch (ProtocolException e) {
            refuse(session, idHigh, idLow, e.info());
            return;
        }
        // One version is spoken, so it is the first of theirs that is. §8.3-1
        if (!theirs.versions().contains(VERSION)) {
            refuse(session, idHigh, idLow, unsupportedVersion(theirs));
        } else if (asked != null) {
            resume(session, new ResumeHello(asked, idHigh, idLow), theirs);
        } else {
            consider(session, idHigh, idLow, theirs);
        }
    }

    /** Nothing is said, or asked, of credentials before the proof is right. §9.12-1 §9.12-2 */
    private void resume(Session session, ResumeHello hello, Offer theirs) {
        ErrorInfo refusal = handler.proves(hello);
        if (refusal != null) {
            refuse(session, hello.idHigh(), hello.idLow(), refusal);
            return;
        }
        resuming = hello;
        if (auth == null) {
            conclude(session, SessionAuth.Ruling.NONE);
        } else {
            // Without challenges: what comes behind the answer is for the session.
            auth.judge(theirs.auth(), false);
        }
    }

    /** The session that it names answers, or it is refused here. */
    private void handOn(Session session, ResumeHello hello, SessionAuth.Ruling ruling) {
        ErrorInfo refusal = handler.resumes(hello, ruling);
        if (refusal == null) {
            session.end(SessionEvent.HANDED_OVER, null, null);
        } else {
            refuse(session, hello.idHigh(), hello.idLow(), refusal);
        }
    }

    private void consider(Session session, long idHigh, long idLow, Offer theirs) {
        SessionAuth who = auth;
        byte[] credentials = theirs.auth();
        // Of each capability what was offered and is configured here. §8.4-1 §8.4-2
        Capabilities chosen = theirs.capabilities().and(settings.capabilities());
        chosen = chosen.withAuth(chosen.auth() && who != null && who.capable(credentials != null));
        long heartbeat = Math.min(offer.heartbeatMillis(), theirs.heartbeatMillis());
        judged = new Judged(idHigh, idLow, theirs.introduction(), chosen, heartbeat);
        if (who == null) {
            conclude(session, SessionAuth.Ruling.NONE);
        } else {
            who.judge(credentials, chosen.auth());
        }
    }

    /** What became of the credentials: the answer or the refusal is written. */
    void conclude(Session session, SessionAuth.Ruling ruling) {
        ResumeHello asked = resuming;
        if (asked != null) {
            resuming = null;
            handOn(session, asked, ruling);
            return;
        }
        Judged hello = judged;
        if (hello == null) {
            return;
        }
        ErrorInfo refusal = ruling.refusal();
        if (refusal != null) {
            refuse(session, hello.idHigh(), hello.idLow(), refusal); // §8.7-11
            return;
        }
        // What needs a challenge could not be presented again with a resume.
        Capabilities chosen = ruling.challenged() ? hello.chosen().withoutResume() : hello.chosen();
        ResumeGrant grant = settings.grant(chosen);
        Answer answer =
                new Answer(
                        VERSION,
                        sessionId,
                        introduction(),
                        chosen,
                        hello.heartbeatMillis(),
                        grant,
                        ruling.answer());
        session.replyToHello(
                SessionMessages.reply(hello.idHigh(), hello.idLow(), answer.encode(), null));
        session.establish(
                ruling.challenged() ? SessionEvent.AUTH_AWAITED : SessionEvent.HELLO_ACCEPTED,
                Established.of(hello.theirs(), chosen, hello.heartbeatMillis(), sessionId, grant));
    }

    /** §8.5-1 */
    private static void refuse(Session session, long idHigh, long idLow, ErrorInfo error) {
        session.replyToHello(SessionMessages.reply(idHigh, idLow, null, error));
        session.end(SessionEvent.HELLO_REFUSED, error, null);
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
     * @throws ProtocolException when it is no acceptable answer. §8.1-5
     */
    private void accept(Session session, EnvelopeView view) {
        if (!isReply(view)) {
            throw unexpected(view, "the answer to the hello");
        }
        Answer answer = Answer.decode(view.copyPayload(), offer);
        Capabilities chosen = answer.capabilities();
        boolean more = auth != null && auth.answered(answer.auth(), chosen.auth());
        session.establish(
                more ? SessionEvent.AUTH_NEXT : SessionEvent.ANSWER_ACCEPTED,
                Established.of(
                        answer.introduction(),
                        chosen,
                        answer.heartbeatMillis(),
                        answer.session(),
                        answer.grant()));
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
