package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.Identity;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** §9.14: what goes on, waits or stands still while a session has no connection. */
class DetachedTest {

    private final List<Peer> peers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by listen()
    private Hub hub;

    private Listener listen(Sim sim) {
        return listen(sim, sim.options().withResume(RawSession.QUICK), HubOptions.DEFAULT);
    }

    private Listener listen(Sim sim, PeerOptions options, HubOptions hubOptions) {
        hub = sim.hub(hubOptions);
        return sim.await(
                sim.listen("hall")
                        .options(options)
                        .trusted()
                        .hub(hub)
                        .onPeer(peers::add)
                        .onCall(
                                "wait",
                                Integer.class,
                                (n, call) -> {
                                    CompletableFuture<Integer> result = new CompletableFuture<>();
                                    call.onCancel(
                                            () -> {
                                                told.add("call " + n + " is over");
                                                result.complete(n);
                                            });
                                    return result;
                                })
                        .onStream(
                                "stream",
                                Integer.class,
                                (n, stream) -> {
                                    stream.closed()
                                            .whenComplete(
                                                    (done, failure) ->
                                                            told.add(
                                                                    "stream is over "
                                                                            + (failure != null)));
                                    return subscriber -> subscriber.onSubscribe(new Never(told));
                                })
                        .start());
    }

    /** A source that has nothing to give. */
    private record Never(List<String> told) implements java.util.concurrent.Flow.Subscription {
        @Override
        public void request(long n) {
            // Never comes.
        }

        @Override
        public void cancel() {
            told.add("source is over");
        }
    }

    private static Letter subscribe(RawSession session, Map<String, Object> meta) {
        Letter open = new Letter(4, session.nextId(), null, "t", meta, null, null);
        session.send(open);
        assertThat(session.readOne().error()).isNull();
        return open;
    }

    private static Letter answer(Letter open, String verb, Object... numbers) {
        return new Letter(7, null, open.id(), verb, null, List.of(numbers), null);
    }

    private void publish(Sim sim, int payload) {
        sim.await(
                hub.publish("t").with(payload).delivery(dev.fluxar.Delivery.AT_LEAST_ONCE).send());
        sim.run();
    }

    private static List<Object> events(RawSession session) {
        return payloads(session.read().stream().filter(letter -> letter.type() == 7).toList());
    }

    private static List<Object> payloads(List<Letter> letters) {
        return letters.stream().<Object>map(Letter::payload).toList();
    }

    // §9.14-1: ackWait stands still, and begins anew
    @SimTest
    void theWaitForAnAckBeginsAnew(Sim sim) {
        listen(sim);
        RawSession session = RawSession.connect(sim, "hall");
        Letter open = subscribe(session, Map.of("mode", 1, "ackWait", 1000));
        publish(sim, 7);
        publish(sim, 8);
        assertThat(payloads(session.read())).containsExactly(7, 8);
        sim.advance(Duration.ofMillis(900));
        session.link().close();
        sim.advance(Duration.ofSeconds(10));
        session.resume("hall", 1);
        sim.advance(Duration.ofMillis(999));
        assertThat(session.read()).isEmpty();
        session.send(answer(open, "ack", 1, 1));
        sim.advance(Duration.ofMillis(2));
        Letter again = session.readOne();
        assertThat(again.payload()).isEqualTo(8);
        assertThat(again.meta()).containsEntry("attempt", 2);
        sim.advance(Duration.ofMillis(1000));
        assertThat(session.readOne().meta()).containsEntry("attempt", 3);
    }

    // §9.14-1: the delay of a nack runs on
    @SimTest
    void theDelayOfANackRunsOn(Sim sim) {
        listen(sim);
        RawSession session = RawSession.connect(sim, "hall");
        Letter open = subscribe(session, Map.of("mode", 1, "ackWait", 1000));
        publish(sim, 7);
        session.read();
        session.send(answer(open, "nack", 1, 1, 1, 3000));
        session.link().close();
        sim.advance(Duration.ofSeconds(2));
        session.resume("hall", 1);
        assertThat(session.read()).isEmpty();
        session.link().close();
        sim.advance(Duration.ofSeconds(2));
        session.resume("hall", 2);
        assertThat(session.readOne().meta()).containsEntry("attempt", 2);
    }

