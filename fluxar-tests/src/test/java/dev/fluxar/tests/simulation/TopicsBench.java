package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fluxar.Credit;
import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.hub.TopicHub;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.patterns.publish.PublishOutcome;
import dev.fluxar.patterns.pubsub.SubscribeTerms;
import dev.fluxar.patterns.pubsub.TopicSettings;
import dev.fluxar.patterns.pubsub.Topics;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.session.resume.ResumeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session with its topics, without runtime or transport, against hand-written letters. */
final class TopicsBench extends SessionBench {

    static final Credit WINDOW = new Credit(8, 1 << 16);

    /** What the clock of a bench begins with, in nanoseconds. */
    private static final long START = -5_000_000_000L;

    final Exchanges exchanges;
    final Prefetch prefetch;
    final Topics topics;

    /** Whether what the hub says waits for {@link #turn}. */
    boolean turnsHeld;

    int wakes;

    /** What comes of a publish of this producer. */
    static final class Result implements PublishOutcome {
        @Nullable OutboundPublish publish;
        @Nullable String told;

        private void tell(String what) {
            if (told != null) {
                throw new AssertionError("told " + told + " and then " + what);
            }
            told = what;
        }

        @Override
        public void accepted() {
            tell("accepted");
        }

        @Override
        public void failed(FluxarException failure) {
            tell(described(failure));
        }
    }

    static String described(FluxarException failure) {
        return ErrorCode.nameOf(failure.code()) + ", " + failure.outcome();
    }

    TopicsBench(Role role, Limits limits, @Nullable TopicHub hub) {
        this(role, limits, hub, false);
    }

    /** With or without parts. */
    TopicsBench(Role role, Limits limits, @Nullable TopicHub hub, boolean parts) {
        this(role, limits, hub, parts, null);
    }

    TopicsBench(
            Role role,
            Limits limits,
            @Nullable TopicHub hub,
            boolean parts,
            @Nullable ResumeSettings resume) {
        super(
                role,
                limits,
                3_600_000,
                true,
                parts,
                above -> new Exchanges(7, limits.exchanges(), above),
                resume);
        exchanges = (Exchanges) handler;
        exchanges.bind(session);
        prefetch = new Prefetch(session.budget());
        topics =
                new Topics(
                        exchanges, new TopicSettings(limits, hub, "", "me"), prefetch, this::wake);
    }

    static TopicsBench established() {
        return with(null);
    }

    static TopicsBench with(@Nullable TopicHub hub) {
        return established(Limits.DEFAULT, Map.of(), hub);
    }

    /** With limits of its own, and limits that the other side announces. */
    static TopicsBench established(
            Limits limits, Map<String, Object> theirs, @Nullable TopicHub hub) {
        return established(limits, theirs, hub, false);
    }

    /** Payloads may travel in parts; those beyond 65536 bytes must. */
    static TopicsBench withParts(
            Limits limits, Map<String, Object> theirs, @Nullable TopicHub hub) {
        return established(limits, theirs, hub, true);
    }

    private static TopicsBench established(
            Limits limits, Map<String, Object> theirs, @Nullable TopicHub hub, boolean parts) {
        TopicsBench bench = new TopicsBench(Role.RESPONDER, limits, hub, parts);
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("heartbeat", 3_600_000);
        offer.put("caps", Map.of("batch", true, "parts", parts));
        if (!theirs.isEmpty()) {
            offer.put("limits", theirs);
        }
        bench.establish(offer);
        return bench;
    }

    /** The session survives; both keep so much. */
    static TopicsBench surviving(long replay, Map<String, Object> theirs) {
        TopicsBench bench =
                new TopicsBench(Role.RESPONDER, Limits.DEFAULT, null, true, keeping(replay));
        bench.establish(survivingWith(replay, theirs));
        return bench;
    }

    private void wake() {
        wakes++;
        if (!turnsHeld) {
            topics.onTurn();
        }
    }

    /** What the hub has said meanwhile is acted upon. */
    void turn() {
        turnsHeld = false;
        topics.onTurn();
        write();
    }

    @Override
    long deadline() {
        return Math.min(super.deadline(), exchanges.deadline());
    }

    @Override
    void onTimer() {
        super.onTimer();
        exchanges.onTimer(now());
    }

    /** It goes with the other clock. */
    @Override
    long millisOfDay() {
        return 3_600_000 + (now() - START) / 1_000_000;
    }

    long held() {
        return session.budget().used();
    }

    // As a subscriber

    static SubscribeTerms terms(int mode) {
        return SubscribeTerms.of(Delivery.of(mode), WINDOW);
    }

    SubscriberEnd make(String pattern, SubscribeTerms terms) {
        SubscriberEnd end = new SubscriberEnd();
        end.bind(
                new dev.fluxar.patterns.pubsub.Subscriber(
                        topics, pattern.getBytes(UTF_8), Map.of(), terms, end));
        return end;
    }

    SubscriberEnd subscribe(SubscribeTerms terms) {
        return subscribe("a.>", terms);
    }

