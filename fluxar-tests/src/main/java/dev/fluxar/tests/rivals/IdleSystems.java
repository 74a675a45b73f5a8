package dev.fluxar.tests.rivals;

import dev.fluxar.Heartbeat;
import dev.fluxar.PeerOptions;
import java.time.Duration;
import java.util.Locale;

/** The systems that are measured with many connections that do nothing. */
public enum IdleSystems {
    /** This library. */
    FLUXAR,
    /** A bare Netty pipeline. */
    LIMIT,
    /** gRPC-java. */
    GRPC,
    /** RSocket-java. */
    RSOCKET;

    /** The system; only now are its classes loaded. Its connections share threads. */
    public CallSystem create(Duration heartbeat) {
        return switch (this) {
            case FLUXAR ->
                    new FluxarSystem(PeerOptions.DEFAULT.withHeartbeat(new Heartbeat(heartbeat)));
            case LIMIT -> new ManyLimits();
            case GRPC -> new GrpcSystem();
            case RSOCKET -> new RSocketSystem();
        };
    }

    /** As written on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
