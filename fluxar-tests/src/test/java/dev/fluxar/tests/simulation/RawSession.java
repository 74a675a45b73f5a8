package dev.fluxar.tests.simulation;

import dev.fluxar.tests.sim.Sim;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A session that survives, kept by hand at either end: its numbers, and the proofs that resume it,
 * from the specification (§9.7, §9.11, §9.12).
 */
final class RawSession {

    /**
     * Losses follow each other at once in these tests, and the search for another connection must
     * not become slower by it.
     */
    static final dev.fluxar.Resume QUICK =
            dev.fluxar.Resume.DEFAULT.withReconnect(
                    new dev.fluxar.Reconnect(
                            java.time.Duration.ofMillis(50),
                            java.time.Duration.ofMillis(50),
                            false));

    static final Map<String, Object> CAPS = Map.of("batch", true, "parts", true, "resume", true);

    final Sim sim;
    byte[] id = new byte[16];
    byte[] secret = new byte[32];

    /** The number given last, and the highest that was read. */
    long written;

    long received;

    private RawLink link;
    private int ids = 1;

    RawSession(Sim sim, RawLink link) {
        this.sim = sim;
        this.link = link;
    }

    /** Connects to a runtime that listens, and shakes hands. */
    static RawSession connect(Sim sim, String name) {
        return connect(sim, name, Map.of());
    }

    /** Likewise, with this besides in the offer. */
    @SuppressWarnings("unchecked")
    static RawSession connect(Sim sim, String name, Map<String, Object> more) {
        RawSession session = new RawSession(sim, RawLink.connect(sim, name));
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("versions", List.of(1));
        offer.put("caps", CAPS);
        offer.putAll(more);
        session.link.send(Letter.hello(session.nextId(), offer).bytes());
        Map<String, Object> answer = session.link.letter().inner("answer");
        session.id = (byte[]) answer.get("session");
        session.secret = (byte[]) ((Map<String, Object>) answer.get("resume")).get("secret");
        return session;
    }

    /** Answers the hello of a runtime that asks for a new session. */
    static RawSession answer(Sim sim, RawLink link, long windowMillis, Map<String, Object> more) {
        RawSession session = new RawSession(sim, link);
        for (int i = 0; i < 32; i++) {
            session.secret[i] = (byte) (i * 7);
        }
        Arrays.fill(session.id, (byte) 5);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", 1);
        answer.put("session", session.id);
        answer.put("heartbeat", 15_000);
        answer.put("caps", CAPS);
        answer.put("resume", Map.of("secret", session.secret, "window", windowMillis));
        answer.putAll(more);
        link.send(Letter.answer(link.letter().id(), answer).bytes());
        return session;
    }

    RawLink link() {
        return link;
    }

    String nextId() {
        return Letter.id(ids++);
    }

    // While it has a connection

    /** Sends tracked letters in one frame. */
    void send(@Nullable Letter... letters) {
        link.send(content(letters));
    }

    /** A frame of tracked letters, which have their numbers by that. */
    byte[] content(@Nullable Letter... letters) {
        byte[] content = NumberedFrame.content(written + 1, letters);
        written += letters.length;
        return content;
    }

    /** Reads what has come, and counts it; without acks. */
    List<Letter> read() {
        List<Letter> letters = new ArrayList<>();
        for (NumberedFrame frame : link.frames()) {
            long next = frame.number();
            for (Letter letter : frame.letters()) {
                boolean ack = letter.type() == 1 && "ack".equals(letter.target());
                if (letter.type() != 1) {
                    received = Math.max(received, next++);
                }
                if (!ack) {
                    letters.add(letter);
                }
            }
        }
        return letters;
    }

    /** The one letter that has come. */
    Letter readOne() {
        List<Letter> letters = read();
        if (letters.size() != 1) {
            throw new AssertionError("expected one letter, not " + letters);
        }
        return letters.get(0);
    }

    /** Acks everything that was read. */
    void ack() {
        ack(received);
    }

    void ack(long number) {
        link.send(new Letter(1, null, null, "ack", null, Map.of("received", number), null).bytes());
    }

    /** A call goes there and back. */
    void requireLive(String target, Object payload, Object expected) {
        send(Letter.call(nextId(), target, payload));
        Letter reply = readOne();
        if (!expected.equals(reply.payload())) {
            throw new AssertionError("expected " + expected + ", not " + reply);
        }
    }

