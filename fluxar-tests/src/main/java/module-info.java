/** Conformance, contracts, simulation and the command line tool. */
// Some of the benchmarks' libraries have stable names but no descriptors.
@SuppressWarnings("requires-automatic")
module dev.fluxar.tests {
    requires transitive dev.fluxar;
    requires dev.fluxar.crypto;
    requires dev.fluxar.transport.netty;
    requires info.picocli;
    requires org.slf4j;
    requires java.management;
    requires jdk.management;
    requires static com.hivemq.client.mqtt;
    requires static io.grpc;
    requires static io.grpc.netty.shaded;
    requires static io.grpc.stub;
    requires static io.nats.jnats;
    requires static io.netty.buffer;
    requires static io.netty.common;
    requires static io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires static org.jctools.core;
    requires static org.jspecify;
    requires static org.reactivestreams;
    requires static reactor.core;
    requires static reactor.netty.core;
    requires static rsocket.core;
    requires static rsocket.transport.netty;
    requires static transitive org.junit.jupiter.api;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;

    exports dev.fluxar.tests.contract;
    exports dev.fluxar.tests.sim;

    provides dev.fluxar.transport.Transport with
            dev.fluxar.tests.sim.SimTransport;

    opens dev.fluxar.tests.bench to
            info.picocli;
    opens dev.fluxar.tests.cli to
            info.picocli,
            tools.jackson.databind;
    opens dev.fluxar.tests.idle to
            info.picocli;
    opens dev.fluxar.tests.secrets to
            info.picocli;
    opens dev.fluxar.tests.proxy to
            info.picocli;
    opens dev.fluxar.tests.soak to
            info.picocli;
    opens dev.fluxar.tests.tool to
            info.picocli;
}
