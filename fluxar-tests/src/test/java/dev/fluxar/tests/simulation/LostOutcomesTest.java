package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fluxar.Delivery;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.ItemStream;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.Reconnect;
import dev.fluxar.Resume;
import dev.fluxar.Subscription;
import dev.fluxar.tests.sim.Sim;
import dev.fluxar.tests.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** §9.15-4: what is known of what was live when a session is lost for good. */
class LostOutcomesTest {

    private static final String LARGE = "x".repeat(150_000);
    private static final String LARGER = "x".repeat(1_000_000);

    private final List<RawLink> links = new ArrayList<>();
    private final Map<String, CompletableFuture<?>> live = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init") // by start()
    private RawSession there;

    private Peer start(Sim sim) {
        return start(sim, Resume.DEFAULT);
    }

    private Peer start(Sim sim, Resume resume) {
        RawLink.listen(sim, "hall", links::add);
        CompletableFuture<Peer> starting =
                sim.connect("hall")
                        .options(sim.options().withResume(resume))
                        .trusted()
                        .start()
                        .toCompletableFuture();
        sim.run();
        there = RawSession.answer(sim, links.get(0), 60_000, Map.of());
        return sim.await(starting);
    }

    /** Loses the connection; the next attempt is refused, with what was received. */
    private void refuse(Sim sim, long received) {
        there.link().close();
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        sim.run();
        RawLink link = links.get(links.size() - 1);
        link.send(RawSession.refusal(link.firstLetter(), "ended", received).bytes());
    }

    private String outcome(String name) {
        CompletableFuture<?> future = live.get(name);
        assertThat(future).as(name).isDone();
        if (!future.isCompletedExceptionally()) {
            return "done";
        }
        try {
            future.join();
            return fail("it failed");
        } catch (RuntimeException e) {
            FluxarException why = (FluxarException) e.getCause();
            return ErrorCode.nameOf(why.code()) + " " + why.outcome();
        }
    }

    private static final String LACKING = "UNAVAILABLE NOT_PROCESSED";
    private static final String UNCLEAR = "UNAVAILABLE UNKNOWN";
    private static final String UNSENT = "UNAVAILABLE NOT_SENT";

    /** One of each; returns how many envelopes that was. */
    private void open(Peer peer, String suffix) {
        live.put("call" + suffix, peer.call("c").with(1).send(String.class));
        live.put("oneway" + suffix, peer.call("c").with(1).oneway());
        ItemStream stream = peer.stream("s").with(1).open();
        live.put("stream" + suffix, stream.closed());
        stream.trySend(1);
        live.put(
                "subscription" + suffix,
                peer.subscribe("t")
                        .delivery(Delivery.AT_LEAST_ONCE)
                        .each(String.class, event -> {})
                        .thenCompose(Subscription::closed));
        for (Delivery mode : Delivery.values()) {
            live.put(
                    "publish " + mode.mode() + suffix,
                    peer.publish("t").with(1).delivery(mode).send());
        }
    }

