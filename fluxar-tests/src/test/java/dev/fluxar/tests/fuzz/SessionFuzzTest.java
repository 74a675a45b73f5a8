package dev.fluxar.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Peer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole conversations, bent by a seed, against live sessions: nothing is thrown, no more is held
 * than the budget allows, and every session goes on or ends with all that belonged to it.
 */
@Timeout(120)
class SessionFuzzTest {

    private static final int CONVERSATIONS = 1500;
    private static final int RECORDINGS = 15;
    private static final int REPLAYS = 150;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationThatNobodyDisturbsGoesWell(boolean messages) {
        for (int seed = 0; seed < 150; seed++) {
            try (Conversation talk =
                    new Conversation(new Random(seed), messages, (bytes, fromInitiator) -> bytes)) {
                talk.talk(40);
                assertThat(talk.peers()).hasSize(2);
                for (Peer peer : talk.peers()) {
                    assertThat(peer.closed().isCompletedExceptionally())
                            .as("seed %d: %s", seed, peer.closed())
                            .isFalse();
                }
                talk.cut();
                talk.checkOver();
            }
        }
    }

    /** §9.3-1 §11.3-2, for both ends while they talk, the handshake included. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationThatIsBentOnItsWayEndsOrGoesOn(boolean messages) {
        int wentOn = 0;
        for (int seed = 0; seed < CONVERSATIONS; seed++) {
            Random random = new Random(seed);
            boolean bendInitiator = random.nextBoolean();
            int calm = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
            int rate = 1 + random.nextInt(40);
            int[] passed = {0};
            try (Conversation talk =
                    new Conversation(
                            random,
                            messages,
                            (bytes, fromInitiator) ->
                                    fromInitiator == bendInitiator
                                                    && passed[0]++ >= calm
                                                    && random.nextInt(rate) == 0
                                            ? Mutation.bend(bytes, random)
                                            : bytes)) {
                talk.talk(30);
                wentOn += talk.goesOn() ? 1 : 0;
                talk.cut();
                talk.checkOver();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        // Both ways out are taken.
        assertThat(wentOn).isBetween(CONVERSATIONS / 20, CONVERSATIONS * 3 / 4);
    }

    /** The recorded half of a conversation, bent in several places, against a new responder. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRecordedConversationThatIsBentIsAnsweredOrRefused(boolean messages) {
        int wentOn = 0;
        for (int recording = 0; recording < RECORDINGS; recording++) {
            List<byte[]> recorded = record(recording, messages);
            for (int round = 0; round < REPLAYS; round++) {
                long seed = recording * 1000L + round;
                Random random = new Random(seed);
                try (Replay replay = new Replay(random, messages)) {
                    replay.send(bend(recorded, random, messages));
                    wentOn += replay.goesOn() ? 1 : 0;
                    replay.endAndCheck();
                } catch (Throwable failure) {
                    throw new AssertionError("seed " + seed, failure);
                }
            }
        }
        assertThat(wentOn).isBetween(RECORDINGS * 2, RECORDINGS * REPLAYS - RECORDINGS * 2);
    }

    /** Bends messages one by one, a stream as a whole. */
    private static List<byte[]> bend(List<byte[]> recorded, Random random, boolean messages) {
        int bends = 1 + random.nextInt(4);
        if (messages) {
            List<byte[]> bent = new ArrayList<>(recorded);
            for (int i = 0; i < bends; i++) {
                int at = random.nextInt(bent.size());
                bent.set(at, Mutation.bend(bent.get(at), random));
            }
            return bent;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        recorded.forEach(all::writeBytes);
        byte[] bent = all.toByteArray();
        for (int i = 0; i < bends; i++) {
            bent = Mutation.bend(bent, random);
        }
        return List.of(bent);
    }

    private static List<byte[]> record(int seed, boolean messages) {
        List<byte[]> said = new ArrayList<>();
        try (Conversation talk =
                new Conversation(
                        new Random(seed),
                        messages,
                        (bytes, fromInitiator) -> {
                            if (fromInitiator) {
                                said.add(bytes);
                            }
                            return bytes;
                        })) {
            talk.talk(30);
            talk.cut();
        }
        return said;
    }
}
