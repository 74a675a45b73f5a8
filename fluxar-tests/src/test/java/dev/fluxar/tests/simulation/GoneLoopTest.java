package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.HubOptions;
import dev.fluxar.Limits;
import dev.fluxar.Outcome;
import dev.fluxar.Overflow;
import dev.fluxar.Peer;
import dev.fluxar.hub.Detach;
import dev.fluxar.hub.EventAllowance;
import dev.fluxar.hub.From;
import dev.fluxar.hub.Grant;
import dev.fluxar.hub.HubEvent;
import dev.fluxar.hub.HubSubscriber;
import dev.fluxar.hub.Ledger;
import dev.fluxar.hub.SubscribeRequest;
import dev.fluxar.hub.memory.MemoryHub;
import dev.fluxar.patterns.Exchanges;
import dev.fluxar.patterns.flow.Prefetch;
import dev.fluxar.patterns.pubsub.TopicSettings;
import dev.fluxar.runtime.loop.SessionLoop;
import dev.fluxar.runtime.loop.Submission;
import dev.fluxar.runtime.topic.RuntimeTopics;
import dev.fluxar.session.Role;
import dev.fluxar.session.Session;
import dev.fluxar.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a hub has to say to a session whose loop has shut down. */
class GoneLoopTest {

    /** Runs what is submitted at once, until it is gone. */
    private static final class EndingLoop implements SessionLoop {
        final Session session;
        boolean gone;

        EndingLoop(Session session) {
            this.session = session;
        }

        @Override
        public void submit(Submission submission) {
            if (gone) {
                submission.refuse(
                        FluxarException.ofOperation(
                                ErrorCode.UNAVAILABLE.code(),
                                "gone",
                                Outcome.NOT_SENT,
                                null,
                                null,
                                null));
            } else {
                submission.run();
            }
        }

        @Override
        public Loop loop() {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public Peer peer() {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public boolean keep(byte[] source, int used) {
            return false;
        }

        @Override
        public Executor blocking() {
            throw new AssertionError("nobody needs it");
        }
    }

    /** Durable subscriptions do not draw on the session's. */
    private static final class Nothing implements EventAllowance {
        @Override
        public boolean tryTake(long bytes) {
            throw new AssertionError("taken");
        }

        @Override
        public boolean tryTakeBeyond(long bytes) {
            throw new AssertionError("taken");
        }

        @Override
        public long mostBeyond() {
            throw new AssertionError("asked for");
        }

        @Override
        public long most() {
            throw new AssertionError("asked for");
        }

        @Override
        public void giveBack(long bytes) {
            throw new AssertionError("given back");
        }

        @Override
        public long left() {
            throw new AssertionError("asked for");
        }
    }

    private static final class Direct implements HubSubscriber {
        @Nullable Grant grant;
        final List<String> told = new ArrayList<>();

        @Override
        public void granted(Grant given) {
            grant = given;
            told.add("granted");
        }

        @Override
        public void refused(FluxarException why) {
            told.add("refused");
        }

        @Override
        public void ready() {
            told.add("ready");
        }

        @Override
        public void ended(FluxarException why) {
            told.add("ended");
        }

        @Override
        public void acked(HubEvent event) {
            told.add("acked");
        }

        void leave() {
            grant.feed().close(Detach.LEFT, Ledger.NEW, 0);
        }
    }

    private final MemoryHub hub = new MemoryHub(HubOptions.DEFAULT, () -> new byte[16], () -> 0);
    private final SessionBench bench;
    private final EndingLoop loop;

    GoneLoopTest() {
        bench =
                new SessionBench(
                        Role.RESPONDER,
                        Limits.DEFAULT,
                        3_600_000,
                        true,
                        above -> new Exchanges(7, Limits.DEFAULT.exchanges(), above));
        Exchanges exchanges = (Exchanges) bench.handler;
        exchanges.bind(bench.session);
        loop = new EndingLoop(bench.session);
        assertThat(
                        new RuntimeTopics(
                                loop,
                                exchanges,
                                new TopicSettings(Limits.DEFAULT, hub, "", "me"),
                                new Prefetch(bench.session.budget())))
                .isNotNull();
        bench.establish(Map.of("heartbeat", 3_600_000));
    }

    private Direct attach() {
        Direct sub = new Direct();
        hub.subscribe(
                new SubscribeRequest(
                        sub,
                        "",
                        "a.*",
                        Delivery.AT_LEAST_ONCE,
                        null,
                        "d",
                        From.RETAINED,
                        Overflow.OLDEST,
                        30_000,
                        new Nothing(),
                        0),
                sub);
        return sub;
    }

    private void attachBySession() {
        bench.read(
                TopicsBench.subscribeLetter(Letter.id(1), "a.*")
                        .withMeta("mode", 1)
                        .withMeta("durable", "d"));
    }

    // §10.26-4
    @Test
    void aSuccessorWhoseLoopIsGoneGivesADurableSubscriptionBack() {
        Direct one = attach();
        attachBySession();
        assertThat(one.told).containsExactly("granted", "ended");
        bench.session.abort();
        loop.gone = true;
        one.leave();
        assertThat(hub.stats().subscriptions()).isZero();
        assertThat(attach().told).containsExactly("granted");
    }

    // §10.26-4
    @Test
    void anAttachmentWhoseLoopIsGoneLetsGo() {
        attachBySession();
        assertThat(hub.stats().subscriptions()).isOne();
        loop.gone = true;
        assertThat(attach().told).containsExactly("granted");
    }
}
