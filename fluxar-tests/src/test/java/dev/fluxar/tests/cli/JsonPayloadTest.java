package dev.fluxar.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Cbor;
import dev.fluxar.FluxarException;
import dev.fluxar.Outcome;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPayloadTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "42",
                "-1",
                "18446744073709551616",
                "1.5",
                "0.1",
                "\"ü\\n\\\"\"",
                "[]",
                "{}",
                "{\"a\":[1,{\"b\":null}]}"
            })
    void jsonComesBackAsItWas(String json) {
        assertThat(JsonPayload.write(JsonPayload.parse(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            43010203     | "AQID"
            a1010243     |
            a10102       | {"1":2}
            f97e00       | "NaN"
            f7           | null
            c11a514b67b0 | 1363896240
            d81843010203 | "AQID"
            """)
    void whatJsonLacksBecomesItsNearest(String hex, String json) {
        Cbor payload = Cbor.of(HexFormat.of().parseHex(hex));
        if (json == null) {
            assertThatThrownBy(() -> JsonPayload.write(payload))
                    .isInstanceOf(FluxarException.class);
        } else {
            assertThat(JsonPayload.write(payload)).isEqualTo(json);
        }
    }

    @Test
    void anAbsentReplyIsNull() {
        assertThat(JsonPayload.write(null)).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"a":1,}      | bad JSON at line 1, column 8:
            {"a":1        | bad JSON at line 1, column 7:
            hello         | bad JSON at line 1, column 1:
            1 2           | bad JSON at line 1, column 3:
            {"a":1,"a":2} | bad JSON at line 1, column 11:
            ``            | bad JSON: it is empty
            """)
    void badJsonIsToldWithItsPlaceAndNothingIsSent(String json, String message) {
        assertThatThrownBy(() -> JsonPayload.parse(json == null ? "" : json))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> {
                            assertThat(e.getMessage()).startsWith(message.strip());
                            assertThat(e.code()).isEqualTo(302);
                            assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                        });
    }
}
