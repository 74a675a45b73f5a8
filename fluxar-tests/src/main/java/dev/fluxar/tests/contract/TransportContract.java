package dev.fluxar.tests.contract;

/**
 * What a transport must do. A test class implements this, says in the methods of {@link
 * TransportSubject} what it tests, and inherits the tests. Endpoints are given loops of their own
 * and a largest frame of 1 MiB.
 */
public interface TransportContract
        extends TransportBytesContract,
                TransportReadingContract,
                TransportOpeningContract,
                TransportClosingContract,
                TransportLoopContract {}
