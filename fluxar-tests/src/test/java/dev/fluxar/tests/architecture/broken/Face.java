package dev.fluxar.tests.architecture.broken;

import org.slf4j.Logger;

/** The face uses a library. */
public interface Face {
    Logger logger();
}
