/** Conformance, contracts, simulation and the command line tool. */
module dev.fluxar.tests {
    requires transitive dev.fluxar;
    requires dev.fluxar.transport.netty;
    requires info.picocli;

    opens dev.fluxar.tests.cli to
            info.picocli;
}
