package dev.fluxar.tests.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.TopicPattern;
import dev.fluxar.hub.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics and patterns. §10.19-1 §10.19-2 §10.19-3 §10.19-4 */
class TopicsTest {

    @ParameterizedTest
    @CsvSource({
        "orders.created, orders.created, true",
        "orders.created, Orders.created, false",
        "orders.created, orders, false",
        "orders.*, orders.created, true",
        "orders.*, orders, false",
        "orders.*, orders.eu.created, false",
        "*.created, orders.created, true",
        "*.created, fluxar.created, false",
        "orders.>, orders.created, true",
        "orders.>, orders.eu.created, true",
        "orders.>, orders, false",
        "orders.>, orders2.a, false",
        ">, a, true",
        ">, a.b.c, true",
        ">, fluxar, false",
        ">, fluxar.stats.load, false",
        ">, fluxar2.stats, true",
        ">, fluxa, true",
        "*, fluxar, false",
        "fluxar.>, fluxar.stats.load, true",
        "fluxar.*, fluxar.stats, true",
        "*, a, true",
        "*, a.b, false",
        "*.*, a.b, true",
        "*.b.>, a.b.c.d, true",
        "*.b.>, a.b, false",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.d, false",
        "a.*.c, a.b.cc, false",
        "a.*, a.bb, true",
        "é.*, é.ü, true"
    })
    void aPatternMatchesWhatTheTableSays(String pattern, String topic, boolean matches) {
        assertThat(TopicPattern.of(pattern).matches(topic)).isEqualTo(matches);
        HubBench bench = new HubBench();
        Sub sub = bench.sub(pattern, 0);
        bench.publish(topic, 1).isAccepted();
        assertThat(sub.all()).hasSize(matches ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.*d, pattern 'orders.*d' has * inside a level",
        "orders.d*, pattern 'orders.d*' has * inside a level",
        "**, pattern '**' has * inside a level",
        "a.>b, pattern 'a.>b' has > inside a level",
        "a..b, pattern 'a..b' has an empty level",
        ">.a, pattern '>.a' has > before its last level",
        "a.>.b, pattern 'a.>.b' has > before its last level",
        ".a, pattern '.a' has an empty level",
        "a., pattern 'a.' has an empty level",
        "., pattern '.' has an empty level",
        "ack, pattern 'ack' is a verb of the protocol"
    })
    void aPatternThatIsNoneIsRefusedWithAReason(String pattern, String message) {
        assertThatThrownBy(() -> TopicPattern.of(pattern))
                .isInstanceOf(FluxarException.class)
                .hasMessageStartingWith(message);
        FluxarException refusal = new HubBench().sub(pattern, 1).refusal();
        assertThat(refusal.errorCode()).contains(ErrorCode.INVALID_ARGUMENT);
        assertThat(refusal).hasMessageStartingWith(message);
    }

    @Test
    void aPatternThatIsEmptyOrTooLongIsNone() {
        assertThat(TopicPattern.faultOf("")).isEqualTo("pattern has 0 bytes, expected 1 to 255");
        assertThat(TopicPattern.faultOf("é".repeat(128)))
                .isEqualTo("pattern has 256 bytes, expected 1 to 255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.*", "a.>", "a*", ">", "a..b", ".a", "a.", "."})
    void aPublishToATopicThatIsNoneIsRefused(String topic) {
        HubBench bench = new HubBench();
        Sub all = bench.sub(">", 0);
        FluxarException refusal = bench.publish(topic, 1).isRefused(ErrorCode.INVALID_ARGUMENT);
        assertThat(refusal)
                .hasMessageContaining("'" + topic + "'")
                .hasMessageContaining("expected");
        assertThat(Topics.faultOf(topic.getBytes(UTF_8))).isEqualTo(refusal.getMessage());
        assertThat(all.all()).isEmpty();
        assertThat(bench.hub.stats().refused()).isEqualTo(1);
    }

    @Test
    void aTopicOfTheMostLevelsFindsItsPatterns() {
        String topic = "a.".repeat(127) + "a";
        HubBench bench = new HubBench();
        Sub literal = bench.sub(topic, 0);
        Sub stars = bench.sub("*.".repeat(127) + "*", 0);
        Sub fewer = bench.sub("*.".repeat(126) + "*", 0);
        bench.publish(topic, 1).isAccepted();
        assertThat(literal.all()).hasSize(1);
        assertThat(stars.all()).hasSize(1);
        assertThat(fewer.all()).isEmpty();
    }
}
