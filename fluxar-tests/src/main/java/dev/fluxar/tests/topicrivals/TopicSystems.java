package dev.fluxar.tests.topicrivals;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The systems that topics are measured of, in the order of the tables. */
public enum TopicSystems {
    /** This library. */
    FLUXAR(null),
    /** A bare Netty pipeline. */
    LIMIT(null),
    /** NATS: core, and JetStream where anything is confirmed. */
    NATS(HubProgram.NATS),
    /** MQTT 5. */
    MQTT(HubProgram.MOSQUITTO);

    private final @Nullable HubProgram program;

    TopicSystems(@Nullable HubProgram program) {
        this.program = program;
    }

    /** The system; only now are its classes loaded. */
    public TopicSystem create() {
        return switch (this) {
            case FLUXAR -> new FluxarTopics();
            case LIMIT -> new LimitTopics();
            case NATS -> new NatsTopics();
            case MQTT -> new MqttTopics();
        };
    }

    /** The program that is its hub; null where the hub is Java. */
    public @Nullable HubProgram program() {
        return program;
    }

    /** As written on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
