package dev.fluxar.tests.fuzz;

import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.Limits;
import dev.fluxar.Listener;
import dev.fluxar.Outcome;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.runtime.Connections;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.sim.SimNetwork;
import dev.fluxar.tests.sim.Splitting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Two peers that talk about everything the protocol has, in virtual time, through a {@link Relay}.
 */
final class Conversation implements AutoCloseable {

    /** Small, so that they are reached. */
    static final Limits LIMITS =
            Limits.DEFAULT
                    .withMessage(4096)
                    .withFrame(8192)
                    .withExchanges(16)
                    .withWaiting(64)
                    .withBudget(1 << 16);

    /** What a session may hold beyond its budget: pings, byes, verbs and refusals. */
    private static final long ALLOWANCE = 64 * 1024 + 4096;

    private final SimNetwork network;
    private final Random random;
    private final Listener listener;
    private final CompletableFuture<Peer> connecting;
    private final List<Peer> peers = new ArrayList<>();
    private final List<CompletableFuture<Object>> later = new ArrayList<>();
    private final List<CompletableFuture<?>> results = new ArrayList<>();

    Conversation(Random random, boolean messages, Relay.Change change) {
        this.random = random;
        network = new SimNetwork(messages);
        if (random.nextBoolean()) {
            network.splitAll(Splitting.random(random));
        }
        PeerOptions options =
                PeerOptions.DEFAULT
                        .withLimits(LIMITS)
                        .withBatch(random.nextInt(4) > 0)
                        .withHandshakeTimeout(Duration.ofSeconds(2));
        URI responder = network.uri("responder");
        CompletableFuture<Listener> listening =
                with(Peer.listen(responder.toString()).options(options)).start();
        Relay.between(network, responder, change);
        connecting = with(Peer.connect(network.uri()).options(options)).start();
        network.loop().run();
        listener = listening.join();
    }

    /** What both sides offer. */
    private <S extends Handlers<S>> S with(S end) {
        return end.onPeer(peers::add)
                .onCall("echo", Object.class, (value, call) -> done(value))
                .onCall("later", Object.class, (value, call) -> parked())
                .onCall(
                        "back",
                        String.class,
                        (text, call) -> call.peer().call("echo").with(text).send(String.class))
                .onCall("none", Object.class, (value, call) -> null)
                .onCall(
                        "fail",
                        Object.class,
                        (value, call) -> {
                            throw new FluxarException(
                                    2000, "on purpose", Outcome.PROCESSED, null, null, null);
                        })
                .onCall(
                        "leave",
                        Object.class,
                        (value, call) -> {
                            call.peer().close();
                            return done("left");
                        });
    }

    private static CompletionStage<Object> done(Object value) {
        return CompletableFuture.completedFuture(value);
    }

    private CompletionStage<Object> parked() {
        CompletableFuture<Object> future = new CompletableFuture<>();
        later.add(future);
        return future;
    }

    /** Talks for some rounds, and may say goodbye. */
    void talk(int rounds) {
        for (int round = 0; round < rounds && !peers.isEmpty(); round++) {
            network.loop()
                    .run(
                            () -> {
                                Peer one = peers.get(random.nextInt(peers.size()));
                                for (int i = random.nextInt(4); i >= 0; i--) {
                                    act(one);
                                }
                            });
            peers.forEach(this::checkHeld);
            if (random.nextInt(4) == 0) {
                network.loop().advance(random.nextInt(40));
            }
            if (random.nextInt(60) == 0) {
                network.loop().advance(20_000);
            }
        }
        if (!peers.isEmpty() && random.nextBoolean()) {
            Peer one = peers.get(random.nextInt(peers.size()));
            one.drain(Duration.ofSeconds(random.nextInt(3)));
            network.loop().run();
        }
    }

    private void act(Peer peer) {
        String text = "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 5000 : 60));
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> results.add(peer.call("echo").with(text).send(String.class));
            case 3, 4 -> results.add(peer.call("later").with(text).send(String.class));
            case 5 -> results.add(peer.call("back").with(text).send(String.class));
            case 6 -> results.add(peer.call("echo").with(text).oneway());
            case 7 -> results.add(peer.call("fail").meta("k", 1).send(Void.class));
            case 8 -> results.add(peer.call("nobody").meta("a", "b").send(Void.class));
            case 9 ->
                    results.add(
                            peer.call("later")
                                    .deadline(Duration.ofMillis(1 + random.nextInt(50)))
                                    .send(String.class));
            case 10 -> results.add(peer.ping());
            case 11 -> {
                if (!results.isEmpty()) {
                    results.get(random.nextInt(results.size())).cancel(true);
                }
            }
            case 12 -> results.add(peer.call("none").send(Void.class));
            case 13 -> results.add(peer.call("back").oneway());
            default -> {
                if (!later.isEmpty()) {
                    later.remove(random.nextInt(later.size())).complete("late");
                }
            }
        }
    }

    private void checkHeld(Peer peer) {
        long held = Insides.of(peer).held();
        if (held < 0 || held > LIMITS.budget() + ALLOWANCE) {
            throw new AssertionError(held + " bytes held, budget is " + LIMITS.budget());
        }
    }

    /** Both, unless the handshake has failed. */
    List<Peer> peers() {
        return List.copyOf(peers);
    }

    /** Whether every session is still going on. */
    boolean goesOn() {
        return connecting.isDone()
                && !connecting.isCompletedExceptionally()
                && peers.size() == 2
                && peers.stream().noneMatch(peer -> peer.closed().isDone());
    }

    /** Cuts the link, whatever state the sessions are in, and lets every handler answer. */
    void cut() {
        network.loop()
                .run(
                        () -> {
                            network.link().cut();
                            later.forEach(parked -> parked.complete("too late"));
                        });
        // Whatever waits for a time: bounded by the handshake's and a close's.
        network.loop().advance(Duration.ofMinutes(2));
    }

    /** What must hold once everything is over. */
    void checkOver() {
        if (Connections.open(listener) != 0) {
            throw new AssertionError(Connections.open(listener) + " connections left");
        }
        if (!connecting.isDone()) {
            throw new AssertionError("still connecting");
        }
        for (Peer peer : peers) {
            Insides insides = Insides.of(peer);
            if (insides.live() != 0 || insides.held() != 0 || !insides.untimed()) {
                throw new AssertionError(
                        insides.live() + " exchanges, " + insides.held() + " bytes left");
            }
            if (!peer.closed().isDone()) {
                throw new AssertionError("not closed");
            }
            checkReason(peer.closed());
        }
        if (network.loop().timers() != 0) {
            throw new AssertionError(network.loop().timers() + " timers left");
        }
        results.forEach(Conversation::checkReason);
        checkReason(connecting);
    }

    /** Done; and where it failed, in a way that the protocol has. */
    private static void checkReason(CompletableFuture<?> result) {
        if (!result.isDone()) {
            throw new AssertionError("a future will never complete");
        }
        Throwable failure =
                result.isCompletedExceptionally() && !result.isCancelled()
                        ? result.handle((value, thrown) -> thrown).join()
                        : null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalStateException || cause instanceof Error) {
                throw new AssertionError("a fault of our own", failure);
            }
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