    // Resuming, as the initiator

    /** The offer of a resume, in the right form, but for what is said here. */
    byte[] offer(long epoch, long theReceived, Map<String, Object> changes) {
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("versions", List.of(1));
        offer.put("caps", CAPS);
        offer.put("resume", Map.of("session", id, "epoch", epoch, "received", theReceived));
        offer.putAll(changes);
        return Letter.encode(offer);
    }

    /** A hello with a proof by a secret. */
    static Letter hello(String id, byte[] offer, byte[] secret) {
        byte[] proof = hmac(secret, Arrays.asList("FLUXAR1 resume", offer, null));
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("offer", offer);
        payload.put("proof", proof);
        return new Letter(1, id, null, null, null, payload, null);
    }

    static byte[] hmac(byte[] secret, List<@Nullable Object> input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(Letter.encode(input));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Tries to resume over a fresh connection; returns what is answered there. */
    Letter tryResume(String name, byte[] offer) {
        RawLink fresh = RawLink.connect(sim, name);
        fresh.send(hello(nextId(), offer, secret).bytes());
        Letter first = fresh.firstLetter();
        if (first.error() == null) {
            link = fresh;
        }
        return first;
    }

    /** Resumes over a fresh connection; what is sent again there waits to be read. */
    Map<String, Object> resume(String name, long epoch) {
        return resume(name, epoch, Map.of());
    }

    /** Likewise, with this besides in the offer. */
    Map<String, Object> resume(String name, long epoch, Map<String, Object> changes) {
        byte[] offer = offer(epoch, received, changes);
        RawLink fresh = RawLink.connect(sim, name);
        fresh.send(hello(nextId(), offer, secret).bytes());
        link = fresh;
        return verified(fresh.firstLetter(), offer);
    }

    /** The answer, whose proof must be right. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> verified(Letter letter, byte[] offer) {
        if (letter.error() != null) {
            throw new AssertionError("refused with " + letter.error());
        }
        Map<String, Object> payload = (Map<String, Object>) letter.payload();
        byte[] answer = (byte[]) payload.get("answer");
        byte[] proof = hmac(secret, Arrays.asList("FLUXAR1 resumed", offer, null, answer));
        if (!Arrays.equals(proof, (byte[]) payload.get("proof"))) {
            throw new AssertionError("the proof of the answer is wrong");
        }
        return (Map<String, Object>) Letter.decode(answer);
    }

    // Resuming, as the responder

    /** What a hello that resumes says. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> resumeOf(Letter hello) {
        return (Map<String, Object>) hello.inner("offer").get("resume");
    }

    /** The answer to a hello that resumes, with a proof by a secret unless that is null. */
    Letter answered(
            Letter hello, long theReceived, Map<String, Object> changes, byte @Nullable [] by) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", 1);
        answer.put("session", id);
        answer.put("heartbeat", 15_000);
        answer.put("caps", CAPS);
        answer.put("resume", Map.of("received", theReceived));
        answer.putAll(changes);
        byte[] encoded = Letter.encode(answer);
        byte[] offer = (byte[]) ((Map<?, ?>) hello.payload()).get("offer");
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("answer", encoded);
        if (by != null) {
            payload.put("proof", hmac(by, Arrays.asList("FLUXAR1 resumed", offer, null, encoded)));
        }
        return new Letter(1, null, hello.id(), null, null, payload, null);
    }

    /** Accepts a resume: the connection is this session's from now on. */
    void accept(RawLink fresh, Letter hello) {
        accept(fresh, hello, Map.of());
    }

    /** Likewise, with this besides in the answer. */
    void accept(RawLink fresh, Letter hello, Map<String, Object> changes) {
        link = fresh;
        fresh.send(answered(hello, received, changes, secret).bytes());
    }

    /** Refuses a resume, for a reason. */
    static Letter refusal(Letter hello, String reason, long received) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reason", reason);
        if (received >= 0) {
            data.put("received", received);
        }
        Map<String, Object> error = Letter.error(309, "no");
        error.put("data", data);
        return new Letter(1, null, hello.id(), null, null, null, error);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> data(Letter refusal) {
        return (Map<String, Object>) refusal.error().get("data");
    }
}
