package dev.fluxar.tests.rivals;

import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import java.util.Locale;

/** The systems that calls are measured of, in the order of the tables. */
public enum CallSystems {
    /** This library. */
    FLUXAR,
    /** This library with sessions that survive their connections. */
    RESUME,
    /** A bare Netty pipeline. */
    LIMIT,
    /** The same, sending half of what a read leads to before the rest: both ends work at once. */
    OVERLAP,
    /** gRPC-java. */
    GRPC,
    /** RSocket-java. */
    RSOCKET;

    /** The system; only now are its classes loaded. */
    public CallSystem create() {
        return switch (this) {
            case FLUXAR -> new FluxarSystem();
            case RESUME -> new FluxarSystem(PeerOptions.DEFAULT.withResume(Resume.DEFAULT));
            case LIMIT -> new LimitSystem(1);
            case OVERLAP -> new LimitSystem(2);
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
