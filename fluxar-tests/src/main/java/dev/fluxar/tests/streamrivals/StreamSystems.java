package dev.fluxar.tests.streamrivals;

import java.util.Locale;

/** The systems that streams are measured of, in the order of the tables. */
public enum StreamSystems {
    /** This library. */
    FLUXAR,
    /** A bare Netty pipeline that gathers items in large buffers. */
    LIMIT,
    /** A bare Netty pipeline that writes each item for itself and flushes many at once. */
    PER_ITEM,
    /** gRPC-java. */
    GRPC,
    /** RSocket-java. */
    RSOCKET;

    /** The system; only now are its classes loaded. */
    public StreamSystem create() {
        return switch (this) {
            case FLUXAR -> new FluxarStreams();
            case LIMIT -> new LimitStreams(true);
            case PER_ITEM -> new LimitStreams(false);
            case GRPC -> new GrpcStreams();
            case RSOCKET -> new RSocketStreams();
        };
    }

    /** As written on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
