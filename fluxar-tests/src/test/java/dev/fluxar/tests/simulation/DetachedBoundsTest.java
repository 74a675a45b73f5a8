package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is kept of sessions without a connection, and for them, is bounded. */
class DetachedBoundsTest {

    private static final long BUDGET = 4 << 20;
    private static final int REPLAY = 256 << 10;

    private final List<CompletableFuture<String>> running = new ArrayList<>();

    private static PeerOptions options(Sim sim, Resume resume) {
        return sim.options()
                .withLimits(Limits.DEFAULT.withBudget(BUDGET))
                .withResume(resume.withReplay(REPLAY));
    }

    private Listener listen(Sim sim, PeerOptions options) {
        return sim.await(
                sim.listen("hall")
                        .options(options)
                        .trusted()
                        .onCall("double", Integer.class, (n, call) -> done(2 * n))
                        .onCall(
                                "wait",
                                Integer.class,
                                (n, call) -> {
                                    CompletableFuture<String> result = new CompletableFuture<>();
                                    running.add(result);
                                    return result;
                                })
                        .start());
    }

    private static CompletableFuture<Integer> done(int value) {
        return CompletableFuture.completedFuture(value);
    }

    /** Of somebody. */
    private static RawSession connect(Sim sim, String who) {
        return RawSession.connect(
                sim, "hall", Map.of("auth", Map.of("scheme", "bearer", "token", who)));
    }

    private static PeerOptions admitting(PeerOptions options) {
        return options.withAuthenticator(
                attempt ->
                        CompletableFuture.completedFuture(
                                Authentication.accepted(
                                        ((Credentials.Bearer) attempt.credentials()).token())));
    }

    private static String tried(RawSession session, String who) {
        Map<String, Object> auth = Map.of("auth", Map.of("scheme", "bearer", "token", who));
        Letter answer = session.tryResume("hall", session.offer(1, session.received, auth));
        return answer.error() == null
                ? "resumed"
                : String.valueOf(RawSession.data(answer).get("reason"));
    }

