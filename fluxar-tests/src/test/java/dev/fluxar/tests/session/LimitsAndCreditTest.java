package dev.fluxar.tests.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Credit;
import dev.fluxar.Limits;
import dev.fluxar.Rate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that an application sets: §11. */
class LimitsAndCreditTest {

    private static final Limits DEFAULT = Limits.DEFAULT;

    private static Arguments wrong(String limit, Supplier<Limits> setting) {
        return Arguments.of(limit, setting);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("message is 1023, expected 1024", () -> DEFAULT.withMessage(1023)),
                wrong("frame is 1048575, expected 1048576", () -> DEFAULT.withFrame(1048575)),
                wrong("exchanges is 0, expected 1", () -> DEFAULT.withExchanges(0)),
                wrong("waiting is -1, expected 0", () -> DEFAULT.withWaiting(-1)),
                wrong("budget is 2097151, expected 2097152", () -> DEFAULT.withBudget(2097151)),
                wrong("budget is -1, expected", () -> DEFAULT.withBudget(-1)),
                wrong("part is 1023, expected 1024", () -> DEFAULT.withPart(1023)),
                wrong("payload is -1, expected 0", () -> DEFAULT.withPayload(-1)),
                wrong("subscriptions is -1", () -> DEFAULT.withSubscriptions(-1)),
                wrong("subscriptions is 1048577", () -> DEFAULT.withSubscriptions(1048577)),
                wrong(
                        "payload is 16777217, expected 0 to 16777216",
                        () ->
                                new Limits(
                                        1024,
                                        1024,
                                        1,
                                        0,
                                        32 << 20,
                                        1024,
                                        16777217,
                                        DEFAULT.credit(),
                                        0,
                                        null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void aLimitOutOfItsRangeIsToldWithTheRange(String message, Supplier<Limits> setting) {
        assertThatThrownBy(setting::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit " + message);
    }

    @Test
    void eachLimitCanBeSetAndTheOthersStay() {
        Rate rate = new Rate(5, 6);
        Limits limits =
                DEFAULT.withMessage(2048)
                        .withFrame(4096)
                        .withExchanges(3)
                        .withWaiting(4)
                        .withPart(1024)
                        .withPayload(0)
                        .withCredit(Credit.UNLIMITED)
                        .withSubscriptions(0)
                        .withRate(rate)
                        .withBudget(8192);
        assertThat(limits)
                .isEqualTo(new Limits(2048, 4096, 3, 4, 8192, 1024, 0, Credit.UNLIMITED, 0, rate));
    }

    // §11.4: at most half of what it is ready to hold
    @Test
    void payloadAndBudgetFitEachOther() {
        assertThat(DEFAULT.payload()).isEqualTo(DEFAULT.budget() / 2);
        assertThat(DEFAULT.withBudget(4 << 20).payload()).isEqualTo(2 << 20);
        assertThat(DEFAULT.withBudget(1L << 40).payload()).isEqualTo(16 << 20);
        assertThat(DEFAULT.withPayload(20 << 20).budget()).isEqualTo(40 << 20);
        assertThat(DEFAULT.withPayload(1).budget()).isEqualTo(32 << 20);
        assertThat(DEFAULT.withMessage(1 << 30).payload()).isEqualTo(16 << 20);
    }

    // §10.12-3
    @Test
    void theGreaterOfTwoCreditsIsTakenNumberByNumber() {
        Credit credit = new Credit(5, 100);
        assertThat(credit.max(new Credit(5, 100))).isSameAs(credit);
        assertThat(credit.max(new Credit(4, 7))).isSameAs(credit);
        assertThat(credit.max(new Credit(6, 7))).isEqualTo(new Credit(6, 100));
        assertThat(credit.max(new Credit(1, 101))).isEqualTo(new Credit(5, 101));
        assertThat(credit.max(Credit.UNLIMITED)).isEqualTo(Credit.UNLIMITED);
    }

    @Test
    void creditIsNeverNegative() {
        assertThat(new Credit(0, 0).items()).isZero();
        assertThatThrownBy(() -> new Credit(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[-1 items, 0 bytes], expected 0 or more");
        assertThatThrownBy(() -> new Credit(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
