package dev.fluxar.patterns.stream;

import dev.fluxar.Authorizer;
import dev.fluxar.Credit;
import dev.fluxar.ErrorCode;
import dev.fluxar.Limits;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.message.EnvelopeRules;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.message.MessageType;
import dev.fluxar.message.MetaCursor;
import dev.fluxar.patterns.Deadlines;
import dev.fluxar.patterns.Exchange;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.PatternHandler;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.parts.InboundTransfer;
import dev.fluxar.patterns.parts.Parts;
import dev.fluxar.session.Session;
import dev.fluxar.session.SessionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a session (spec §10.9 to §10.17): opens them, accepts those of the other side, and
 * hands what comes in to the one that it concerns. Pure, and confined to the session's thread.
 */
public final class Streams implements PatternHandler {

    private final Exchanges exchanges;
    private final Parts parts;
    private final StreamDispatcher dispatcher;
    private final Prefetch prefetch;
    private final int maxMessage;
    private final Credit credit;
    private final Credit firstCredit;
    private final OutboundStreams outbound;
    private final MetaCursor keys = StreamMeta.cursor();

    /**
     * Registers itself for streams.
     *
     * @param exchanges of the session, which is bound
     * @param dispatcher runs handlers
     * @param limits of this side, as announced
     * @param prefetch shared by all flows of the session
     */
    public Streams(
            Exchanges exchanges, StreamDispatcher dispatcher, Limits limits, Prefetch prefetch) {
        this.exchanges = exchanges;
        this.parts = new Parts(exchanges, limits);
        this.dispatcher = dispatcher;
        this.prefetch = prefetch;
        this.maxMessage = limits.message();
        this.credit = limits.credit();
        this.firstCredit = limits.firstCredit();
        this.outbound = new OutboundStreams(exchanges, limits.waiting(), firstCredit);
        exchanges.register(MessageType.STREAM, this);
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Parts parts() {
        return parts;
    }

    Prefetch prefetch() {
        return prefetch;
    }

    OutboundStreams outbound() {
        return outbound;
    }

    /** The window of streams that are accepted. */
    Credit credit() {
        return credit;
    }

    /**
     * Opens a stream, or fails it at once.
     *
     * @param stream not opened before; one that was cancelled meanwhile is left alone
     */
    public void open(OutboundStream stream) {
        outbound.open(stream);
    }

    /** Starts a handler, in the order of the opens, or refuses. §10.9-3 */
    @Override
    public void onOpen(EnvelopeView view) {
        Session session = exchanges.session();
        StreamMeta meta = StreamMeta.of(view, keys, parts);
        ErrorInfo refusal = refusal(view, meta, session);
        InboundStream stream = null;
        if (refusal == null) {
            stream = dispatcher.find(view);
        }
        if (stream == null) {
            exchanges.excuse(firstCredit.items(), firstCredit.bytes()); // §2.3-1
            ErrorInfo told = refusal == null ? notFound(view) : refusal;
            StreamVerbs.sendEnd(session, view.idHigh(), view.idLow(), told);
            return;
        }
        stream.deadline(Deadlines.after(session.now(), meta.timeoutMillis())); // §10.11-10
        InboundTransfer argument =
                meta.size() == Parts.NONE ? null : parts.receive(view, meta.size());
        if (argument != null) {
            stream.receives(argument);
        }
        exchanges.addThere(view.idHigh(), view.idLow(), stream);
        stream.receiving.credit.accepted(firstCredit); // §10.12-1
        Credit theirs = session.peerLimits().credit();
        stream.begin(meta.credit() == null ? theirs : meta.credit()); // §10.12-2
        if (argument == null) {
            start(stream, view);
        }
    }

    void start(InboundStream stream, EnvelopeView open) {
        dispatcher.start(stream, open); // With argument and meta. §10.9-4
    }

    private static ErrorInfo notFound(EnvelopeView view) {
        return ErrorInfo.of(ErrorCode.NOT_FOUND, "no handler is registered as " + view.target());
    }

    /** All conditions but the last, an unknown name, in their order. §10.9-2 */
    private @Nullable ErrorInfo refusal(EnvelopeView view, StreamMeta meta, Session session) {
        if (session.draining()) {
            return ErrorInfo.of(ErrorCode.DRAINING, "going away"); // §9.2-4
        }
        if (view.length() > maxMessage) {
            // §11.1-2
            return ErrorInfo.of(
                    ErrorCode.TOO_LARGE,
                    "stream open of "
                            + view.length()
                            + " bytes, at most "
                            + maxMessage
                            + " accepted");
        }
        if (parts.isTooLong(meta.size())) {
            return ErrorInfo.of(ErrorCode.TOO_LARGE, parts.tooLong(meta.size())); // §6.3-2
        }
        ErrorInfo tooOften = exchanges.overRate(); // §11.5-3
        if (tooOften != null) {
            return tooOften;
        }
        if (!exchanges.roomThere()) {
            return busy("as many exchanges are in progress as are accepted"); // §11.4-5
        }
        if (meta.size() != Parts.NONE && !parts.fits(view, meta.size())) {
            return busy(parts.noRoom(meta.size())); // §6.3-4
        }
        if (meta.fault() != null) {
            return ErrorInfo.of(ErrorCode.INVALID_ARGUMENT, meta.fault()); // §3.2-1
        }
        ErrorInfo forbidden = exchanges.forbidden(Authorizer.Action.STREAM, view); // §8.8-1
        if (forbidden != null) {
            return forbidden;
        }
        if (meta.timeoutMillis() == 0) {
            return ErrorInfo.of(ErrorCode.DEADLINE_EXCEEDED, "the deadline had passed on arrival");
        }
        return null;
    }

    private static ErrorInfo busy(String message) {
        return new ErrorInfo(
                ErrorCode.OVERLOADED.code(), message, null, ErrorInfo.RETRY_MILLIS); // §4.1-3
    }

    @Override
    public boolean onContinuation(EnvelopeView view, @Nullable Exchange exchange) {
        if (!(exchange instanceof StreamExchange stream)) {
            return false; // §2.3-1 §2.3-2
        }
        if (!view.hasTarget()) {
            stream.onItem(view);
        } else if (EnvelopeRules.isPart(view)) {
            stream.onPart(view);
        } else if (EnvelopeRules.isEnd(view)) {
            ErrorInfo error = view.error();
            if (error == null) {
                stream.onCleanEnd();
            } else {
                stream.onError(error);
            }
        } else if (EnvelopeRules.isCancel(view)) {
            stream.onCancel();
        } else if (EnvelopeRules.isPause(view)) {
            stream.onFlow(true, null);
        } else if (EnvelopeRules.isResume(view)) {
            stream.onFlow(false, CreditCodec.ofResume(view));
        }
        return true;
    }

    @Override
    public void onDraining() {
        outbound.onDraining();
    }

    @Override
    public void onSessionEnded(SessionEnd end) {
        outbound.onSessionEnded(end);
    }

    @Override
    public void onRoom() {
        outbound.onRoom();
    }
}
