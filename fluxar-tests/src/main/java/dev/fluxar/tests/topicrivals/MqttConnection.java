package dev.fluxar.tests.topicrivals;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One connection to an MQTT broker. */
@SuppressWarnings("FutureReturnValueIgnored") // the sink and the result are told
final class MqttConnection implements TopicConnection {

    private final Mqtt5AsyncClient client;

    MqttConnection(Mqtt5AsyncClient client) {
        this.client = client;
    }

    private static String topic(Guarantee guarantee) {
        return "bench/" + guarantee.name().toLowerCase(Locale.ROOT);
    }

    private static MqttQos quality(Guarantee guarantee) {
        return switch (guarantee) {
            case AT_MOST_ONCE -> MqttQos.AT_MOST_ONCE;
            case AT_LEAST_ONCE -> MqttQos.AT_LEAST_ONCE;
            case EXACTLY_ONCE -> MqttQos.EXACTLY_ONCE;
        };
    }

    /** The client acknowledges when the callback returns. */
    @Override
    public void subscribe(Guarantee guarantee, int window, EventSink sink) throws Exception {
        client.subscribeWith()
                .topicFilter(topic(guarantee))
                .qos(quality(guarantee))
                .callback(event -> arrived(event, guarantee, sink))
                .send()
                .get(MqttTopics.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void arrived(Mqtt5Publish event, Guarantee guarantee, EventSink sink) {
        ByteBuffer payload = event.getPayload().orElseThrow();
        sink.arrived(payload.getLong(), payload.getLong());
        if (guarantee != Guarantee.AT_MOST_ONCE) {
            sink.settled();
        }
    }

    @Override
    public void publish(Guarantee guarantee, byte[] payload, PublishResult result) {
        client.publishWith()
                .topic(topic(guarantee))
                .qos(quality(guarantee))
                .payload(payload)
                .send()
                .whenComplete(
                        (ack, failure) -> {
                            Throwable cause =
                                    failure != null ? failure : ack.getError().orElse(null);
                            if (cause != null) {
                                result.failed(cause);
                            } else if (guarantee != Guarantee.AT_MOST_ONCE) {
                                result.accepted();
                            }
                        });
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
