package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.RivalVersion;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.List;

/** NATS: its core for events that nobody confirms, JetStream in memory for the others. */
final class NatsTopics implements TopicSystem {

    @Override
    public String describe() {
        return "jnats "
                + RivalVersion.of(Nats.class, "jnats")
                + "; confirmed by JetStream in memory: asynchronous publishing, push consumer,"
                + " explicit acks; exactly once: message ids and confirmed acks, both pipelined";
    }

    @Override
    public LocalServer listen() throws IOException, InterruptedException {
        return HubProgram.NATS.start(List.of());
    }

    @Override
    public TopicConnection connect(int port) throws IOException, InterruptedException {
        Connection connection =
                Nats.connect(
                        Options.builder()
                                .server("nats://127.0.0.1:" + port)
                                .dontForceFlushOnRequest()
                                .build());
        return new NatsConnection(connection);
    }
}
