package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.ErrorCode;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import dev.fluxar.transport.ChannelClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whoever comes to resume a session at a listener, and is or is not who he says. */
class ResumeAtListenerTest {

    private final List<Peer> peers = new ArrayList<>();
    private final List<PeerChange.Kind> changes = new ArrayList<>();

    private Listener listen(Sim sim, boolean trusted) {
        PeerOptions options =
                sim.options().withResume(Resume.DEFAULT.withWindow(Duration.ofSeconds(60)));
        var binder =
                sim.listen("hall")
                        .options(options)
                        .onPeer(
                                peer -> {
                                    peers.add(peer);
                                    peer.onChange(change -> changes.add(change.kind()));
                                })
                        .onCall(
                                "double",
                                Integer.class,
                                (n, call) -> CompletableFuture.completedFuture(2 * n))
                        .onCall(
                                "later",
                                Integer.class,
                                (n, call) -> sim.after(Duration.ofSeconds(1)).thenApply(done -> n));
        return sim.await((trusted ? binder.trusted() : binder).start());
    }

    private static void live(RawSession session) {
        session.requireLive("double", 21, 42);
    }

    private static void refused(Letter answer, String reason, @Nullable Long received) {
        assertThat(answer.code()).isEqualTo(309);
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("reason", reason);
        if (received != null) {
            expected.put("received", received.intValue());
        }
        assertThat(RawSession.data(answer)).isEqualTo(expected);
    }

