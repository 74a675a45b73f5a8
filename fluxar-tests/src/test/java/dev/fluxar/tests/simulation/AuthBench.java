package dev.fluxar.tests.simulation;

import dev.fluxar.Authentication;
import dev.fluxar.Authenticator;
import dev.fluxar.Binder;
import dev.fluxar.Connector;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.sim.SimNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A runtime with an authenticator that decides when the test says so, and a raw peer before it. */
final class AuthBench implements Authenticator, AutoCloseable {

    static final Map<String, Object> TOKEN = Map.of("scheme", "bearer", "token", "s3cret");

    final SimNetwork network = new SimNetwork();
    final List<Attempt> attempts = new ArrayList<>();
    final List<CompletableFuture<Authentication>> decisions = new ArrayList<>();

    /** What every attempt is answered at once, if it is not null. */
    @Nullable Authentication always;

    /** Every line of the frame log. */
    final List<String> lines = new ArrayList<>();

    @Nullable Listener listener;
    @Nullable CompletableFuture<Peer> connecting;

    @Override
    public CompletionStage<Authentication> authenticate(Attempt attempt) {
        attempts.add(attempt);
        CompletableFuture<Authentication> decision = new CompletableFuture<>();
        decisions.add(decision);
        if (always != null) {
            decision.complete(always);
        }
        return decision;
    }

    /** With this authenticator, over a channel that others may read. */
    PeerOptions options() {
        return quiet().withAuthenticator(this);
    }

    /** Without authenticator. */
    PeerOptions quiet() {
        return PeerOptions.DEFAULT.withOpenCredentials(true).withFrameLog(lines::add);
    }

    AuthBench listen(PeerOptions options) {
        return listen(options, binder -> {});
    }

    AuthBench listen(PeerOptions options, Consumer<Binder> more) {
        Binder binder = Peer.listen(network.uri().toString()).options(options);
        binder.onCall("echo", Object.class, (payload, call) -> call(payload));
        more.accept(binder);
        CompletableFuture<Listener> listening = binder.start();
        network.loop().run();
        listener = listening.join();
        return this;
    }

    private static CompletionStage<Object> call(@Nullable Object payload) {
        return CompletableFuture.completedFuture(payload == null ? "nothing" : payload);
    }

    /** The responder's view of the peer that is connected. */
    Peer peer() {
        return listener.peers().iterator().next();
    }

    /** A raw peer that has said hello with these credentials, if any. */
    RawPeer hello(@Nullable Object auth) {
        return hello(auth, Map.of("auth", true));
    }

    RawPeer hello(@Nullable Object auth, Map<String, Object> caps) {
        RawPeer raw = RawPeer.connect(network);
        Map<String, Object> offer = new LinkedHashMap<>();
        offer.put("versions", List.of(1));
        offer.put("caps", caps);
        if (auth != null) {
            offer.put("auth", auth);
        }
        raw.send(Letter.hello(raw.nextId(), offer));
        return raw;
    }

    /** One that has been let in with a token, as this principal. */
    RawPeer admitted(@Nullable String principal) {
        RawPeer raw = hello(TOKEN);
        decide(Authentication.accepted(principal));
        raw.letter().inner("answer");
        return raw;
    }

    /** The last attempt is decided about. */
    void decide(Authentication decision) {
        network.loop().run(() -> decisions.get(decisions.size() - 1).complete(decision));
    }

    /** A raw peer that listens, and a runtime that connects to it. */
    RawPeer connect(PeerOptions options) {
        RawPeer raw = RawPeer.listen(network);
        Connector connector = Peer.connect(network.uri()).options(options);
        connector.onCall("echo", Object.class, (payload, call) -> call(payload));
        connecting = connector.start();
        network.loop().run();
        return raw;
    }

    /** The initiator's view. */
    Peer connected() {
        return connecting.join();
    }

    /** Reads the hello and answers it, with {@code auth} chosen and this in the answer. */
    Letter answer(RawPeer raw, @Nullable Object auth) {
        Letter hello = raw.letter();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", 1);
        answer.put("session", new byte[16]);
        answer.put("heartbeat", 15_000);
        answer.put("caps", Map.of("auth", true));
        if (auth != null) {
            answer.put("auth", auth);
        }
        raw.send(Letter.answer(hello.id(), answer));
        return hello;
    }

    /** An {@code auth}. */
    static Letter auth(String id, Object payload) {
        return new Letter(1, id, null, "auth", null, payload, null);
    }

    /** An answer to one. */
    static Letter answered(String ref, Object payload) {
        return new Letter(1, null, ref, null, null, payload, null);
    }

    static Letter refused(String ref, int code) {
        return new Letter(1, null, ref, null, null, null, Letter.error(code, "no"));
    }

    static Map<String, Object> custom(String name, Object data) {
        return Map.of("scheme", "custom", "name", name, "data", data);
    }

    @Override
    public void close() {
        network.close();
    }
}
