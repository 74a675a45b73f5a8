package dev.fluxar.tests.topicrivals;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** MQTT 5 by HiveMQ's client, quality of service 0, 1 and 2. */
final class MqttTopics implements TopicSystem {

    static final int PATIENCE_SECONDS = 10;

    @Override
    public String describe() {
        return "hivemq-mqtt-client "
                + RivalVersion.of(MqttClient.class, "hivemq")
                + " on Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", MQTT 5 with QoS 0, 1, 2, no limit of messages in flight";
    }

    @Override
    public LocalServer listen() throws IOException, InterruptedException {
        return HubProgram.MOSQUITTO.start(List.of());
    }

    @Override
    public TopicConnection connect(int port) throws Exception {
        Mqtt5AsyncClient client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(UUID.randomUUID().toString())
                        .serverHost("127.0.0.1")
                        .serverPort(port)
                        .buildAsync();
        client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new MqttConnection(client);
    }
}
