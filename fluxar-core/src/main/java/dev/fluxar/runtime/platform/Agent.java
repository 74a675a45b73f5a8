package dev.fluxar.runtime.platform;

/** How this software calls itself and its surroundings. */
public final class Agent {

    /** For the other side's logs. */
    public static final String NAME = name();

    private Agent() {}

    private static String name() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "fluxar-java" : "fluxar-java/" + version;
    }

    /**
     * How a person calls the transport of an address.
     *
     * @param remote of a connection
     * @return some words
     */
    public static String transportName(String remote) {
        return remote.startsWith("unix") ? "a Unix socket" : "plain TCP";
    }
}