    // §9.14-1: acks that were read before the loss count, and events that come meanwhile wait
    @SimTest
    void eventsWait(Sim sim) {
        listen(sim);
        RawSession session = RawSession.connect(sim, "hall");
        subscribe(session, Map.of("mode", 1));
        session.link().close();
        for (int i = 0; i < 5; i++) {
            publish(sim, i);
        }
        session.resume("hall", 1);
        assertThat(payloads(session.read())).containsExactly(0, 1, 2, 3, 4);
    }

    // §9.14-1 with §10.27-1 §10.27-2
    @SimTest
    void eventsOfMode0WaitAndAreThenDropped(Sim sim) {
        listen(
                sim,
                sim.options().withResume(RawSession.QUICK),
                HubOptions.DEFAULT.withWaiting(3, 1 << 20));
        RawSession session = RawSession.connect(sim, "hall");
        subscribe(session, Map.of("mode", 0));
        session.link().close();
        for (int i = 0; i < 10; i++) {
            publish(sim, i);
        }
        session.resume("hall", 1);
        List<Letter> events = session.read();
        assertThat(payloads(events)).containsExactly(7, 8, 9);
        assertThat(events.get(0).meta()).containsEntry("dropped", 7);
    }

    // §9.14-1 §10.24-3 §10.24-4: what a member of a group has stays with it; what is new does not
    @SimTest
    void whatAMemberOfAGroupHoldsStaysWithIt(Sim sim) {
        for (int mode = 1; mode <= 2; mode++) {
            peers.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                listen(fresh);
                Map<String, Object> meta = Map.of("mode", mode, "group", "g", "ackWait", 1000);
                RawSession one = RawSession.connect(fresh, "hall");
                Letter open = subscribe(one, meta);
                publish(fresh, 1);
                publish(fresh, 2);
                assertThat(payloads(one.read())).containsExactly(1, 2);
                RawSession other = RawSession.connect(fresh, "hall");
                Letter others = subscribe(other, meta);
                one.link().close();
                for (int i = 3; i < 13; i++) {
                    publish(fresh, i);
                    // Who has no connection takes nothing, and keeps nobody waiting. §10.24-1
                    assertThat(payloads(other.read())).containsExactly(i);
                }
                other.send(answer(others, "ack", 1, 10));
                fresh.advance(Duration.ofSeconds(5));
                assertThat(other.read()).isEmpty();
                one.resume("hall", 1);
                one.send(answer(open, "ack", 1, 1));
                one.link().close();
                // Until its subscription has ended, with the session. §9.15-4
                for (int i = 0; i < 5; i++) {
                    fresh.advance(Duration.ofSeconds(11));
                    other.link().send(Letter.ping(Letter.id(900 + i)).bytes()); // Alive.
                }
                assertThat(events(other)).isEmpty();
                fresh.advance(Duration.ofMillis(5500));
                assertThat(events(other)).containsExactly(2);
            }
        }
    }

    // §9.14-1: what was offered to it when it lost its connection goes to another, too
    @SimTest
    void whatAMemberHasNotTakenGoesToAnother(Sim sim) {
        listen(sim);
        Map<String, Object> meta = Map.of("mode", 1, "group", "g");
        RawSession one = RawSession.connect(sim, "hall");
        subscribe(one, meta);
        RawSession other = RawSession.connect(sim, "hall");
        subscribe(other, meta);
        sim.link(peers.get(0)).far().full(true);
        sim.link(peers.get(1)).far().full(true);
        for (int i = 0; i < 10; i++) {
            publish(sim, i);
        }
        sim.link(peers.get(1)).far().full(false);
        sim.run();
        one.link().close();
        sim.run();
        // All but what the first had polled when its connection took no more.
        assertThat(payloads(other.read())).hasSizeGreaterThanOrEqualTo(9);
        one.resume("hall", 1);
        assertThat(payloads(one.read()).size() + other.received).isEqualTo(11);
    }

    // §9.14-1 §10.26-4 §10.28: ended with CONFLICT, and patience begins with the resume
    @SimTest
    void aDurableSubscriptionMayBeAttachedElsewhere(Sim sim) {
        listen(sim);
        Map<String, Object> meta = Map.of("mode", 1, "durable", "d");
        RawSession one = RawSession.connect(sim, "hall");
        Letter open = subscribe(one, meta);
        publish(sim, 1);
        assertThat(payloads(one.read())).containsExactly(1);
        one.link().close();
        RawSession other = RawSession.connect(sim, "hall");
        Letter again = new Letter(4, other.nextId(), null, "t", meta, null, null);
        other.send(again);
        List<Letter> letters = other.read();
        assertThat(letters).hasSize(2);
        assertThat(letters.get(1).payload()).isEqualTo(1);
        sim.advance(Duration.ofSeconds(45));
        assertThat(peers.get(0).stats().exchanges()).isEqualTo(1);
        one.resume("hall", 1);
        Letter end = one.readOne();
        assertThat(end.type()).isEqualTo(5);
        assertThat(end.ref()).isEqualTo(open.id());
        assertThat(end.code()).isEqualTo(ErrorCode.CONFLICT.code());
        sim.advance(Duration.ofSeconds(29));
        assertThat(peers.get(0).stats().exchanges()).isEqualTo(1);
        one.link().send(Letter.ping(Letter.id(99)).bytes()); // Alive.
        sim.advance(Duration.ofSeconds(2));
        assertThat(peers.get(0).stats().exchanges()).isZero();
    }

    // §9.14-1 §9.15-4: handlers run on, and hear of deadlines and of the session's end
    @SimTest
    void handlersHearOfDeadlinesAndOfTheEnd(Sim sim) {
        Listener listener = listen(sim);
        RawSession session = RawSession.connect(sim, "hall");
        session.send(
                Letter.call(session.nextId(), "wait", 1).withMeta("timeout", 2000),
                Letter.call(session.nextId(), "wait", 2),
                Letter.stream(session.nextId(), "stream", 3));
        subscribe(session, Map.of("mode", 1));
        session.link().close();
        sim.advance(Duration.ofMillis(1999));
        assertThat(told).isEmpty();
        sim.advance(Duration.ofMillis(2));
        assertThat(told).containsExactly("call 1 is over");
        session.resume("hall", 1);
        assertThat(session.readOne().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED.code());
        session.link().close();
        assertThat(hub.stats().subscriptions()).isEqualTo(1);
        sim.advance(Duration.ofSeconds(61));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "call 1 is over",
                        "call 2 is over",
                        "source is over",
                        "stream is over true");
        assertThat(hub.stats().subscriptions()).isZero(); // §10.36-2
        assertThat(listener.detached()).isZero();
        assertThat(listener.peers()).isEmpty();
    }

    private final List<RawLink> links = new ArrayList<>();

    private RawSession answer(
            Sim sim, CompletableFuture<Peer> starting, Map<String, Object> changes) {
        sim.run();
        RawSession there = RawSession.answer(sim, links.get(0), 60_000, changes);
        peers.add(sim.await(starting));
        return there;
    }

    private RawSession start(Sim sim, PeerOptions options, Map<String, Object> changes) {
        RawLink.listen(sim, "yard", links::add);
        return answer(
                sim,
                sim.connect("yard").options(options).trusted().start().toCompletableFuture(),
                changes);
    }

    private Letter lose(Sim sim, RawSession there) {
        there.link().close();
        int before = links.size();
        sim.runUntil(() -> links.size() > before, Duration.ofSeconds(1));
        sim.run();
        return links.get(links.size() - 1).firstLetter();
    }

    // §9.14-1: deadlines of the caller, and exchanges, which count on
    @SimTest
    void exchangesCountOn(Sim sim) {
        RawSession there =
                start(
                        sim,
                        sim.options().withResume(RawSession.QUICK),
                        Map.of("limits", Map.of("exchanges", 1)));
        Peer peer = peers.get(0);
        var first = peer.call("c").with(1).send(String.class);
        var second = peer.call("c").with(2).send(String.class);
        var third = peer.call("c").with(3).deadline(Duration.ofSeconds(1)).send(String.class);
        sim.run();
        Letter open = there.readOne();
        Letter hello = lose(sim, there);
        sim.advance(Duration.ofSeconds(2));
        assertThat(third).isCompletedExceptionally();
        there.accept(links.get(1), hello);
        assertThat(there.read()).isEmpty();
        there.send(Letter.reply(open.id(), "one"));
        assertThat(sim.await(first)).isEqualTo("one");
        assertThat(there.readOne().payload()).isEqualTo(2);
        assertThat(second).isNotDone();
    }

    // §9.14-1: acks are gathered, and due at once behind the replay
    @SimTest
    void acksOfEventsAreGathered(Sim sim) {
        RawSession there = start(sim, sim.options().withResume(RawSession.QUICK), Map.of());
        Peer peer = peers.get(0);
        List<CompletableFuture<@Nullable Void>> settled = new ArrayList<>();
        var subscribing =
                peer.subscribe("t")
                        .delivery(dev.fluxar.Delivery.AT_LEAST_ONCE)
                        .eachAsync(
                                Integer.class,
                                event -> {
                                    CompletableFuture<@Nullable Void> done =
                                            new CompletableFuture<>();
                                    settled.add(done);
                                    return done;
                                });
        sim.run();
        String ref = there.readOne().id();
        there.send(new Letter(4, null, ref, null, null, Map.of("ackWait", 30_000), null));
        sim.await(subscribing);
        for (int seq = 1; seq <= 5; seq++) {
            there.send(new Letter(7, null, ref, "t", Map.of("seq", seq), seq, null));
        }
        Letter hello = lose(sim, there);
        for (CompletableFuture<@Nullable Void> each : settled) {
            each.complete(null);
            sim.advance(Duration.ofMillis(300));
        }
        there.accept(links.get(1), hello);
        List<Object> acked = new ArrayList<>();
        for (Letter ack : there.read()) {
            assertThat(ack.target()).isEqualTo("ack");
            acked.add(ack.payload());
        }
        assertThat(acked.get(0)).isEqualTo(List.of(1, 5));
        assertThat(acked).hasSize(1);
    }

    private static void fails(Sim sim, CompletableFuture<?> future) {
        sim.run();
        assertThat(future).isDone();
        assertThatThrownBy(future::join)
                .hasCauseInstanceOf(FluxarException.class)
                .satisfies(
                        e ->
                                assertThat(((FluxarException) e.getCause()).code())
                                        .isEqualTo(ErrorCode.UNAVAILABLE.code()));
    }

    // §9.14-1: a ping under way is forgotten, and so is an auth, by who presents and who decides
    @SimTest
    void pingsAndCredentialsUnderWayAreForgotten(Sim sim) {
        Credentials token = Credentials.bearer("s3cret");
        PeerOptions options =
                sim.options().withResume(RawSession.QUICK).withCredentials(() -> token);
        RawSession there =
                start(
                        sim,
                        options,
                        Map.of(
                                "caps",
                                Map.of("resume", true, "parts", true, "auth", true),
                                "auth",
                                Map.of("principal", "ada")));
        Peer peer = peers.get(0);
        CompletableFuture<Duration> ping = peer.ping();
        CompletableFuture<Identity> identity = peer.authenticate(token);
        sim.run();
        assertThat(there.link().letters())
                .extracting(Letter::target)
                .containsExactly("ping", "auth");
        Letter hello = lose(sim, there);
        fails(sim, ping);
        fails(sim, identity);
        fails(sim, peer.authenticate(token));
        there.accept(links.get(1), hello);
        assertThat(there.link().letters()).isEmpty();
        var again = peer.ping();
        sim.run();
        there.link().send(Letter.answered(there.readOne().id()).bytes());
        assertThat(again).isCompleted();
    }

    // §9.14-1: a decision that comes late is told nobody
    @SimTest
    void aDecisionAboutCredentialsComesTooLate(Sim sim) {
        List<CompletableFuture<Authentication>> decisions = new ArrayList<>();
        Authenticator slow =
                attempt -> {
                    decisions.add(new CompletableFuture<>());
                    return decisions.get(decisions.size() - 1);
                };
        listen(
                sim,
                sim.options()
                        .withResume(RawSession.QUICK)
                        .withSecurity(
                                dev.fluxar.Security.NONE
                                        .withAuthenticator(slow)
                                        .withAnonymous(true)),
                HubOptions.DEFAULT);
        RawSession session =
                RawSession.connect(
                        sim,
                        "hall",
                        Map.of("caps", Map.of("resume", true, "parts", true, "auth", true)));
        session.link().send(AuthBench.auth(session.nextId(), AuthBench.TOKEN).bytes());
        assertThat(decisions).hasSize(1);
        session.link().close();
        sim.run();
        decisions.get(0).complete(Authentication.accepted("ada"));
        sim.run();
        session.resume("hall", 1);
        assertThat(session.link().letters()).isEmpty();
        assertThat(peers.get(0).principal()).isEmpty();
    }
}