    /** The number of each open. */
    private Map<String, Long> numbers(List<Letter> letters) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        long number = 0;
        for (Letter letter : letters) {
            number++;
            boolean oneway = letter.meta() != null && letter.meta().containsKey("oneway");
            Object mode = letter.meta() == null ? 0 : letter.meta().getOrDefault("mode", 0);
            if (letter.id() != null) {
                numbers.put(
                        switch (letter.type()) {
                            case 2 -> oneway ? "oneway" : "call";
                            case 3 -> "stream";
                            case 4 -> "subscription";
                            default -> "publish " + mode;
                        },
                        number);
            }
        }
        return numbers;
    }

    // §9.15-4 §9.15-2, for every number that the other side can have received
    @SimTest
    void whatTheOtherSideLacksIsNotProcessed(Sim sim) {
        long most = 1;
        for (int received = 0; received <= most; received++) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                open(peer, "");
                fresh.run();
                Map<String, Long> numbers = numbers(there.read());
                assertThat(numbers).hasSize(7);
                most = there.received;
                assertThat(most).isGreaterThan(7);
                refuse(fresh, received);
                for (String name : live.keySet()) {
                    boolean told = name.equals("oneway") || name.equals("publish 0");
                    boolean lacks = numbers.get(name) > received;
                    assertThat(outcome(name))
                            .as("%s of number %d, %d received", name, numbers.get(name), received)
                            .isEqualTo(told ? "done" : lacks ? LACKING : UNCLEAR);
                }
                assertThat(peer.isOpen()).isFalse();
                assertThat(peer.stats().replay()).isLessThanOrEqualTo(1000);
            }
        }
    }

    // §9.15-4, the first column; and behind it, what is opened afterwards. §4.3-1
    @SimTest
    void whatWasNotWrittenWasNotSent(Sim sim) {
        Peer peer = start(sim);
        there.link().close();
        open(peer, "");
        live.values().forEach(future -> assertThat(future).isNotDone());
        sim.runUntil(() -> links.size() > 1, Duration.ofSeconds(1));
        sim.run();
        RawLink link = links.get(1);
        link.send(RawSession.refusal(link.firstLetter(), "expired", 0).bytes());
        open(peer, " afterwards");
        sim.run();
        for (String name : live.keySet()) {
            if (!name.startsWith("stream")) {
                assertThat(outcome(name)).as(name).isEqualTo(UNSENT);
            }
        }
        assertThat(outcome("stream")).isEqualTo(UNSENT);
        assertThat(outcome("stream afterwards")).isEqualTo(UNSENT);
    }

    // §9.15-4, the last column, by the window: no r is known
    @SimTest
    void behindTheWindowWhatWasWrittenIsUnknown(Sim sim) {
        Peer peer = start(sim);
        open(peer, "");
        sim.run();
        sim.prepare(SimFaults::refuse);
        there.link().close();
        sim.advance(Duration.ofSeconds(61));
        for (String name : live.keySet()) {
            boolean told = name.equals("oneway") || name.equals("publish 0");
            assertThat(outcome(name)).as(name).isEqualTo(told ? "done" : UNCLEAR);
        }
        assertThat(peer.closed()).isCompletedExceptionally();
    }

    /** Connections that break as soon as they are made. */
    private static final class SimFaults {
        static void refuse(dev.fluxar.tests.sim.SimLink link) {
            link.near().cutAfter(0);
        }
    }

    private void large(Peer peer, Function<Peer, CompletableFuture<?>> opening) {
        live.put("large", opening.apply(peer));
    }

    private static List<Function<Peer, CompletableFuture<?>>> openings(String payload) {
        return List.of(
                peer -> peer.call("c").with(payload).send(String.class),
                peer -> peer.stream("s").with(payload).open().closed(),
                peer -> peer.publish("t").with(payload).delivery(Delivery.AT_LEAST_ONCE).send(),
                peer -> peer.publish("t").with(payload).delivery(Delivery.EXACTLY_ONCE).send());
    }

    // §9.15-4: n is the number of the last part, where the open was announced
    @SimTest
    void withoutItsLastPartNothingIsProcessed(Sim sim) {
        for (Function<Peer, CompletableFuture<?>> opening : openings(LARGE)) {
            for (int received = 0; received <= 4; received++) {
                links.clear();
                try (Sim fresh = new Sim(sim.seed())) {
                    Peer peer = start(fresh);
                    large(peer, opening);
                    fresh.run();
                    there.read();
                    assertThat(there.received).isEqualTo(4); // Three parts.
                    there.ack(Math.min(1, received));
                    refuse(fresh, received);
                    assertThat(outcome("large")).isEqualTo(received < 4 ? LACKING : UNCLEAR);
                }
            }
        }
    }

    // §9.15-4: parts are left
    @SimTest
    void withPartsLeftNothingIsProcessed(Sim sim) {
        for (Function<Peer, CompletableFuture<?>> opening : openings(LARGER)) {
            links.clear();
            try (Sim fresh = new Sim(sim.seed())) {
                Peer peer = start(fresh);
                there.link().connection().hold(true);
                large(peer, opening);
                fresh.run();
                assertThat(fresh.link(peer).near().written()).isBetween(200_000L, 600_000L);
                refuse(fresh, 3);
                assertThat(outcome("large")).isEqualTo(LACKING);
            }
        }
    }

    // §9.15-4 with §9.13-4: what has completed stays so
    @SimTest
    void whatWasGivenUpIsNotToldTwice(Sim sim) {
        Peer peer = start(sim);
        CompletableFuture<String> call = peer.call("c").with(1).send(String.class);
        CompletableFuture<String> late =
                peer.call("c").with(1).deadline(Duration.ofMillis(5)).send(String.class);
        sim.run();
        call.cancel(false);
        sim.advance(Duration.ofMillis(10));
        live.put("late", late);
        assertThat(outcome("late")).isEqualTo("DEADLINE_EXCEEDED UNKNOWN");
        refuse(sim, 0);
        assertThat(call).isCancelled();
        assertThat(outcome("late")).isEqualTo("DEADLINE_EXCEEDED UNKNOWN");
        assertThat(peer.stats().exchanges()).isZero();
    }

    // §9.15-4: items and events that were read are handed over. §10.16-2 §10.36-3
    @SimTest
    void whatWasReadIsHandedOver(Sim sim) {
        Peer peer = start(sim);
        List<Integer> items = new ArrayList<>();
        List<Integer> events = new ArrayList<>();
        live.put("stream", peer.stream("s").with(1).forEach(Integer.class, items::add));
        CompletableFuture<Subscription> subscribing =
                peer.subscribe("t")
                        .delivery(Delivery.AT_LEAST_ONCE)
                        .each(Integer.class, event -> events.add(event.payload()));
        sim.run();
        List<Letter> opens = there.read();
        there.send(
                Letter.item(opens.get(0).id(), 11),
                Letter.item(opens.get(0).id(), 12),
                new Letter(4, null, opens.get(1).id(), null, null, Map.of("ackWait", 30_000), null),
                new Letter(7, null, opens.get(1).id(), "t", Map.of("seq", 1), 13, null));
        live.put("subscription", sim.await(subscribing).closed());
        refuse(sim, 2);
        assertThat(items).containsExactly(11, 12);
        assertThat(events).containsExactly(13);
        assertThat(outcome("stream")).isEqualTo(UNCLEAR);
        assertThat(outcome("subscription")).isEqualTo(UNCLEAR);
    }

    // §9.15-4 §9.14-2: a new session, and how much of the old one is uncertain
    @SimTest
    void aNewSessionTellsHowManyOutcomesAreUnknown(Sim sim) {
        Peer peer =
                start(sim, Resume.DEFAULT.withReconnect(Reconnect.DEFAULT.withNewSession(true)));
        List<PeerChange> changes = new ArrayList<>();
        peer.onChange(changes::add);
        open(peer, "");
        sim.run();
        Map<String, Long> numbers = numbers(there.read());
        refuse(sim, numbers.get("stream")); // Call and stream are unknown; the rest it lacks.
        long unknown = live.keySet().stream().filter(name -> outcome(name).equals(UNCLEAR)).count();
        assertThat(unknown).isBetween(2L, 3L);
        sim.runUntil(() -> links.size() > 2, Duration.ofSeconds(1));
        sim.run();
        RawSession.answer(sim, links.get(2), 60_000, Map.of());
        sim.run();
        PeerChange last = changes.get(changes.size() - 1);
        assertThat(last.kind()).isEqualTo(PeerChange.Kind.NEW_SESSION);
        assertThat(last.uncertain()).isEqualTo((int) unknown);
        assertThat(last.successor()).isNotNull();
        assertThat(last.successor().isConnected()).isTrue();
    }
}
