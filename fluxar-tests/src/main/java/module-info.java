/** Conformance, contracts, simulation and the command line tool. */
module dev.fluxar.tests {
    requires transitive dev.fluxar;
    requires dev.fluxar.transport.netty;
    requires info.picocli;
    requires org.slf4j;
    requires static org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;

    exports dev.fluxar.tests.contract;
    exports dev.fluxar.tests.sim;

    opens dev.fluxar.tests.cli to
            info.picocli,
            tools.jackson.databind;
}
