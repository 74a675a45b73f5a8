package dev.fluxar.tests.architecture.broken.somewhere;

/** A package that no part claims. */
public interface Stray {}
