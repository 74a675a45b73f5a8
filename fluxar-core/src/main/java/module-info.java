/** The face, the six protocol layers and the runtime that joins them. */
// JCTools has a stable name but no descriptor; fluxar-tests is compiled after this module.
@SuppressWarnings({"requires-automatic", "module"})
module dev.fluxar {
    requires org.jctools.core;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;

    exports dev.fluxar;
    exports dev.fluxar.hub;
    exports dev.fluxar.hub.memory to
            dev.fluxar.tests;
    exports dev.fluxar.message to
            dev.fluxar.tests;
    exports dev.fluxar.payload;
    exports dev.fluxar.transport;

    uses dev.fluxar.PeerProvider;
    uses dev.fluxar.transport.Transport;

    provides dev.fluxar.PeerProvider with
            dev.fluxar.runtime.RuntimeProvider;
    provides dev.fluxar.transport.Transport with
            dev.fluxar.transport.mem.MemTransport;
}
