package dev.fluxar.runtime;

/** How this software calls itself and its surroundings. */
final class Agent {

    /** For the other side's logs. */
    static final String NAME = name();

    private Agent() {}

    private static String name() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "fluxar-java" : "fluxar-java/" + version;
    }

    /** How a person calls the transport of an address. */
    static String transportName(String remote) {
        return remote.startsWith("unix") ? "a Unix socket" : "plain TCP";
    }
}
