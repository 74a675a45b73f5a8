package dev.fluxar.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.transport.Transport;
import dev.fluxar.transport.mem.MemTransport;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemTransportTest implements TransportContract {

    private final Transport transport = new MemTransport();

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public URI freshUri() {
        return URI.create("mem:" + UUID.randomUUID());
    }

    @Override
    public URI deadUri() {
        return URI.create("mem:nobody");
    }

    @Test
    void connectingToNobodySaysSo() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            assertThat(transport.connect(fixture.endpoint(deadUri()), new TransportEnd()))
                    .failsWithin(TransportEnd.LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .withMessage("cannot connect to mem:nobody: nobody listens there");
        }
    }

    @Test
    void aUriWithoutANameIsRefused() {
        try (TransportFixture fixture = new TransportFixture(this)) {
            URI nameless = URI.create("mem:///x");
            assertThatThrownBy(
                            () -> transport.connect(fixture.endpoint(nameless), new TransportEnd()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mem URI has no name: mem:///x; expected mem:name");
        }
    }
}
