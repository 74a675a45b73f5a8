package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.meta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.Credit;
import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import dev.fluxar.message.MetaCursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meta, several keys in one pass, §3.2. */
class MetaCursorTest {

    private final MetaCursor cursor = new MetaCursor(new MetaCursor.Keys("seq", "ts", "a"));

    private static EnvelopeView view(String map) {
        byte[] envelope = Fields.bytes(meta(map));
        EnvelopeView view = new EnvelopeView();
        new EnvelopeDecoder().decode(envelope, 0, envelope.length, view);
        return view;
    }

    /** Stands at the value of the key {@code a}. */
    private MetaCursor value(String item) {
        assertThat(cursor.reset(view("a1 6161" + item)).next()).isEqualTo(2);
        return cursor;
    }

    @Test
    void keysAreFoundInTheOrderOfTheMapAndOthersAreSkipped() {
        cursor.reset(view("a5 6178 82 01 a10203  627473 05  6179 01  63736571 18ff  617a f6"));
        assertThat(cursor.next()).isEqualTo(1);
        assertThat(cursor.unsigned()).isEqualTo(5);
        assertThat(cursor.next()).isZero();
        assertThat(cursor.unsigned()).isEqualTo(255);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
        assertThatThrownBy(cursor::unsigned).isInstanceOf(IllegalStateException.class);
    }

    // As if absent: §1.2-8
    @Test
    void nullsAreSkipped() {
        cursor.reset(view("a2 63736571 f6 627473 07"));
        assertThat(cursor.next()).isEqualTo(1);
        assertThat(cursor.unsigned()).isEqualTo(7);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
    }

    // §1.2-2: any well-formed encoding
    @Test
    void mapsAndKeysOfIndefiniteLengthAreRead() {
        cursor.reset(
                view("bf 7f 6173 626571 ff 1800  6178 7f 6161 ff  627473 1b0000000000000009 ff"));
        assertThat(cursor.next()).isZero();
        assertThat(cursor.unsigned()).isZero();
        assertThat(cursor.next()).isEqualTo(1);
        assertThat(cursor.unsigned()).isEqualTo(9);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
    }

    @Test
    void whatIsNotReadOfAValueIsSkipped() {
        cursor.reset(view("a3 63736571 84 01 02 03 8104  6161 6378797a  627473 05"));
        assertThat(cursor.next()).isZero();
        cursor.array(4);
        assertThat(cursor.unsigned()).isEqualTo(1);
        assertThat(cursor.next()).isEqualTo(2);
        assertThat(cursor.next()).isEqualTo(1);
        assertThat(cursor.unsigned()).isEqualTo(5);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
    }

    @Test
    void noMetaHasNoKeys() {
        assertThat(cursor.reset(view("a0")).next()).isEqualTo(MetaCursor.END);
        assertThat(cursor.reset(view("f6")).next()).isEqualTo(MetaCursor.END);
        assertThat(cursor.reset(new byte[0], 0, 0).next()).isEqualTo(MetaCursor.END);
    }

    @Test
    void theMetaOfAViewCanBeReadInPlace() {
        EnvelopeView view = view("a1 6161 07");
        assertThat(view.metaLength()).isEqualTo(4);
        assertThat(view.source()).isSameAs(view.payloadSource());
        cursor.reset(view.source(), view.metaOffset(), view.metaLength());
        assertThat(cursor.next()).isEqualTo(2);
        assertThat(cursor.unsigned()).isEqualTo(7);
    }

    @Test
    void valuesAreReadAsWhatTheyAre() {
        assertThat(value("1bffffffffffffffff").unsigned()).isEqualTo(Long.MAX_VALUE);
        assertThat(value("f5").bool()).isTrue();
        assertThat(value("f4").bool()).isFalse();
        assertThat(value("62c3bc").isText()).isTrue();
        assertThat(value("01").isText()).isFalse();
        assertThat(value("62c3bc").text()).isEqualTo("\u00fc");
        assertThat(value("7f 6161 6162 ff").text()).isEqualTo("ab");
        assertThat(value("82 01 02").credit()).isEqualTo(new Credit(1, 2));
        assertThat(value("9f 00 1bffffffffffffffff ff").credit())
                .isEqualTo(new Credit(0, Long.MAX_VALUE));
    }

    // The id, epoch and number of a producer
    @Test
    void anArrayOfSeveralKindsIsReadItemByItem() {
        value("83 6270 31 05 1864").array(3);
        assertThat(cursor.text()).isEqualTo("p1");
        assertThat(cursor.unsigned()).isEqualTo(5);
        assertThat(cursor.unsigned()).isEqualTo(100);
        assertThatThrownBy(cursor::unsigned).isInstanceOf(IllegalStateException.class);
        assertThat(cursor.next()).isEqualTo(MetaCursor.END);
    }

    @ParameterizedTest
    @CsvSource({
        "unsigned, 20, a negative integer, an unsigned integer",
        "unsigned, 6161, a text string, an unsigned integer",
        "bool, 00, an unsigned integer, true or false",
        "text, 4161, a byte string, a text string",
        "credit, 05, an unsigned integer, an array",
        "credit, 8101, an array of 1, one of 2",
        "credit, 9f010203ff, an array of 3, one of 2",
        "credit, 820120, a negative integer, an unsigned integer",
        "credit, 82f600, null, an unsigned integer"
    })
    void aValueOfAnotherKindIsToldWithItsKey(
            String read, String item, String found, String expected) {
        value(item);
        assertThatThrownBy(
                        () -> {
                            switch (read) {
                                case "unsigned" -> cursor.unsigned();
                                case "bool" -> cursor.bool();
                                case "text" -> cursor.text();
                                default -> cursor.credit();
                            }
                        })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meta key 'a' is " + found)
                .hasMessageContaining(", expected " + expected);
    }

    // §1.2-9
    @Test
    void aTextThatIsNoUtf8IsTold() {
        value("61ff");
        assertThatThrownBy(cursor::text).isInstanceOf(IllegalArgumentException.class);
    }
}