    // §9.11-5 §9.12-4 §9.12-5 §9.6-3: two sessions have two secrets
    @SimTest
    void whoProvesItIsAnsweredWithAProof(Sim sim) {
        Listener listener = listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        assertThat(RawSession.connect(sim, "hall").secret).isNotEqualTo(session.secret);
        live(session);
        session.send(Letter.call(session.nextId(), "later", 7));
        session.link().close();
        assertThat(listener.detached()).isEqualTo(1);
        sim.advance(Duration.ofSeconds(2));
        Map<String, Object> answer = session.resume("hall", 1);
        assertThat(answer.get("version")).isEqualTo(1);
        assertThat((byte[]) answer.get("session")).isEqualTo(session.id);
        assertThat(answer.get("caps")).isEqualTo(RawSession.CAPS);
        assertThat(answer.get("resume")).isEqualTo(Map.of("received", 2));
        // §9.13-1 §9.7-3: what was replied meanwhile follows, under its number
        NumberedFrame replayed = session.link().frames().get(0);
        assertThat(replayed.number()).isEqualTo(2);
        assertThat(replayed.letters().get(0).payload()).isEqualTo(7);
        session.received = 2;
        live(session);
        assertThat(listener.detached()).isZero();
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED, PeerChange.Kind.RESUMED);
    }

    // §9.6-1: over what everybody reads, it is not chosen
    @SimTest
    void anOpenChannelHasNoSessionsThatSurvive(Sim sim) {
        listen(sim, false);
        RawLink link = RawLink.connect(sim, "hall");
        link.send(
                Letter.hello(Letter.id(1), Map.of("versions", List.of(1), "caps", RawSession.CAPS))
                        .bytes());
        Map<String, Object> answer = link.letter().inner("answer");
        assertThat(answer).doesNotContainKey("resume");
        assertThat(answer.get("caps")).isEqualTo(Map.of("batch", true, "parts", true));
    }

    // §9.12-2: by the letter
    @SimTest
    void anUnknownSessionAndAWrongProofAreRefusedWithTheSameBytes(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        byte[] offer = session.offer(1, 0, Map.of());
        byte[] unknown =
                session.offer(
                        1,
                        0,
                        Map.of(
                                "resume",
                                Map.of("session", new byte[16], "epoch", 1, "received", 0)));
        List<byte[]> answers = new ArrayList<>();
        for (Letter hello :
                List.of(
                        RawSession.hello(Letter.id(77), offer, new byte[32]),
                        RawSession.hello(Letter.id(77), unknown, session.secret),
                        RawSession.hello(Letter.id(77), unknown, new byte[32]))) {
            RawLink link = RawLink.connect(sim, "hall");
            link.send(hello.bytes());
            answers.add(link.bytes());
            assertThat(link.closed).isTrue();
        }
        refused(
                Letter.read(Arrays.copyOfRange(answers.get(0), 4, answers.get(0).length)).get(0),
                "unknown",
                null);
        assertThat(answers.get(1)).isEqualTo(answers.get(0));
        assertThat(answers.get(2)).isEqualTo(answers.get(0));
        live(session);
        assertThat(changes).isEmpty();
    }

    // §9.12-1 row 1, §9.11-7
    @SimTest
    void aFaultInTheOfferIsNoResume(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        byte[] lacking =
                session.offer(1, 0, Map.of("resume", Map.of("session", session.id, "epoch", 1)));
        assertThat(session.tryResume("hall", lacking).code()).isEqualTo(ErrorCode.MALFORMED.code());
        byte[] future = session.offer(1, 0, Map.of("versions", List.of(9)));
        assertThat(session.tryResume("hall", future).code())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        RawLink link = RawLink.connect(sim, "hall");
        Letter unproven = Letter.hello(Letter.id(5), Map.of());
        unproven =
                new Letter(
                        1,
                        unproven.id(),
                        null,
                        null,
                        null,
                        Map.of("offer", session.offer(1, 0, Map.of())),
                        null);
        link.send(unproven.bytes());
        assertThat(link.letter().code()).isEqualTo(ErrorCode.MALFORMED.code());
        live(session);
        assertThat(changes).isEmpty();
    }

    // §9.12-1 row 4: a hello that was recorded is played again, or an attempt comes late
    @SimTest
    void anEpochIsAcceptedOnce(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        byte[] recorded = session.offer(5, 0, Map.of());
        assertThat(session.tryResume("hall", recorded).error()).isNull();
        live(session);
        refused(session.tryResume("hall", recorded), "epoch", null);
        refused(session.tryResume("hall", session.offer(4, 0, Map.of())), "epoch", null);
        live(session);
        assertThat(session.tryResume("hall", session.offer(6, session.received, Map.of())).error())
                .isNull();
        live(session);
    }

    // §9.12-1 row 5
    @SimTest
    void aWeakerChannelIsRefused(Sim sim) {
        listen(sim, false);
        sim.prepare(link -> link.channelClass(ChannelClass.SEALED));
        RawSession session = RawSession.connect(sim, "hall");
        sim.prepare(link -> {});
        refused(session.tryResume("hall", session.offer(1, 0, Map.of())), "weaker", null);
        live(session);
        for (ChannelClass stronger : List.of(ChannelClass.TRUSTED, ChannelClass.SEALED)) {
            // Compared with the first channel, not with the last.
            sim.prepare(link -> link.channelClass(stronger));
            long epoch = 10 - stronger.number();
            byte[] offer = session.offer(epoch, session.received, Map.of());
            assertThat(session.tryResume("hall", offer).error()).isNull();
            live(session);
        }
    }

    // §9.12-1 row 6
    @SimTest
    void anotherFormIsRefused(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        for (Map<String, Object> changes :
                List.<Map<String, Object>>of(
                        Map.of("versions", List.of(1, 2)),
                        Map.of("caps", Map.of("batch", true, "resume", true)),
                        Map.of("caps", Map.of("batch", true, "parts", true)))) {
            refused(session.tryResume("hall", session.offer(1, 0, changes)), "form", null);
        }
        live(session);
        assertThat(changes).isEmpty();
    }

    // §9.12-1 row 7, §9.15-1 §9.18-2: the session is over, with or without a connection
    @SimTest
    void whatCannotBeReceivedEndsTheSession(Sim sim) {
        Listener listener = listen(sim, true);
        for (boolean detached : new boolean[] {false, true}) {
            for (boolean beyond : new boolean[] {false, true}) {
                RawSession session = RawSession.connect(sim, "hall");
                live(session);
                live(session);
                session.ack();
                RawLink old = session.link();
                if (detached) {
                    old.close();
                }
                Peer peer = peers.get(peers.size() - 1);
                byte[] offer = session.offer(1, beyond ? 3 : 1, Map.of());
                refused(session.tryResume("hall", offer), "received", 2L);
                assertThat(old.closed).isTrue();
                assertThat(old.bytes()).isEmpty();
                assertThat(peer.isOpen()).isFalse();
                assertThat(peer.closed()).isCompletedExceptionally();
                refused(session.tryResume("hall", session.offer(2, 2, Map.of())), "ended", 2L);
            }
        }
        assertThat(listener.peers()).isEmpty();
        assertThat(listener.detached()).isZero();
    }

    // §9.10-6 §9.15-2
    @SimTest
    void behindTheWindowTheSessionHasExpired(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        live(session);
        session.link().close();
        sim.advance(Duration.ofMillis(59_999));
        assertThat(session.tryResume("hall", session.offer(1, 1, Map.of())).error()).isNull();
        session.link().close();
        sim.advance(Duration.ofMillis(60_000)); // A loss after a resume begins a new one.
        refused(session.tryResume("hall", session.offer(2, 1, Map.of())), "expired", 1L);
        assertThat(peers.get(0).isOpen()).isFalse();
    }

    // §9.15-1 §9.15-2 §9.10-1
    @SimTest
    void aSessionThatHasEndedIsToldSo(Sim sim) {
        listen(sim, true);
        for (int how = 0; how < 3; how++) {
            RawSession session = RawSession.connect(sim, "hall");
            live(session);
            switch (how) {
                case 0 -> session.link().send(Letter.fatalBye(Letter.id(9), 100, "x").bytes());
                case 1 -> peers.get(how).close();
                default -> session.link().send(new byte[] {(byte) 0xff});
            }
            sim.run();
            refused(session.tryResume("hall", session.offer(1, 1, Map.of())), "ended", 1L);
            // With a wrong proof nothing is told.
            session.secret = new byte[32];
            refused(session.tryResume("hall", session.offer(1, 1, Map.of())), "unknown", null);
        }
    }

    // §11.6-5
    @SimTest
    void ofSessionsThatHaveEndedTheOldestIsForgottenFirst(Sim sim) {
        listen(sim, true);
        List<RawSession> sessions = new ArrayList<>();
        for (int i = 0; i <= 1024; i++) {
            RawSession session = RawSession.connect(sim, "hall");
            session.link().send(Letter.fatalBye(Letter.id(9), 100, "x").bytes());
            sessions.add(session);
        }
        refused(trial(sessions.get(0)), "unknown", null);
        refused(trial(sessions.get(1)), "ended", 0L);
        refused(trial(sessions.get(1024)), "ended", 0L);
    }

    private static Letter trial(RawSession session) {
        return session.tryResume("hall", session.offer(1, 0, Map.of()));
    }

    /** What breaks the rules of numbers behind a resume. */
    static List<byte[]> faulty(RawSession session) {
        Letter call = Letter.call(Letter.id(99), "double", 1);
        return List.of(
                NumberedFrame.content(session.written + 2, call),
                NumberedFrame.content(0, call),
                call.bytes(),
                new Letter(
                                1,
                                null,
                                null,
                                "ack",
                                null,
                                Map.of("received", session.received + 1),
                                null)
                        .bytes());
    }

    // §9.7-4 §9.8-6 §5.6-2 §9.10-1: the same as without a resume
    @SimTest
    void aViolationBehindTheResumeEndsTheSession(Sim sim) {
        listen(sim, true);
        for (int i = 0; i < 4; i++) {
            RawSession session = RawSession.connect(sim, "hall");
            live(session);
            session.link().close();
            session.resume("hall", 1);
            session.link().send(faulty(session).get(i));
            Letter bye = session.link().letter();
            assertThat(bye.isFatalBye()).isTrue();
            assertThat(bye.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
            assertThat(session.link().closed).isTrue();
            refused(session.tryResume("hall", session.offer(2, 1, Map.of())), "ended", 1L);
        }
    }

    // §9.7-5 §9.13-1: what was received is sent again nevertheless, with the hello in one write
    @SimTest
    void whatComesTwiceIsActedOnOnce(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        Letter first = Letter.call(session.nextId(), "double", 1);
        Letter second = Letter.call(session.nextId(), "double", 2);
        session.send(first);
        assertThat(session.readOne().payload()).isEqualTo(2);
        session.link().close();
        RawLink fresh = RawLink.connect(sim, "hall");
        fresh.send(
                RawSession.hello(session.nextId(), session.offer(1, 1, Map.of()), session.secret)
                        .bytes(),
                NumberedFrame.content(1, first, second));
        List<NumberedFrame> frames = fresh.frames();
        assertThat(frames).hasSize(2);
        assertThat(frames.get(1).number()).isEqualTo(2);
        assertThat(frames.get(1).letters()).hasSize(1);
        assertThat(frames.get(1).letters().get(0).payload()).isEqualTo(4);
    }

    // §9.13-5: what answers is never null, however long ago it was over here
    @SimTest
    void answersAreSentAgainInFull(Sim sim) {
        listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        Letter slow = Letter.call(session.nextId(), "later", 1);
        session.send(
                Letter.call(session.nextId(), "double", 4),
                Letter.call(session.nextId(), "nobody", 1),
                Letter.stream(session.nextId(), "nobody", 1),
                slow,
                Letter.cancel(slow.id()));
        sim.advance(Duration.ofSeconds(2));
        List<Letter> answers = session.read();
        assertThat(answers).hasSize(4);
        assertThat(answers)
                .extracting(Letter::code)
                .containsExactlyInAnyOrder(
                        -1,
                        ErrorCode.NOT_FOUND.code(),
                        ErrorCode.NOT_FOUND.code(),
                        ErrorCode.CANCELLED.code());
        for (int epoch = 1; epoch < 3; epoch++) {
            session.received = 0;
            session.link().close();
            sim.advance(Duration.ofSeconds(30));
            session.resume("hall", epoch);
            assertThat(session.read()).isEqualTo(answers);
        }
    }

    // §9.12-3 §9.10-3: nothing of the old connection counts, and nothing is written there
    @SimTest
    void theConnectionBeforeIsFenced(Sim sim) {
        Listener listener = listen(sim, true);
        RawSession session = RawSession.connect(sim, "hall");
        live(session);
        RawLink old = session.link();
        byte[] late = session.content(Letter.call(session.nextId(), "later", 1));
        session.written--;
        // Under way when the other one is accepted.
        sim.network().links().get(0).latency(Duration.ofMillis(5));
        old.send(late, Letter.fatalBye(Letter.id(44), 100, "x").bytes());
        byte[] offer = session.offer(1, 1, Map.of());
        assertThat(session.tryResume("hall", offer).error()).isNull();
        sim.advance(Duration.ofMillis(10));
        assertThat(old.closed).isTrue();
        assertThat(old.bytes()).isEmpty();
        assertThat(peers.get(0).isConnected()).isTrue();
        assertThat(listener.peers()).hasSize(1);
        live(session);
        sim.advance(Duration.ofSeconds(2));
        assertThat(session.read()).isEmpty(); // Nobody has called "later".
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED, PeerChange.Kind.RESUMED);
    }
}
