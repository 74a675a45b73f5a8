package dev.fluxar.tests.simulation;

import dev.fluxar.transport.Connection;
import dev.fluxar.transport.Loop;
import dev.fluxar.transport.WriteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A connection without another end: what is written to it is handed to the test. */
public final class NotedConnection implements Connection {

    private final boolean boundaries;
    private final BooleanSupplier writable;
    private final Consumer<byte[]> written;

    /** How often it was flushed. */
    public int flushes;

    /** A stream, or messages where boundaries are kept. */
    public NotedConnection(boolean boundaries, BooleanSupplier writable, Consumer<byte[]> written) {
        this.boundaries = boundaries;
        this.writable = writable;
        this.written = written;
    }

    @Override
    public void reading(boolean on) {
        // Nothing is read here.
    }

    @Override
    public void write(WriteBuffer bytes) {
        written.accept(bytes.toByteArray());
    }

    @Override
    public boolean writable() {
        return writable.getAsBoolean();
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public boolean keepsBoundaries() {
        return boundaries;
    }

    @Override
    public Loop loop() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long openedAt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void maxFrame(int bytes) {}

    @Override
    public void close() {}

    @Override
    public void closeAtFault() {}

    @Override
    public void abort() {}

    @Override
    public String remote() {
        return "noted";
    }
}
