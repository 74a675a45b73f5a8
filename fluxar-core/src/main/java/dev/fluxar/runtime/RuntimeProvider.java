package dev.fluxar.runtime;

import dev.fluxar.Binder;
import dev.fluxar.Connector;
import dev.fluxar.Hub;
import dev.fluxar.HubOptions;
import dev.fluxar.PeerProvider;
import dev.fluxar.hub.TopicHub;
import java.net.URI;
import java.util.List;

/** What stands behind the face; found by {@link java.util.ServiceLoader}. */
public final class RuntimeProvider implements PeerProvider {

    /** For the service loader. */
    public RuntimeProvider() {}

    @Override
    public Connector connect(URI uri) {
        return new RuntimeConnector(uri);
    }

    @Override
    public Hub hub(HubOptions options) {
        return RuntimeHub.inMemory(options);
    }

    @Override
    public Hub hub(Hub.Backend backend) {
        if (backend instanceof TopicHub topics) {
            return new RuntimeHub(topics);
        }
        throw new IllegalArgumentException(
                "hub backend is a "
                        + backend.getClass().getName()
                        + ", expected an implementation of "
                        + TopicHub.class.getName());
    }

    @Override
    public Binder listen(List<URI> uris) {
        return new RuntimeBinder(uris);
    }
}