    SubscriberEnd subscribe(String pattern, SubscribeTerms terms) {
        SubscriberEnd end = make(pattern, terms);
        topics.subscribe(end.subscriber());
        write();
        return end;
    }

    /** A subscription that is granted, and whose application takes all that comes. */
    SubscriberEnd active(int mode) {
        SubscriberEnd end = subscribe(terms(mode));
        end.id = letter().id();
        grant(end, mode);
        request(end, Long.MAX_VALUE);
        letters();
        return end;
    }

    void grant(SubscriberEnd end, int mode) {
        read(granted(end.id, mode == 0 ? Map.of() : Map.of("ackWait", 30_000)));
    }

    void request(SubscriberEnd end, long events) {
        end.subscriber().request(events);
        write();
    }

    void ack(SubscriberEnd end, long seq) {
        end.subscriber().ack(seq);
        write();
    }

    void nack(SubscriberEnd end, long seq, long delay) {
        end.subscriber().nack(seq, delay);
        write();
    }

    void unsubscribe(SubscriberEnd end) {
        end.subscriber().unsubscribe(false);
        write();
    }

    // As a producer

    Result publish(int mode) {
        return publish(mode, null, -1);
    }

    Result publish(int mode, @Nullable ProducerId producer, long deadlineMillis) {
        return publish(mode, producer, deadlineMillis, 1);
    }

    Result publish(int mode, @Nullable ProducerId producer, long deadlineMillis, Object payload) {
        Result result = new Result();
        OutboundPublish publish =
                new OutboundPublish(
                        "a.b".getBytes(UTF_8),
                        Map.of(),
                        Payload.item(Letter.encode(payload)),
                        Delivery.of(mode),
                        false,
                        producer,
                        false,
                        deadlineMillis < 0 ? Session.NEVER : now() + deadlineMillis * 1_000_000,
                        result);
        result.publish = publish;
        topics.publishes().publish(publish);
        write();
        return result;
    }

    void cancel(Result result) {
        topics.publishes().cancel(result.publish);
        write();
    }

    // Letters

    static Letter subscribeLetter(String id, String pattern) {
        return new Letter(4, id, null, pattern, null, null, null);
    }

    static Letter granted(String ref, Map<String, Object> payload) {
        return new Letter(4, null, ref, null, null, payload, null);
    }

    static Letter refused(String ref, int code) {
        return new Letter(4, null, ref, null, null, null, Letter.error(code, "no"));
    }

    static Letter flow(String ref, String verb, @Nullable Object credit) {
        return new Letter(4, null, ref, verb, null, credit, null);
    }

    static Letter unsubscribed(String ref) {
        return new Letter(5, null, ref, null, null, null, null);
    }

    static Letter unsubscribed(String ref, int code) {
        return new Letter(5, null, ref, null, null, null, Letter.error(code, "over"));
    }

    static Letter publishLetter(String id, String topic, @Nullable Object payload) {
        return new Letter(6, id, null, topic, null, payload, null);
    }

    static Letter accepted(String ref) {
        return new Letter(6, null, ref, null, null, null, null);
    }

    static Letter publishRefused(String ref, int code) {
        return new Letter(6, null, ref, null, null, null, Letter.error(code, "no"));
    }

    /** An event of mode 0. */
    static Letter event(String ref) {
        return new Letter(7, null, ref, "a.b", null, 1, null);
    }

    /** An event of modes 1 and 2. */
    static Letter event(String ref, long seq) {
        return event(ref).withMeta("seq", seq);
    }

    static Letter event(String ref, long seq, long attempt) {
        return event(ref, seq).withMeta("attempt", attempt);
    }

    static Letter ack(String ref, Object... numbers) {
        return new Letter(7, null, ref, "ack", null, List.of(numbers), null);
    }

    static Letter nack(String ref, Object... numbers) {
        return new Letter(7, null, ref, "nack", null, List.of(numbers), null);
    }

    /** Letters of the types of topics that were written since the last call. */
    List<Letter> written() {
        return letters().stream().filter(letter -> letter.type() >= 4).toList();
    }

    /** The same, one word each: what they are, with the code or the numbers. */
    List<String> words() {
        return written().stream().map(TopicsBench::word).toList();
    }

    static String word(Letter letter) {
        String code = letter.error() == null ? "" : " " + ErrorCode.nameOf(letter.code());
        String verb = letter.target();
        if ("part".equals(verb)) {
            return letter.payload() == null ? "no part" : "part";
        }
        return switch (letter.type()) {
            case 4 ->
                    letter.ref() == null
                            ? "subscribe"
                            : verb != null
                                    ? verb + (letter.payload() == null ? "" : letter.payload())
                                    : letter.error() == null ? "grant" : "refusal" + code;
            case 5 -> "unsubscribe" + code;
            case 6 ->
                    letter.ref() == null
                            ? "publish"
                            : letter.error() == null ? "accepted" : "refusal" + code;
            default ->
                    "ack".equals(verb) || "nack".equals(verb)
                            ? verb + letter.payload()
                            : "event" + (letter.meta() == null ? "" : " " + letter.meta());
        };
    }
}
