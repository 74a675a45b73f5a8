package dev.fluxar.tests.architecture.broken.session;

/** A type of a higher layer. */
public interface Above {}
