package dev.fluxar.tests.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.Delivery;
import dev.fluxar.Limits;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.Payload;
import dev.fluxar.patterns.publish.OutboundPublish;
import dev.fluxar.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Publishes at the producer: written, numbered, answered. */
class PublishWrittenTest {

    private TopicsBench bench = TopicsBench.established();

    private static List<Object> producers(List<Letter> letters) {
        List<Object> numbers = new ArrayList<>();
        letters.forEach(letter -> numbers.add(((List<?>) letter.meta().get("producer")).get(2)));
        return numbers;
    }

    private static Letter conflict(String ref, long expected) {
        Map<String, Object> error = Letter.error(305, "too early");
        error.put("data", Map.of("expected", expected));
        return new Letter(6, null, ref, null, null, null, error);
    }

    // §10.29-2 §10.21-2
    @Test
    void aPublishSaysWhatIsAskedFor() {
        TopicsBench.Result result = new TopicsBench.Result();
        bench.topics
                .publishes()
                .publish(
                        new OutboundPublish(
                                "a.b".getBytes(UTF_8),
                                Map.of("mine", "x"),
                                Payload.item(Letter.encode(1)),
                                Delivery.AT_LEAST_ONCE,
                                true,
                                null,
                                false,
                                Session.NEVER,
                                result));
        bench.write();
        Letter letter = bench.letter();
        assertThat(letter.target()).isEqualTo("a.b");
        assertThat(letter.meta()).isEqualTo(Map.of("mine", "x", "mode", 1, "retain", true));
        assertThat(letter.payload()).isEqualTo(1);
        bench.publish(0);
        assertThat(bench.letter().meta()).isNull();
        assertThat(result.told).isNull();
    }

