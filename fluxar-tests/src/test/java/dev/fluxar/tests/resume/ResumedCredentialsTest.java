package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Authentication;
import dev.fluxar.Credentials;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.Listener;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Credentials are presented again with each resume, and judged again. §9.11-6 §9.12-1 */
class ResumedCredentialsTest {

    private final List<String> presented = new ArrayList<>();

    /** What the next hello presents. */
    private String token = "ada's first";

    private Duration valid = Duration.ofHours(1);

    private static PeerOptions options(Sim sim) {
        return sim.options().withResume(Resume.DEFAULT.withWindow(Duration.ofSeconds(30)));
    }

    private Listener listen(Sim sim) {
        return sim.await(
                sim.listen("bank")
                        .options(
                                options(sim)
                                        .withAuthenticator(
                                                attempt -> {
                                                    Credentials given = attempt.credentials();
                                                    String shown =
                                                            ((Credentials.Bearer) given).token();
                                                    presented.add(shown);
                                                    return sim.after(Duration.ofMillis(5))
                                                            .thenApply(done -> decide(shown));
                                                }))
                        .trusted()
                        .onCall("who", Void.class, (none, call) -> answer(call.peer()))
                        .start());
    }

    private static CompletableFuture<String> answer(Peer peer) {
        return CompletableFuture.completedFuture(peer.principal().orElse("nobody"));
    }

    private Authentication decide(String shown) {
        int end = shown.indexOf("'");
        return end < 0
                ? Authentication.refused()
                : Authentication.accepted(shown.substring(0, end), valid);
    }

    private Peer connect(Sim sim) {
        return sim.await(
                sim.connect("bank")
                        .options(options(sim).withCredentials(() -> Credentials.bearer(token)))
                        .trusted()
                        .start());
    }

    @SimTest
    void otherCredentialsOfTheSamePrincipalWillDo(Sim sim) {
        listen(sim);
        valid = Duration.ofSeconds(10);
        Peer customer = connect(sim);
        assertThat(customer.identity().orElseThrow().principal()).isEqualTo("ada");
        token = "ada's second";
        valid = Duration.ofHours(1);
        sim.advance(Duration.ofSeconds(9));
        sim.cut(customer);
        CompletableFuture<String> who = customer.call("who").send(String.class);
        assertThat(sim.await(who)).isEqualTo("ada");
        assertThat(presented).containsExactly("ada's first", "ada's second");
        // §9.12-9: when they expire is that of the new ones
        sim.advance(Duration.ofSeconds(20));
        assertThat(sim.await(customer.call("who").send(String.class))).isEqualTo("ada");
    }

    // §8.7-9: and so is the end of it
    @SimTest
    void whatExpiresSoonerExpiresSooner(Sim sim) {
        listen(sim);
        Peer customer = connect(sim);
        valid = Duration.ofSeconds(3);
        sim.cut(customer);
        sim.runUntil(customer::isConnected, Duration.ofSeconds(5));
        sim.advance(Duration.ofSeconds(4));
        CompletableFuture<String> who = customer.call("who").send(String.class);
        assertThatThrownBy(() -> sim.await(who))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_EXPIRED.code()));
    }

    // §9.12-1 rows 8 and 9, §9.15-3: the attempt ends, not the session
    @SimTest
    void wrongOnesAndThoseOfAnotherEndTheAttemptOnly(Sim sim) {
        Listener listener = listen(sim);
        Peer customer = connect(sim);
        List<PeerChange.Kind> changes = new ArrayList<>();
        customer.onChange(change -> changes.add(change.kind()));
        token = "wrong";
        sim.cut(customer);
        sim.runUntil(() -> presented.size() >= 3, Duration.ofSeconds(5));
        token = "eve's";
        sim.runUntil(() -> presented.contains("eve's"), Duration.ofSeconds(10));
        sim.advance(Duration.ofMillis(10));
        assertThat(listener.detached()).isEqualTo(1);
        assertThat(customer.isConnected()).isFalse();
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED);
        token = "ada's third";
        assertThat(sim.await(customer.call("who").send(String.class))).isEqualTo("ada");
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED, PeerChange.Kind.RESUMED);
    }

    // §9.14-1: an auth under way is forgotten
    @SimTest
    void credentialsUnderWayAreForgotten(Sim sim) {
        listen(sim);
        Peer customer = connect(sim);
        CompletableFuture<?> refreshed = customer.authenticate(Credentials.bearer("ada's refresh"));
        sim.cut(customer);
        sim.run();
        assertThat(refreshed).isCompletedExceptionally();
        assertThat(sim.await(customer.call("who").send(String.class))).isEqualTo("ada");
        assertThat(sim.await(customer.authenticate(Credentials.bearer("ada's fourth"))).principal())
                .isEqualTo("ada");
    }
}
