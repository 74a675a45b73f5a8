package dev.fluxar.tests.payload;

import static dev.fluxar.tests.payload.Wire.decoded;
import static dev.fluxar.tests.payload.Wire.encoded;
import static dev.fluxar.tests.payload.Wire.throughTheWire;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dates and times are texts in ISO 8601. */
class PayloadTimesTest {

    static Stream<Object> times() {
        return Stream.of(
                Instant.parse("2026-11-01T12:00:00.123456789Z"),
                LocalDate.of(2026, 2, 28),
                LocalTime.of(23, 59, 59, 999_999_999),
                LocalDateTime.of(2026, 11, 1, 0, 0),
                OffsetDateTime.of(2026, 11, 1, 12, 0, 0, 1, ZoneOffset.ofHours(-5)),
                OffsetTime.of(1, 2, 3, 0, ZoneOffset.ofHoursMinutes(5, 45)),
                ZonedDateTime.of(2026, 11, 1, 12, 0, 0, 0, ZoneOffset.ofHours(2)),
                Duration.ofMillis(-1500),
                Period.of(1, 2, 3),
                Year.of(2026),
                YearMonth.of(2026, 11),
                MonthDay.of(2, 29),
                Month.MAY,
                DayOfWeek.MONDAY,
                ZoneId.of("Europe/Berlin"),
                ZoneOffset.ofHours(1),
                new Date(1_793_534_400_123L));
    }

    @ParameterizedTest
    @MethodSource("times")
    void aTimeComesBackAsItWas(Object value) {
        Class<?> type =
                value instanceof ZoneId zone && !(zone instanceof ZoneOffset)
                        ? ZoneId.class
                        : value.getClass();
        assertThat((Object) throughTheWire(value, type)).isEqualTo(value);
    }

    @Test
    void timesAreTextsInIso8601() {
        assertThat(encoded(Instant.parse("2026-11-01T12:00:00Z")))
                .isEqualTo(encoded("2026-11-01T12:00:00Z"));
        assertThat(encoded(Duration.ofMillis(1500))).isEqualTo(encoded("PT1.5S"));
        assertThat(encoded(LocalDate.of(2026, 11, 1))).isEqualTo(encoded("2026-11-01"));
        assertThat(encoded(List.of(new Date(0))))
                .isEqualTo("81" + encoded("1970-01-01T00:00:00.000Z"));
        assertThat(encoded(Year.of(2026))).isEqualTo(encoded(2026));
        assertThat(encoded(Month.MAY)).isEqualTo(encoded(5));
    }

    @Test
    void theNameOfAZoneIsNotKept() {
        ZonedDateTime berlin =
                ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));
        assertThat(encoded(berlin)).isEqualTo(encoded("2026-07-01T12:00:00+02:00"));
        assertThat(throughTheWire(berlin, ZonedDateTime.class))
                .isEqualTo(berlin.withFixedOffsetZone());
    }

    @Test
    void taggedTimesAreRead() {
        // 1(1363896240), 0("2013-03-21T20:04:00Z")
        Instant instant = Instant.parse("2013-03-21T20:04:00Z");
        assertThat(decoded("c11a514b67b0", Instant.class)).isEqualTo(instant);
        assertThat(decoded("c074323031332d30332d32315432303a30343a30305a", Instant.class))
                .isEqualTo(instant);
    }
}
