package dev.fluxar.tests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.message.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that applications give, §2.2 and §3.1. */
class NamesTest {

    // §2.2-3
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ack", "auth", "bye", "cancel", "end", "nack", "part", "pause", "ping", "resume"
            })
    void aVerbIsNoName(String verb) {
        assertThat(Names.isVerb(verb)).isTrue();
        assertThat(Names.faultOf(verb))
                .isEqualTo("target '" + verb + "' is a verb of the protocol");
        assertThatThrownBy(() -> Names.target(verb)).isInstanceOf(IllegalArgumentException.class);
        for (String name : new String[] {verb.toUpperCase(), verb + " ", "x" + verb}) {
            assertThat(Names.isVerb(name)).isFalse();
            assertThat(Names.faultOf(name)).isNull();
        }
    }

    // §2.2-2
    @Test
    void aNameHas1To255Bytes() {
        assertThat(Names.faultOf("")).isEqualTo("target has 0 bytes, expected 1 to 255");
        assertThat(Names.faultOf("a")).isNull();
        assertThat(Names.faultOf("a".repeat(255))).isNull();
        assertThat(Names.faultOf("a".repeat(256)))
                .isEqualTo("target has 256 bytes, expected 1 to 255");
        assertThat(Names.faultOf("ü".repeat(127))).isNull();
        assertThat(Names.faultOf("ü".repeat(128)))
                .isEqualTo("target has 256 bytes, expected 1 to 255");
        assertThat(Names.faultOf("ü".repeat(300)))
                .isEqualTo("target has 600 bytes, expected 1 to 255");
    }

    // §2.2-2
    @Test
    void noOtherCharacterIsExcluded() {
        for (String name : new String[] {" ", "\0", "a/b.c*#", "größer", "😀", "fluxar.x"}) {
            assertThat(Names.faultOf(name)).isNull();
            assertThat(Names.target(name)).isNotEmpty();
        }
    }

    @Test
    void aNameWithoutAnEncodingIsRefusedRatherThanChanged() {
        assertThat(Names.faultOf("a\ud800"))
                .isEqualTo("target has a surrogate without its pair at character 1");
        assertThatThrownBy(() -> Names.target("\udc00"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // §3.1-1
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "oneway",
                "mode",
                "ackWait",
                "attempt",
                "credit",
                "dropped",
                "durable",
                "floor",
                "from",
                "group",
                "producer",
                "retain",
                "seq",
                "size",
                "ts",
                "fluxar.",
                "fluxar.anything"
            })
    void aReservedMetaKeyIsTheProtocols(String key) {
        assertThat(Names.isReservedMeta(key)).isTrue();
    }

    // §3.1-1
    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "tracestate", "trace_id", "Timeout", "fluxar", "x", ""})
    void anyOtherMetaKeyIsTheApplications(String key) {
        assertThat(Names.isReservedMeta(key)).isFalse();
    }
}
