package dev.fluxar.tests.topicrivals;

import dev.fluxar.tests.rivals.BareNetty;
import dev.fluxar.tests.rivals.LocalServer;
import dev.fluxar.tests.rivals.NettyLoop;
import dev.fluxar.tests.rivals.RivalVersion;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The limit: a bare Netty pipeline that sends every event to every subscriber, in as many bytes as
 * FLUXAR's frames have, and gathers what one read leads to. It looks at no topic and keeps nothing.
 */
final class LimitTopics implements TopicSystem {

    private static final int PATIENCE_SECONDS = 10;

    @Override
    public String describe() {
        return "bare Netty "
                + RivalVersion.of(Channel.class, "netty")
                + ", "
                + NettyLoop.best().name()
                + ", one write a read, frames of 64 + "
                + LimitFrame.PUBLISH.overhead()
                + " and 64 + "
                + LimitFrame.EVENT.overhead()
                + " bytes, exactly once as at least once";
    }

    @Override
    public LocalServer listen() throws InterruptedException {
        List<LimitHub> subscribers = new ArrayList<>(); // confined to the server's one thread
        return BareNetty.listen(() -> new LimitHub(subscribers));
    }

    @Override
    public TopicConnection connect(int port) throws InterruptedException {
        LimitHubClient client = new LimitHubClient();
        BareNetty.Connection connection = BareNetty.connect(port, client);
        return new TopicConnection() {
            @Override
            public void subscribe(Guarantee guarantee, int window, EventSink sink)
                    throws Exception {
                client.subscribe(sink).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }

            @Override
            public void publish(Guarantee guarantee, byte[] payload, PublishResult result) {
                client.publish(payload, guarantee == Guarantee.AT_MOST_ONCE ? null : result);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