    // §11.6-2 §11.6-4: of all, the one that has been detached longest
    @SimTest
    void thereAreOnlySoMany(Sim sim) {
        Listener listener = listen(sim, admitting(options(sim, Resume.DEFAULT.withDetached(8))));
        List<RawSession> sessions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sessions.add(connect(sim, "user " + i));
        }
        for (int i = 11; i >= 0; i--) {
            sessions.get(i).link().close();
            assertThat(listener.detached()).isEqualTo(Math.min(8, 12 - i));
        }
        assertThat(listener.peers()).hasSize(8);
        for (int i = 11; i >= 0; i--) {
            assertThat(tried(sessions.get(i), "user " + i)).isEqualTo(i > 7 ? "ended" : "resumed");
        }
        assertThat(listener.detached()).isZero();
    }

    // §11.6-3 §11.6-4: of one principal, or of one address
    @SimTest
    void oneMayHaveAPartOnly(Sim sim) {
        Listener listener =
                listen(
                        sim,
                        admitting(options(sim, Resume.DEFAULT.withDetached(16)))
                                .withAnonymous(true));
        RawSession other = connect(sim, "eve");
        other.link().close();
        List<RawSession> sessions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawSession session = connect(sim, "ada");
            session.link().close();
            sessions.add(session);
        }
        List<RawSession> nobodys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawSession session = RawSession.connect(sim, "hall");
            session.link().close();
            nobodys.add(session);
        }
        assertThat(listener.detached()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertThat(tried(sessions.get(i), "ada")).isEqualTo(i < 3 ? "ended" : "resumed");
            Letter answer = nobodys.get(i).tryResume("hall", nobodys.get(i).offer(1, 0, Map.of()));
            assertThat(answer.error() == null).isEqualTo(i >= 3);
        }
        assertThat(tried(other, "eve")).isEqualTo("resumed");
        assertThat(listener.detached()).isZero();
    }

    // §11.6-2 §11.6-4: in bytes, which grow while there is no connection
    @SimTest
    void thereAreOnlySoManyBytes(Sim sim) {
        Resume resume = Resume.DEFAULT.withDetachedBytes(1 << 20);
        Listener listener = listen(sim, admitting(options(sim, resume)));
        List<RawSession> sessions = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            RawSession session = connect(sim, "user " + i);
            session.send(
                    Letter.call(session.nextId(), "wait", 1),
                    Letter.call(session.nextId(), "wait", 2));
            sessions.add(session);
        }
        for (RawSession session : sessions) {
            session.link().close();
        }
        assertThat(listener.detached()).isEqualTo(16);
        for (int i = 0; i < 32; i += 2) {
            running.get(i).complete("x".repeat(100_000));
            sim.run();
            assertThat(listener.detached()).isEqualTo(i < 20 ? 16 : 16 - (i - 18) / 2);
            assertThat(listener.peers().stream().mapToLong(peer -> peer.stats().held()).sum())
                    .isLessThan(1 << 20);
        }
        // More for one than its part: an eighth.
        Peer last = new ArrayList<>(listener.peers()).get(0);
        assertThat(last.stats().held()).isGreaterThan(100_000);
        int before = listener.detached();
        running.get(31).complete("x".repeat(60_000));
        sim.run();
        assertThat(listener.detached()).isEqualTo(before - 1);
        assertThat(tried(sessions.get(15), "user 15")).isEqualTo("ended");
        assertThat(tried(sessions.get(14), "user 14")).isEqualTo("resumed");
    }

    // §11.6: and the ranges
    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> Resume.DEFAULT.withDetachedBytes((1 << 20) - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("detachedBytes is 1048575, expected at least 1048576");
        assertThatThrownBy(() -> Resume.DEFAULT.withDetached(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("detached is 0, expected at least 1");
        assertThat(Resume.DEFAULT.withDetachedBytes(1 << 21).withDetached(3).withReplay(5000))
                .isEqualTo(
                        new Resume(
                                Duration.ofMinutes(1),
                                5000,
                                3,
                                1 << 21,
                                Resume.DEFAULT.reconnect()));
    }

    // §9.14-1 §11.3-2: what is opened waits within the budget, then fails; all of it goes out
    @SimTest
    void opensWaitWithinTheBudget(Sim sim) {
        List<RawLink> links = new ArrayList<>();
        RawLink.listen(sim, "yard", links::add);
        CompletableFuture<Peer> starting =
                sim.connect("yard")
                        .options(options(sim, Resume.DEFAULT))
                        .trusted()
                        .start()
                        .toCompletableFuture();
        sim.run();
        RawSession there = RawSession.answer(sim, links.get(0), 60_000, Map.of());
        Peer peer = sim.await(starting);
        // Kept up to the bound, while nothing is acked. §9.9-2 §9.9-3
        List<CompletableFuture<String>> calls = new ArrayList<>();
        String payload = "x".repeat(10_000);
        for (int i = 0; i < 60; i++) {
            calls.add(peer.call("c").with(payload).send(String.class));
        }
        sim.run();
        assertThat(there.read()).hasSizeBetween(20, 26);
        assertThat(peer.stats().replay()).isBetween(200_000L, (long) REPLAY);
        there.link().close();
        CompletableFuture<String> refused = null;
        while (refused == null && calls.size() < 1000) {
            CompletableFuture<String> call = peer.call("c").with(payload).send(String.class);
            sim.run(); // No time passes.
            if (call.isDone()) {
                refused = call;
            } else {
                calls.add(call);
            }
        }
        assertThat(refused).isNotNull();
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED.code());
                            assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                        });
        assertThat(peer.isOpen()).isTrue();
        assertThat(peer.stats().held()).isBetween(BUDGET / 4, BUDGET / 2);
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        sim.run();
        there.accept(links.get(1), links.get(1).firstLetter());
        long last = -1;
        while (last != there.received) {
            last = there.received;
            there.read();
            assertThat(peer.stats().replay()).isLessThanOrEqualTo(REPLAY);
            there.ack();
        }
        assertThat(there.received).isEqualTo(calls.size());
        assertThat(peer.stats().held()).isZero();
        assertThat(peer.stats().replay()).isZero();
        assertThat(calls).noneMatch(CompletableFuture::isDone);
    }

    // §9.10-1 §11.3-2 §11.7-4: then errors take their place, and too many of them end the session
    @SimTest
    void repliesBeyondTheBudgetEndTheSession(Sim sim) {
        Listener listener = listen(sim, options(sim, Resume.DEFAULT));
        RawSession session = RawSession.connect(sim, "hall");
        for (int i = 0; i < 1000; i++) {
            session.send(Letter.call(session.nextId(), "wait", i));
        }
        session.link().close();
        Peer peer = new ArrayList<>(listener.peers()).get(0);
        int answered = 0;
        while (peer.isOpen() && answered < 1000) {
            running.get(answered++).complete("x".repeat(10_000));
            sim.run();
            assertThat(peer.stats().held()).isLessThan(BUDGET / 2 + 64 * 1024);
        }
        assertThat(answered).isBetween(300, 900);
        assertThat(listener.detached()).isZero();
        assertThatThrownBy(() -> sim.await(peer.closed()))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED.code()));
        Letter refusal = session.tryResume("hall", session.offer(1, 0, Map.of()));
        assertThat(RawSession.data(refusal)).isEqualTo(Map.of("reason", "ended", "received", 1000));
    }
}
