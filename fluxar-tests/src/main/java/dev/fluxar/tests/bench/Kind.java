package dev.fluxar.tests.bench;

import dev.fluxar.tests.contest.Work;
import dev.fluxar.tests.rivals.CallClient;
import dev.fluxar.tests.rivals.CallSystem;
import dev.fluxar.tests.rivals.CallSystems;
import dev.fluxar.tests.streamrivals.StreamClient;
import dev.fluxar.tests.streamrivals.StreamSystem;
import dev.fluxar.tests.streamrivals.StreamSystems;
import dev.fluxar.tests.topicrivals.TopicSystem;
import dev.fluxar.tests.topicrivals.TopicSystems;
import java.util.List;
import java.util.Locale;

/** What an {@link Endpoint} can be an end of. */
enum Kind {
    /** Of calls and replies. */
    CALLS {
        @Override
        int listen(String system) throws Exception {
            return call(system).listen().port();
        }

        @Override
        String describe(String system) {
            return call(system).describe();
        }

        @Override
        Client connect(String system, int port) throws Exception {
            CallClient client = call(system).connect(port);
            return words -> new ClosedLoop(client, number(words, 1), number(words, 2));
        }

        private CallSystem call(String system) {
            return CallSystems.valueOf(constant(system)).create();
        }
    },
    /** Of streams from the server to the client. */
    STREAMS {
        @Override
        int listen(String system) throws Exception {
            return stream(system).listen().port();
        }

        @Override
        String describe(String system) {
            return stream(system).describe();
        }

        @Override
        Client connect(String system, int port) throws Exception {
            StreamClient client = stream(system).connect(port);
            return words -> new ItemReading(client, number(words, 1), number(words, 2));
        }

        private StreamSystem stream(String system) {
            return StreamSystems.valueOf(constant(system)).create();
        }
    },
    /** Of a hub; all clients are in one process. */
    TOPICS {
        @Override
        int listen(String system) throws Exception {
            return topics(system).listen().port();
        }

        @Override
        String describe(String system) {
            return topics(system).describe();
        }

        @Override
        Client connect(String system, int port) {
            TopicSystem topics = topics(system);
            return words -> new Publishing(topics, port, TopicScenario.valueOf(words.get(1)));
        }

        private TopicSystem topics(String system) {
            return TopicSystems.valueOf(constant(system)).create();
        }
    };

    /** A client's side of a system. */
    interface Client {

        /** What {@code begin}, the first of these words, asks for; not started yet. */
        Work work(List<String> words);
    }

    /** Starts the server's side in this process and tells its port. */
    abstract int listen(String system) throws Exception;

    /** The client's side in this process. */
    abstract Client connect(String system, int port) throws Exception;

    /** Library, version and what else makes it fast, in a few words. */
    abstract String describe(String system);

    static Kind of(String word) {
        return valueOf(constant(word));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static int number(List<String> words, int index) {
        return Integer.parseInt(words.get(index));
    }
}
