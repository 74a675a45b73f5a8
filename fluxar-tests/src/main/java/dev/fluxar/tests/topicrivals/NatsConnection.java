package dev.fluxar.tests.topicrivals;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection to NATS. */
@SuppressWarnings("FutureReturnValueIgnored") // the sink and the result are told
final class NatsConnection implements TopicConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Events that a stream keeps, confirmed or not; the oldest goes first. */
    private static final long KEPT = 100_000;

    /** For how long ids are remembered. */
    private static final Duration DUPLICATES = Duration.ofSeconds(5);

    private static final byte[] ACK = "+ACK".getBytes(US_ASCII);

    private final Connection connection;
    private final JetStream jetStream;
    private @Nullable String stream;
    private final String ids;
    private long published;

    NatsConnection(Connection connection) throws IOException {
        this.connection = connection;
        this.jetStream = connection.jetStream();
        this.ids = connection.getServerInfo().getClientId() + "-";
    }

    private static String subject(Guarantee guarantee) {
        return "bench." + guarantee.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void subscribe(Guarantee guarantee, int window, EventSink sink)
            throws IOException, JetStreamApiException, InterruptedException, TimeoutException {
        switch (guarantee) {
            case AT_MOST_ONCE -> subscribeCore(sink);
            case AT_LEAST_ONCE -> subscribeStream(guarantee, window, sink, false);
            case EXACTLY_ONCE -> subscribeStream(guarantee, window, sink, true);
        }
        connection.flush(PATIENCE);
    }

    private void subscribeCore(EventSink sink) {
        Dispatcher dispatcher = connection.createDispatcher(message -> arrived(message, sink));
        dispatcher.setPendingLimits(-1, -1);
        dispatcher.subscribe(subject(Guarantee.AT_MOST_ONCE));
    }

    private void subscribeStream(Guarantee guarantee, int window, EventSink sink, boolean confirmed)
            throws IOException, JetStreamApiException {
        String subject = subject(guarantee);
        String name = guarantee.name();
        JetStreamManagement management = connection.jetStreamManagement();
        if (management.getStreamNames().contains(name)) {
            management.deleteStream(name);
        }
        management.addStream(
                StreamConfiguration.builder()
                        .name(name)
                        .subjects(subject)
                        .storageType(StorageType.Memory)
                        .maxMessages(KEPT)
                        .discardPolicy(DiscardPolicy.Old)
                        .duplicateWindow(DUPLICATES)
                        .build());
        stream = name;
        Dispatcher dispatcher = connection.createDispatcher();
        dispatcher.setPendingLimits(-1, -1);
        PushSubscribeOptions options =
                PushSubscribeOptions.builder().stream(name)
                        .configuration(
                                ConsumerConfiguration.builder()
                                        .ackPolicy(AckPolicy.Explicit)
                                        .maxAckPending(2L * window)
                                        .build())
                        .build();
        jetStream.subscribe(
                subject,
                dispatcher,
                message -> {
                    arrived(message, sink);
                    if (confirmed) {
                        confirm(message, sink);
                    } else {
                        message.ack();
                        sink.settled();
                    }
                },
                false,
                options);
    }

    private static void arrived(Message message, EventSink sink) {
        ByteBuffer payload = ByteBuffer.wrap(message.getData());
        sink.arrived(payload.getLong(), payload.getLong());
    }

    /** What {@code ackSync} sends, without waiting for the answer before the next event. */
    private void confirm(Message message, EventSink sink) {
        connection
                .request(message.getReplyTo(), ACK)
                .whenComplete(
                        (answer, failure) -> {
                            if (failure == null) {
                                sink.settled();
                            } else {
                                sink.failed(failure);
                            }
                        });
    }

    @Override
    public void publish(Guarantee guarantee, byte[] payload, PublishResult result) {
        String subject = subject(guarantee);
        if (guarantee == Guarantee.AT_MOST_ONCE) {
            connection.publish(subject, payload);
            return;
        }
        CompletableFuture<?> answer =
                guarantee == Guarantee.AT_LEAST_ONCE
                        ? jetStream.publishAsync(subject, payload)
                        : jetStream.publishAsync(subject, payload, withId());
        answer.whenComplete(
                (ack, failure) -> {
                    if (failure == null) {
                        result.accepted();
                    } else {
                        result.failed(failure);
                    }
                });
    }

    private PublishOptions withId() {
        return PublishOptions.builder().messageId(ids + published++).build();
    }

    @Override
    public void close() {
        try {
            if (stream != null) {
                connection.jetStreamManagement().deleteStream(stream);
            }
            connection.close();
        } catch (IOException | JetStreamApiException e) {
            throw new IllegalStateException("closing a NATS connection failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
