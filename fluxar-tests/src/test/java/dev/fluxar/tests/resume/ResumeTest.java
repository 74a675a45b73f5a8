package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What an application sees of a connection that is lost: nothing but what it asks for. */
class ResumeTest {

    private final List<String> served = new ArrayList<>();

    private static PeerOptions options(Sim sim) {
        return sim.options().withResume(Resume.DEFAULT);
    }

    private Listener listen(Sim sim) {
        return sim.await(
                sim.listen("shop")
                        .options(options(sim))
                        .trusted()
                        .onCall(
                                "order",
                                String.class,
                                (id, call) -> {
                                    served.add(id);
                                    return sim.after(Duration.ofMillis(20))
                                            .thenApply(done -> "thanks for " + id);
                                })
                        .start());
    }

    private static Peer connect(Sim sim) {
        return sim.await(sim.connect("shop").options(options(sim)).trusted().start());
    }

    // §9.10-1 §9.10-5 §9.14-2
    @SimTest
    void aCallSurvivesItsConnection(Sim sim) {
        Listener listener = listen(sim);
        Peer customer = connect(sim);
        List<PeerChange.Kind> changes = new ArrayList<>();
        customer.onChange(change -> changes.add(change.kind()));
        CompletableFuture<String> answer = customer.call("order").with("a").send(String.class);
        sim.advance(Duration.ofMillis(10));
        sim.cut(customer);
        sim.run();
        assertThat(customer.isConnected()).isFalse();
        assertThat(customer.isOpen()).isTrue();
        assertThat(listener.detached()).isEqualTo(1);
        assertThat(sim.await(answer)).isEqualTo("thanks for a");
        assertThat(served).containsExactly("a");
        assertThat(customer.isConnected()).isTrue();
        assertThat(listener.detached()).isZero();
        assertThat(changes).containsExactly(PeerChange.Kind.DETACHED, PeerChange.Kind.RESUMED);
    }

    // §9.14-1: what is opened while there is no connection waits
    @SimTest
    void whatIsOpenedMeanwhileWaits(Sim sim) {
        listen(sim);
        Peer customer = connect(sim);
        sim.cut(customer);
        CompletableFuture<String> answer = customer.call("order").with("b").send(String.class);
        assertThat(sim.await(answer)).isEqualTo("thanks for b");
        assertThat(served).containsExactly("b");
    }
}
