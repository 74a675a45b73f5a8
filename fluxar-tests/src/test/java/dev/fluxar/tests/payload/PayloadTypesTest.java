package dev.fluxar.tests.payload;

import static dev.fluxar.tests.payload.Wire.bytes;
import static dev.fluxar.tests.payload.Wire.decoded;
import static dev.fluxar.tests.payload.Wire.encoded;
import static dev.fluxar.tests.payload.Wire.throughTheWire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.GenericType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of Java type, both ways. */
class PayloadTypesTest {

    enum Colour {
        RED,
        GREEN;

        @Override
        public String toString() {
            return "the colour " + name();
        }
    }

    record GetProfile(long id) {}

    record Nothing() {}

    record Address(String street, Optional<String> city) {}

    record User(
            String name,
            int age,
            boolean active,
            double score,
            Colour colour,
            List<Address> addresses,
            Map<String, byte[]> keys,
            Instant born) {}

    record Boxed(Integer number, String text, Optional<Long> maybe) {}

    record Primitives(byte b, short s, int i, long l, float f, double d, boolean z, char c) {}

    record Page<T>(List<T> items, int total) {}

    /** A bean: a public field, a getter and setter, a default. */
    public static final class Bean {
        public String title = "untitled";
        private int size;

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            this.size = size;
        }
    }

    static Stream<Object> scalars() {
        return Stream.of(
                "",
                "text",
                "größer 😀",
                "x".repeat(100_000),
                0,
                -1,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                (short) -300,
                (byte) 127,
                true,
                false,
                1.5,
                -0.0,
                Double.MIN_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NaN,
                1.1f,
                Float.MIN_VALUE,
                'c',
                BigInteger.TEN,
                BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(64),
                BigInteger.ONE.shiftLeft(64).negate(),
                BigInteger.ONE.shiftLeft(200).negate(),
                new BigDecimal("12345678901234567890.0123456789"),
                new BigDecimal("1E+3"),
                Colour.GREEN,
                UUID.fromString("0193a5c8-f000-7a1b-8c2d-3e4f50617283"),
                URI.create("https://example.com/a?b=c"));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void aScalarComesBackAsItWas(Object value) {
        assertThat((Object) throughTheWire(value, value.getClass())).isEqualTo(value);
    }

    @Test
    void aRecordIsAMapInTheOrderOfItsComponents() {
        assertThat(encoded(new GetProfile(42))).isEqualTo("a1" + "626964" + "182a");
        assertThat(encoded(new Address("Main St", Optional.of("Ulm"))))
                .isEqualTo(
                        "a2" + "66737472656574" + "674d61696e205374" + "6463697479" + "63556c6d");
        assertThat(encoded(new Nothing())).isEqualTo("a0");
    }

    @Test
    void nestedRecordsComeBackAsTheyWere() {
        User user =
                new User(
                        "Ada",
                        36,
                        true,
                        0.1,
                        Colour.RED,
                        List.of(
                                new Address("Main St", Optional.of("Ulm")),
                                new Address("Side St", Optional.empty())),
                        Map.of("k", new byte[] {1, 2, 3}),
                        Instant.EPOCH);
        User back = throughTheWire(user, User.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(user);
        assertThat(back.keys().get("k")).containsExactly(1, 2, 3);
    }

    @Test
    void everyPrimitiveComponentComesBackAsItWas() {
        Primitives all =
                new Primitives(
                        Byte.MIN_VALUE,
                        Short.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MAX_VALUE,
                        0.1f,
                        0.1,
                        true,
                        'ß');
        assertThat(throughTheWire(all, Primitives.class)).isEqualTo(all);
    }

    @Test
    void aBeanIsAMapInAlphabeticalOrder() {
        Bean bean = new Bean();
        bean.setSize(7);
        assertThat(encoded(bean))
                .isEqualTo("a2" + "6473697a65" + "07" + "657469746c65" + "68756e7469746c6564");
        Bean back = throughTheWire(bean, Bean.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(bean);
    }

    @Test
    void whatABeanIsNotSentKeepsItsDefault() {
        assertThat(decoded("a0", Bean.class).title).isEqualTo("untitled");
    }

    @Test
    void aMissingComponentIsNullOrEmpty() {
        assertThat(decoded("a0", Boxed.class)).isEqualTo(new Boxed(null, null, Optional.empty()));
    }

    @Test
    void unknownKeysAreIgnored() {
        // {"id": 1, "more": [h'00', {1: 2}]}
        assertThat(decoded("a2 626964 01 646d6f7265 82 4100 a10102", GetProfile.class))
                .isEqualTo(new GetProfile(1));
    }

    @Test
    void collectionsAndArraysAreArrays() {
        assertThat(encoded(List.of(1, 2))).isEqualTo("820102");
        assertThat(encoded(Set.of("a"))).isEqualTo("816161");
        assertThat(encoded(new ArrayDeque<>(List.of(true)))).isEqualTo("81f5");
        assertThat(encoded(new int[] {1, -1})).isEqualTo("820120");
        assertThat(encoded(new String[] {"a", null})).isEqualTo("826161f6");
        assertThat(encoded(new double[] {0.5, 0.1})).isEqualTo("82f93800fb3fb999999999999a");
        assertThat(encoded(new byte[][] {{1}, {}})).isEqualTo("82410140");
        assertThat(encoded(List.of())).isEqualTo("80");

        assertThat(throughTheWire(new int[] {1, -1}, int[].class)).containsExactly(1, -1);
        assertThat(throughTheWire(new byte[][] {{1}, {}}, byte[][].class))
                .isDeepEqualTo(new byte[][] {{1}, {}});
        assertThat(throughTheWire(List.of(new GetProfile(1)), GetProfile[].class))
                .containsExactly(new GetProfile(1));
    }

    @Test
    void mapsAreMaps() {
        Map<String, Object> map =
                new TreeMap<>(Map.of("a", 1, "b", List.of("c"), "d", new byte[] {1}));
        assertThat(encoded(map)).isEqualTo("a3" + "616101" + "6162816163" + "61644101");
        assertThat(encoded(Map.of(7, "x"))).isEqualTo("a1076178");
        assertThat(encoded(Map.of())).isEqualTo("a0");
        EnumMap<Colour, Integer> byColour = new EnumMap<>(Map.of(Colour.RED, 1));
        assertThat(encoded(byColour)).isEqualTo("a16352454401");
        assertThat(throughTheWire(byColour, new GenericType<Map<Colour, Integer>>() {}))
                .isEqualTo(byColour);
        assertThat(throughTheWire(Map.of(7, "x"), new GenericType<Map<Integer, String>>() {}))
                .isEqualTo(Map.of(7, "x"));
    }

    @Test
    void lengthsAreDefiniteHoweverManyEntriesThereAre() {
        for (int size : new int[] {0, 1, 23, 24, 255, 256, 65_535, 65_536}) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                numbers.add(i);
            }
            // An iterator does not tell Jackson its size, a list does.
            assertThat(encoded(numbers.iterator())).isEqualTo(encoded(numbers));
        }
    }

    @Test
    void longTextsAreOneString() {
        String text = "ü😀".repeat(20_000);
        String inside = encoded(List.of(text));
        assertThat(inside).startsWith("81" + "7a0001d4c0");
        assertThat(inside).isEqualTo("81" + encoded(text));
    }

    @Test
    void floatsAreTheShortestThatIsExact() {
        assertThat(encoded(1.5)).isEqualTo("f93e00");
        assertThat(encoded(1.5f)).isEqualTo("f93e00");
        assertThat(encoded(100_000.0)).isEqualTo("fa47c35000");
        assertThat(encoded(0.1)).isEqualTo("fb3fb999999999999a");
        assertThat(encoded(List.of(1.5, 100_000.0, 0.1)))
                .isEqualTo("83f93e00fa47c35000fb3fb999999999999a");
    }

    @Test
    void bigIntegersAreIntegersWhereTheyFit() {
        assertThat(encoded(BigInteger.TEN)).isEqualTo("0a");
        assertThat(encoded(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)))
                .isEqualTo("1bffffffffffffffff");
        assertThat(encoded(BigInteger.ONE.shiftLeft(64))).isEqualTo("c249010000000000000000");
        assertThat(encoded(BigInteger.ONE.shiftLeft(64).negate())).isEqualTo("3bffffffffffffffff");
        assertThat(encoded(BigInteger.ONE.shiftLeft(64).not())).isEqualTo("c349010000000000000000");
    }

    @Test
    void genericTypesAreKept() {
        List<GetProfile> list = List.of(new GetProfile(1), new GetProfile(2));
        assertThat(throughTheWire(list, new GenericType<List<GetProfile>>() {})).isEqualTo(list);
        Map<String, List<GetProfile>> map = Map.of("a", list, "b", List.of());
        assertThat(throughTheWire(map, new GenericType<Map<String, List<GetProfile>>>() {}))
                .isEqualTo(map);
        Page<GetProfile> page = new Page<>(list, 2);
        assertThat(throughTheWire(page, new GenericType<Page<GetProfile>>() {})).isEqualTo(page);
        assertThat(throughTheWire(Set.of(1L), new GenericType<Set<Long>>() {}))
                .isEqualTo(Set.of(1L));
        assertThat(throughTheWire(List.of(1), new GenericType<long[]>() {})).containsExactly(1L);
    }

    @Test
    void anOptionalIsWhatIsInItOrNull() {
        assertThat(encoded(Optional.of("a"))).isEqualTo("6161");
        assertThat(encoded(Optional.empty())).isEqualTo("f6");
        assertThat(encoded(OptionalInt.of(3))).isEqualTo("03");
        assertThat(decoded("6161", new GenericType<Optional<String>>() {})).contains("a");
        assertThat(decoded("f6", new GenericType<Optional<String>>() {})).isEmpty();
        assertThat((Object) decoded("f6", Optional.class)).isEqualTo(Optional.empty());
        assertThat(decoded("f6", OptionalInt.class)).isEmpty();
    }

    @Test
    void withoutATypeValuesAreReadAsWhatTheyAre() {
        // {"a": 1, "b": [1.5, h'01', true, null], "c": 2^40, "d": 2^64, "e": {"f": "g"}}
        Object value =
                decoded(
                        "bf 6161 01 6162 84f93e004101f5f6 6163 1b0000010000000000"
                                + "6164 c249010000000000000000 6165 a161666167 ff",
                        Object.class);
        assertThat(value).isInstanceOf(Map.class);
        Map<?, ?> map = (Map<?, ?>) value;
        assertThat(map.get("a")).isEqualTo(1);
        assertThat((List<?>) map.get("b"))
                .usingRecursiveComparison()
                .isEqualTo(Arrays.asList(1.5, new byte[] {1}, true, null));
        assertThat(map.get("c")).isEqualTo(1L << 40);
        assertThat(map.get("d")).isEqualTo(BigInteger.ONE.shiftLeft(64));
        assertThat(map.get("e")).isEqualTo(Map.of("f", "g"));
    }

    @Test
    void integersOfAnyWidthAndIndefiniteLengthsAreRead() {
        GetProfile one = new GetProfile(1);
        for (String number : List.of("01", "1801", "190001", "1a00000001", "1b0000000000000001")) {
            assertThat(decoded("a1626964" + number, GetProfile.class)).isEqualTo(one);
            assertThat(decoded("bf7f61696164ff" + number + "ff", GetProfile.class)).isEqualTo(one);
            assertThat(decoded("b90001626964" + number, GetProfile.class)).isEqualTo(one);
        }
        assertThat((Object) decoded("9f01bf6161f5ffff", List.class))
                .isEqualTo(List.of(1, Map.of("a", true)));
        assertThat(decoded("f93c00", Double.class)).isEqualTo(1.0);
        assertThat(decoded("f90001", Double.class)).isEqualTo(0x1p-24);
        assertThat(decoded("05", Double.class)).isEqualTo(5.0);
        assertThat(decoded("d9d9f7a162696401", GetProfile.class)).isEqualTo(one);
    }

    @Test
    void bytesInsideObjectsAreByteStringsAndBase64IsRead() {
        assertThat(encoded(Map.of("k", new byte[] {1, 2}))).isEqualTo("a1616b420102");
        GenericType<Map<String, byte[]>> type = new GenericType<>() {};
        assertThat(decoded("a1616b6441514d3d", type).get("k")).isEqualTo(bytes("0103"));
        assertThat(decoded("a1616b5f41014103ff", type).get("k")).isEqualTo(bytes("0103"));
    }
}
