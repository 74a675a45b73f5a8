/** Conformance, contracts, simulation and the command line tool. */
module dev.fluxar.tests {
    requires transitive dev.fluxar;
    requires dev.fluxar.transport.netty;
    requires info.picocli;
    requires static org.jspecify;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;

    opens dev.fluxar.tests.cli to
            info.picocli,
            tools.jackson.databind;
}
