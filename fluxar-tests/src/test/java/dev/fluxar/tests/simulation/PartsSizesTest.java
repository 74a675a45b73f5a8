package dev.fluxar.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Limits;
import dev.fluxar.Peer;
import dev.fluxar.PeerOptions;
import dev.fluxar.tests.sim.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Payloads of every length near the limits arrive byte for byte, between whole runtimes. */
class PartsSizesTest {

    /** What both sides accept, and what is sent at once. */
    record Case(int part, int message, int payload, List<Integer> sizes) {}

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Integer> part = Arbitraries.of(1024, 1025, 4096, 65_536, 300_000);
        Arbitrary<Integer> message = Arbitraries.of(1024, 1500, 8192, 1 << 20);
        Arbitrary<Integer> payload = Arbitraries.of(0, 10_000, 400_000);
        return Combinators.combine(part, message, payload)
                .as((p, m, l) -> new Case(p, m, l, List.of()))
                .flatMap(
                        limits ->
                                sizes(limits)
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(5)
                                        .map(
                                                sizes ->
                                                        new Case(
                                                                limits.part,
                                                                limits.message,
                                                                limits.payload,
                                                                sizes)));
    }

    /** Around each limit, where one rule gives way to the next, and anywhere. */
    private static Arbitrary<Integer> sizes(Case limits) {
        Arbitrary<Integer> edge =
                Arbitraries.of(
                        24,
                        limits.part,
                        2 * limits.part,
                        limits.message,
                        limits.message - 32,
                        limits.payload);
        Arbitrary<Integer> near = Arbitraries.integers().between(-70, 20);
        return Arbitraries.oneOf(
                Combinators.combine(edge, near).as((e, n) -> Math.max(1, e + n)),
                Arbitraries.integers().between(1, 450_000));
    }

    // §6.1-1 §6.1-2 §6.2-3 §6.3-1
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void payloadsArriveByteForByteOrNotAtAll(@ForAll("cases") Case with, @ForAll long seed) {
        Limits limits =
                Limits.DEFAULT
                        .withMessage(with.message)
                        .withPart(with.part)
                        .withPayload(with.payload);
        PeerOptions options = PeerOptions.DEFAULT.withLimits(limits);
        try (TwoPeers peers =
                TwoPeers.connect(
                        new SimNetwork(),
                        near -> near.options(options).onCall("back", byte[].class, this::answer),
                        far -> far.options(options).onCall("there", byte[].class, this::answer))) {
            Random random = new Random(seed);
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            List<byte[]> sent = new ArrayList<>();
            for (int size : with.sizes) {
                byte[] bytes = content(size, random);
                sent.add(bytes);
                Peer peer = random.nextBoolean() ? peers.near : peers.far;
                String name = peer == peers.near ? "there" : "back";
                calls.add(peer.call(name).with(bytes).send(byte[].class));
            }
            peers.loop.run();
            for (int i = 0; i < calls.size(); i++) {
                int size = Letter.encode(sent.get(i)).length;
                int envelope = size + 2 + 17 + 1 + 1 + 1 + (calls.get(i) == null ? 0 : 6);
                if (calls.get(i).isCompletedExceptionally()) {
                    String end = TwoPeers.end(calls.get(i));
                    boolean announced = size > with.part || envelope + 17 > with.message;
                    assertThat(end).isIn("TOO_LARGE, NOT_SENT", "INTERNAL, PROCESSED");
                    assertThat(announced && size > with.payload).as(end + " " + size).isTrue();
                } else {
                    assertThat(calls.get(i).join()).isEqualTo(sent.get(i));
                }
            }
            assertThat(peers.nearInsides().held()).isZero();
            assertThat(peers.farInsides().held()).isZero();
            assertThat(peers.nearInsides().live()).isZero();
        }
    }

    private CompletableFuture<byte[]> answer(byte[] bytes, dev.fluxar.Call call) {
        return CompletableFuture.completedFuture(bytes);
    }

    /** Random bytes whose encoding has so many, or one or two more where none has. */
    private static byte[] content(int size, Random random) {
        int head = size <= 24 ? 1 : size <= 257 ? 2 : size <= 65_538 ? 3 : 5;
        byte[] bytes = new byte[size - head];
        random.nextBytes(bytes);
        return bytes;
    }
}
