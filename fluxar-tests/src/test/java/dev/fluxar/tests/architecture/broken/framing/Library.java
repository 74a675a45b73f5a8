package dev.fluxar.tests.architecture.broken.framing;

import tools.jackson.databind.JsonNode;

/** A layer that uses a library that is not its own. */
public interface Library {
    JsonNode node();
}