    // §10.30-1
    @Test
    void whatTheApplicationDoesNotNumberIsNumberedAsItIsWritten() {
        bench.writable = false;
        List<TopicsBench.Result> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(bench.publish(2));
        }
        bench.cancel(results.get(1)); // No gap.
        bench.writable = true;
        bench.write();
        List<Letter> letters = bench.written();
        assertThat(producers(letters)).containsExactly(1, 2, 3);
        assertThat(letters.get(0).meta()).containsEntry("producer", List.of("me", 1, 1));
        assertThat(results.get(1).told).isEqualTo("CANCELLED, NOT_SENT");
    }

    // §10.30-1 §10.30-3 §10.30-6
    @Test
    void behindARefusalNumbersBeginWhereTheHubExpectsThem() {
        List<TopicsBench.Result> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(bench.publish(2));
        }
        List<Letter> letters = bench.written();
        assertThat(producers(letters)).containsExactly(1, 2, 3, 4);
        bench.read(TopicsBench.accepted(letters.get(0).id()));
        bench.read(TopicsBench.publishRefused(letters.get(1).id(), 401));
        assertThat(results.get(1).told).isEqualTo("OVERLOADED, NOT_PROCESSED");
        bench.publish(2);
        assertThat(producers(bench.written())).containsExactly(2);
        // Those behind it are told, and do not set the numbers back again.
        bench.read(conflict(letters.get(2).id(), 2), conflict(letters.get(3).id(), 2));
        assertThat(results.get(2).told).isEqualTo("CONFLICT, NOT_PROCESSED");
        assertThat(results.get(3).told).isEqualTo("CONFLICT, NOT_PROCESSED");
        bench.publish(2);
        assertThat(producers(bench.written())).containsExactly(3);
    }

    // §10.30-3
    @Test
    void theHubsWordCountsWhereItDiffers() {
        bench.publish(2);
        bench.publish(2);
        List<Letter> letters = bench.written();
        // The first was refused, and given up before it was read.
        bench.read(conflict(letters.get(1).id(), 1));
        bench.publish(2);
        assertThat(producers(bench.written())).containsExactly(1);
        bench.read(
                new Letter(
                        6,
                        null,
                        letters.get(0).id(),
                        null,
                        null,
                        null,
                        Letter.error(305, "without data")));
        assertThat(bench.endCode()).isNull();
    }

    // §10.30-8 §10.30-9
    @Test
    void aRepetitionOfWhatIsNotKnownStaysUnknownWhenItIsRefused() {
        ProducerId number = new ProducerId("till", 3, 7);
        TopicsBench.Result first = bench.publish(2, number, 100);
        Letter letter = bench.letter();
        assertThat(letter.meta()).containsEntry("producer", List.of("till", 3, 7));
        bench.pass(100);
        assertThat(first.told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
        TopicsBench.Result again = bench.publish(2, number, -1);
        bench.read(TopicsBench.publishRefused(bench.letter().id(), 401));
        assertThat(again.told).isEqualTo("OVERLOADED, UNKNOWN");
        TopicsBench.Result other = bench.publish(2, new ProducerId("till", 3, 8), -1);
        bench.read(TopicsBench.publishRefused(bench.letter().id(), 401));
        assertThat(other.told).isEqualTo("OVERLOADED, NOT_PROCESSED");
        TopicsBench.Result third = bench.publish(2, number, -1);
        bench.read(TopicsBench.accepted(bench.letter().id()));
        assertThat(third.told).isEqualTo("accepted");
        TopicsBench.Result known = bench.publish(2, number, -1);
        bench.read(TopicsBench.publishRefused(bench.letter().id(), 401));
        assertThat(known.told).isEqualTo("OVERLOADED, NOT_PROCESSED");
    }

    // §10.30-9 §10.35-1
    @Test
    void soItDoesWhenItIsNotEvenWritten() {
        ProducerId number = new ProducerId("till", 3, 7);
        bench.publish(2, number, 100);
        String first = bench.letter().id();
        bench.pass(100);
        bench.writable = false;
        TopicsBench.Result cancelled = bench.publish(2, number, -1);
        bench.cancel(cancelled);
        assertThat(cancelled.told).isEqualTo("CANCELLED, UNKNOWN");
        TopicsBench.Result late = bench.publish(2, number, 100);
        bench.pass(100);
        assertThat(late.told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
        assertThat(bench.publish(2, number, 0).told).isEqualTo("DEADLINE_EXCEEDED, UNKNOWN");
        TopicsBench.Result behindABye = bench.publish(2, number, -1);
        TopicsBench.Result other = bench.publish(2, new ProducerId("till", 3, 8), -1);
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        assertThat(behindABye.told).isEqualTo("DRAINING, UNKNOWN");
        assertThat(other.told).isEqualTo("DRAINING, NOT_SENT");
        assertThat(bench.publish(2, number, -1).told).isEqualTo("DRAINING, UNKNOWN");
        bench.read(TopicsBench.accepted(first));
        assertThat(bench.publish(2, number, -1).told).isEqualTo("DRAINING, NOT_SENT");
    }

    // §10.30-9 §10.35-1
    @Test
    void orWhenItsSessionEndsBeforeItIs() {
        ProducerId number = new ProducerId("till", 3, 7);
        bench.publish(2, number, 100);
        bench.pass(100);
        bench.writable = false;
        TopicsBench.Result again = bench.publish(2, number, -1);
        TopicsBench.Result other = bench.publish(2, new ProducerId("till", 3, 8), -1);
        bench.session.abort();
        assertThat(again.told).isEqualTo("UNAVAILABLE, UNKNOWN");
        assertThat(other.told).isEqualTo("UNAVAILABLE, NOT_SENT");
    }

    // §11.4-4 §11.4-5 §10.21-3
    @Test
    void publishesWaitForAPlaceInTheirOrder() {
        bench = TopicsBench.established(Limits.DEFAULT, Map.of("exchanges", 1), null);
        bench.publish(1);
        String first = bench.letter().id();
        bench.publish(1);
        TopicsBench.Result last = bench.publish(0);
        assertThat(bench.words()).isEmpty();
        bench.read(TopicsBench.accepted(first));
        List<Letter> letters = bench.written();
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).meta()).containsEntry("mode", 1);
        assertThat(letters.get(1).meta()).isNull();
        assertThat(last.told).isEqualTo("accepted");
        assertThat(bench.held()).isZero();
        bench.read(TopicsBench.accepted(letters.get(0).id()));
        assertThat(bench.exchanges.live()).isZero();
    }

    // §4.3-1 §11.1-1
    @Test
    void whatCannotBeSentIsToldAtOnce() {
        bench =
                TopicsBench.established(
                        Limits.DEFAULT.withWaiting(0), Map.of("exchanges", 0), null);
        assertThat(bench.publish(1).told).isEqualTo("OVERLOADED, NOT_SENT");
        assertThat(bench.publish(0).told).isEqualTo("accepted");
        bench = TopicsBench.established(Limits.DEFAULT, Map.of("message", 1024), null);
        TopicsBench.Result long1 = new TopicsBench.Result();
        bench.topics
                .publishes()
                .publish(
                        new OutboundPublish(
                                "a".getBytes(UTF_8),
                                Map.of(),
                                Payload.bytes(new byte[1024]),
                                Delivery.AT_MOST_ONCE,
                                false,
                                null,
                                false,
                                Session.NEVER,
                                long1));
        assertThat(long1.told).isEqualTo("TOO_LARGE, NOT_SENT");
        assertThat(bench.publish(1, null, 0).told).isEqualTo("DEADLINE_EXCEEDED, NOT_SENT");
        bench.session.abort();
        assertThat(bench.publish(1).told).isEqualTo("UNAVAILABLE, NOT_SENT");
    }

    // §10.35-1 §9.2-3
    @Test
    void nothingIsPublishedBehindABye() {
        bench.read(Letter.bye(Letter.id(8), 0, 9000));
        assertThat(bench.publish(1).told).isEqualTo("DRAINING, NOT_SENT");
        assertThat(bench.publish(0).told).isEqualTo("DRAINING, NOT_SENT");
    }
}
