package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.LocalServer;

/** A system under measurement: a hub and connections to it, with one topic for each guarantee. */
public interface TopicSystem {

    /** Library, version, and what else makes it fast, in a few words. */
    String describe();

    /** Starts the hub on a free port of the loopback interface. */
    LocalServer listen() throws Exception;

    /** Connects to the hub at {@code port} of the loopback interface; blocks. */
    TopicConnection connect(int port) throws Exception;
}
