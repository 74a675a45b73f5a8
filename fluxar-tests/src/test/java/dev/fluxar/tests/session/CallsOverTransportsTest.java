package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Listener;
import dev.fluxar.Peer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallsOverTransportsTest {

    record Profile(int id, String name) {}

    record Get(int id) {}

    @Test
    void aCallIsAnswered() throws Exception {
        for (String uri : new String[] {"mem:smoke", "tcp://127.0.0.1:0"}) {
            try (Listener listener =
                            Peer.listen(uri)
                                    .onCall(
                                            "user.getProfile",
                                            Get.class,
                                            (get, call) ->
                                                    CompletableFuture.completedFuture(
                                                            new Profile(get.id(), "Ada")))
                                    .await();
                    Peer peer = Peer.connect(listener.uri()).await()) {
                Profile profile =
                        peer.call("user.getProfile").with(new Get(42)).await(Profile.class);
                assertThat(profile).isEqualTo(new Profile(42, "Ada"));
            }
        }
    }
}
