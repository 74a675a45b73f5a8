package dev.fluxar.tests.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is measured answers every call, with as many bytes as it was sent. */
class CallSystemsTest {

    private static final int CALLS = 300;

    @ParameterizedTest
    @EnumSource(CallSystems.class)
    void everyCallIsAnsweredWithItsPayload(CallSystems which) throws Exception {
        CallSystem system = which.create();
        assertThat(system.describe()).contains("Netty");
        try (LocalServer server = system.listen();
                CallClient client = system.connect(server.port())) {
            for (int length : new int[] {64, 4096, 20_000}) {
                assertThat(echoes(client, new byte[length])).containsOnly(length).hasSize(CALLS);
            }
        }
    }

    private static Integer[] echoes(CallClient client, byte[] payload) throws Exception {
        BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
        CallCompletion completion =
                new CallCompletion() {
                    @Override
                    public void completed(int payloadBytes) {
                        ended.add(payloadBytes);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        ended.add(cause);
                    }
                };
        for (int i = 0; i < CALLS; i++) {
            client.call(payload, completion);
        }
        Integer[] lengths = new Integer[CALLS];
        for (int i = 0; i < CALLS; i++) {
            Object end = ended.poll(10, TimeUnit.SECONDS);
            assertThat(end).isInstanceOf(Integer.class);
            lengths[i] = (Integer) end;
        }
        return lengths;
    }

    @ParameterizedTest
    @EnumSource(CallSystems.class)
    void aCallFromACompletionIsAnsweredToo(CallSystems which) throws Exception {
        CallSystem system = which.create();
        try (LocalServer server = system.listen();
                CallClient client = system.connect(server.port())) {
            BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
            client.call(new byte[64], new Again(client, ended, 100));
            assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("all");
        }
    }

    private static final class Again implements CallCompletion {

        private final CallClient client;
        private final BlockingQueue<Object> ended;
        private int left;

        Again(CallClient client, BlockingQueue<Object> ended, int left) {
            this.client = client;
            this.ended = ended;
            this.left = left;
        }

        @Override
        public void completed(int payloadBytes) {
            left--;
            if (left == 0) {
                ended.add("all");
            } else {
                client.call(new byte[64], this);
            }
        }

        @Override
        public void failed(Throwable cause) {
            ended.add(cause);
        }
    }
}
