package dev.fluxar.tests.payload;

import static dev.fluxar.tests.payload.Wire.bytes;
import static dev.fluxar.tests.payload.Wire.decoded;
import static dev.fluxar.tests.payload.Wire.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.GenericType;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What does not fit is told in words that betray neither classes nor content. */
class PayloadErrorsTest {

    enum Colour {
        RED,
        GREEN
    }

    record User(long id, String name, Colour colour, Instant born, byte[] key) {}

    record Order(User user, List<User> others, Map<String, User> byName) {}

    record Even(int number) {
        Even {
            if (number % 2 != 0) {
                throw new IllegalArgumentException("secret " + number);
            }
        }
    }

    interface Unreadable {
        int value();
    }

    private static String misfit(String hex, Type type) {
        FluxarException e =
                catchThrowableOfType(FluxarException.class, () -> decoded(bytes(hex), type));
        assertThat(e).as(hex).isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT.code());
        assertThat(e.data()).isEmpty();
        String message = e.getMessage();
        // §4.1-2
        assertThat(message)
                .startsWith("payload does not fit: ")
                .doesNotContain(
                        "java",
                        "dev.",
                        "jackson",
                        "Test",
                        "User",
                        "Order",
                        "$",
                        "Exception",
                        "\n",
                        "secret",
                        "int",
                        "long",
                        "Colour",
                        "RED");
        return message.substring("payload does not fit: ".length());
    }

    private static String hex(Object value) {
        return encoded(value);
    }

    @Test
    void thePlaceIsNamed() {
        assertThat(misfit(hex(Map.of("id", "secret")), User.class))
                .isEqualTo("id: expected a whole number of 64 bits");
        assertThat(misfit(hex(Map.of("user", Map.of("id", "secret"))), Order.class))
                .isEqualTo("user.id: expected a whole number of 64 bits");
        assertThat(
                        misfit(
                                hex(Map.of("others", List.of(Map.of("id", 1), Map.of("id", 2.5)))),
                                Order.class))
                .isEqualTo("others[1].id: expected a whole number of 64 bits");
        assertThat(misfit("05", Order.class)).isEqualTo("expected a map");
        assertThat(misfit("a0", new GenericType<List<User>>() {}.type()))
                .isEqualTo("expected an array");
        assertThat(misfit("8105", new GenericType<List<User>>() {}.type()))
                .isEqualTo("[0]: expected a map");
    }

    @Test
    void keysOfMapsAreContentAndNotTold() {
        assertThat(misfit(hex(Map.of("byName", Map.of("secret", Map.of("id", true)))), Order.class))
                .isEqualTo("byName.*.id: expected a whole number of 64 bits");
        assertThat(misfit("a166736563726574f5", new GenericType<Map<String, Long>>() {}.type()))
                .isEqualTo("*: expected a whole number of 64 bits");
        assertThat(misfit("a166736563726574f5", new GenericType<Map<UUID, Long>>() {}.type()))
                .isEqualTo("expected a UUID");
    }

    @Test
    void whatWasExpectedIsSaidForEveryKind() {
        assertThat(misfit("6161", Boolean.class)).isEqualTo("expected true or false");
        assertThat(misfit("6161", Byte.class)).isEqualTo("expected a whole number of 8 bits");
        assertThat(misfit("6161", Short.class)).isEqualTo("expected a whole number of 16 bits");
        assertThat(misfit("6161", Integer.class)).isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("6161", BigInteger.class)).isEqualTo("expected a whole number");
        assertThat(misfit("6161", Double.class)).isEqualTo("expected a number");
        assertThat(misfit("6161", BigDecimal.class)).isEqualTo("expected a number");
        assertThat(misfit("6161", List.class)).isEqualTo("expected an array");
        assertThat(misfit("6161", int[].class)).isEqualTo("expected an array");
        assertThat(misfit("6161", Map.class)).isEqualTo("expected a map");
        assertThat(misfit("6161", User.class)).isEqualTo("expected a map");
        assertThat(misfit("6161", Colour.class)).isEqualTo("expected a text out of a fixed list");
        assertThat(misfit("00", Colour.class)).isEqualTo("expected a text out of a fixed list");
        assertThat(misfit("6161", UUID.class)).isEqualTo("expected a UUID");
        assertThat(misfit("6161", Instant.class))
                .isEqualTo("expected a date or time as ISO 8601 text");
        assertThat(misfit("6161", Duration.class))
                .isEqualTo("expected a duration as ISO 8601 text");
        assertThat(misfit("8105", new GenericType<List<String>>() {}.type()))
                .isEqualTo("[0]: expected a text");
        assertThat(misfit("814161", new GenericType<List<String>>() {}.type()))
                .isEqualTo("[0]: expected a text");
        assertThat(misfit("8105", new GenericType<List<byte[]>>() {}.type()))
                .isEqualTo("[0]: expected a byte string");
    }

    @Test
    void numbersAreNeitherCutNorRounded() {
        assertThat(misfit("190100", Byte.class)).isEqualTo("expected a whole number of 8 bits");
        assertThat(misfit("1a00010000", Short.class))
                .isEqualTo("expected a whole number of 16 bits");
        assertThat(misfit("1b0000000100000000", Integer.class))
                .isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("1bffffffffffffffff", Long.class))
                .isEqualTo("expected a whole number of 64 bits");
        assertThat(misfit("f93e00", Integer.class)).isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("f93c00", Integer.class)).isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("f5", Integer.class)).isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("f5", Double.class)).isEqualTo("expected a number");
        assertThat(misfit("01", Boolean.class)).isEqualTo("expected true or false");
    }

    @Test
    void aPrimitiveIsNeitherNullNorMissing() {
        assertThat(misfit("a1626964f6", User.class))
                .isEqualTo("id: expected a whole number of 64 bits");
        assertThat(misfit("a1626964f7", User.class))
                .isEqualTo("id: expected a whole number of 64 bits");
        assertThat(misfit("a0", User.class)).isEqualTo("id: expected a whole number of 64 bits");
        assertThat(misfit("f6", int.class)).isEqualTo("expected a whole number of 32 bits");
        assertThat(misfit("f7", int.class)).isEqualTo("expected a whole number of 32 bits");
    }

    @Test
    void whatAConstructorRefusesDoesNotFit() {
        assertThat(misfit(hex(Map.of("number", 3)), Even.class)).isEqualTo("value is not accepted");
        assertThat(
                        misfit(
                                hex(List.of(Map.of("number", 3))),
                                new GenericType<List<Even>>() {}.type()))
                .isEqualTo("[0]: value is not accepted");
    }

    @Test
    void textsThatAreNoUtf8DoNotFit() {
        assertThat(misfit("a2 626964 01 646e616d65 61ff", User.class))
                .isEqualTo("name: cannot be read");
        assertThat(misfit("8161ff", List.class)).isEqualTo("[0]: cannot be read");
    }

    @Test
    void keysThatNoTypeCanHaveDoNotFit() {
        // {[1]: 2}, {h'01': 2}
        assertThat(misfit("a1810102", Map.class)).contains("cannot be read");
        assertThat(misfit("a1810102", User.class)).contains("cannot be read");
    }

    @Test
    void theCauseStaysHere() {
        assertThatThrownBy(() -> decoded("6161", Integer.class))
                .hasCauseInstanceOf(Exception.class);
    }

    @Test
    void aTypeThatCannotBeReadIsAFaultOfThisSide() {
        assertThatThrownBy(() -> decoded("a0", Unreadable.class))
                .isInstanceOfSatisfying(
                        FluxarException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL.code()))
                .hasMessage("payload cannot be read");
    }

    @Test
    void aValueThatCannotBeEncodedIsNamedByItsType() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatThrownBy(() -> encoded(cycle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a value of type java.util.ArrayList cannot be encoded: ");
        Object failing =
                new Object() {
                    @SuppressWarnings("unused")
                    public int getValue() {
                        throw new IllegalStateException("no value");
                    }
                };
        assertThatThrownBy(() -> encoded(failing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no value");
        Object deep = 1;
        for (int i = 0; i < 64; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> encoded(tooDeep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nesting");
    }

    /** What an attacker hopes to have made. */
    public static final class Gadget implements Command, Serializable {
        private static final long serialVersionUID = 1L;
        static int made;

        public Gadget() {
            made++;
        }

        public void setCommand(String command) {
            made++;
        }
    }

    /** What a gadget would have to be. */
    public interface Command {}

    record Holder(Object anything, Serializable serializable, Command command) {}

    @Test
    void aPayloadCannotChooseAClass() {
        String gadget = Gadget.class.getName();
        Map<String, Object> byKey = Map.of("@class", gadget, "command", "x");
        List<Object> byArray = List.of(gadget, Map.of("command", "x"));
        List<Object> known =
                List.of(
                        "com.sun.rowset.JdbcRowSetImpl",
                        Map.of("dataSourceName", "ldap://x", "autoCommit", true));
        for (Object attack : List.of(byKey, byArray, known)) {
            assertThat(decoded(hex(attack), Object.class)).isInstanceOfAny(Map.class, List.class);
            for (String component : List.of("anything", "serializable")) {
                Holder holder = decoded(hex(Map.of(component, attack)), Holder.class);
                Object value =
                        component.equals("anything") ? holder.anything() : holder.serializable();
                assertThat(value).isInstanceOfAny(Map.class, List.class);
            }
            assertThatThrownBy(() -> decoded(hex(Map.of("command", attack)), Holder.class))
                    .isInstanceOf(FluxarException.class)
                    .hasMessage("payload cannot be read");
            assertThat(decoded(hex(List.of(attack)), new GenericType<List<Object>>() {}))
                    .hasSize(1);
        }
        assertThat(Gadget.made).isZero();
    }
}
