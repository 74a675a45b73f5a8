/** The face, the six protocol layers and the runtime that joins them. */
// requires-automatic: JCTools has a stable name but no descriptor. module: exports name modules
// that
// are built later.
@SuppressWarnings({"requires-automatic", "module"})
module dev.fluxar {
    requires org.jctools.core;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;
}
