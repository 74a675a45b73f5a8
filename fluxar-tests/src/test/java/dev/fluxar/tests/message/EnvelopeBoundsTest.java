package dev.fluxar.tests.message;

import static dev.fluxar.tests.message.Refusal.CALL_HEAD;
import static dev.fluxar.tests.message.Refusal.error;
import static dev.fluxar.tests.message.Refusal.errorWith;
import static dev.fluxar.tests.message.Refusal.malformed;
import static dev.fluxar.tests.message.Refusal.meta;
import static dev.fluxar.tests.message.Refusal.payload;
import static dev.fluxar.tests.message.Refusal.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fluxar.message.EnvelopeDecoder;
import dev.fluxar.message.EnvelopeView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Depths, lengths and counts that a hostile peer announces (spec §1.2). */
class EnvelopeBoundsTest {

    private static Fields read(String hex) {
        return Fields.decode(hex);
    }

    // §1.2-4
    @Test
    void nestingIs64DeepAtMost() {
        for (String[] around :
                new String[][] {
                    {"81", ""}, {"9f", "ff"}, {"a16161", ""}, {"bf00", "ff"}, {"c1", ""}
                }) {
            String open = around[0];
            for (String leaf : List.of("01", "6161", "7f6161ff", "5fff", "f6", "f93c00")) {
                read(payload(nest(open, around[1], 63, leaf)));
                assertThat(malformed(payload(nest(open, around[1], 64, leaf))))
                        .contains("nesting deeper than 64");
                read(meta("a16161" + nest(open, around[1], 62, leaf)));
                malformed(meta("a16161" + nest(open, around[1], 63, leaf)));
                read(errorWith("6464617461" + nest(open, around[1], 62, leaf)));
                malformed(errorWith("6464617461" + nest(open, around[1], 63, leaf)));
                read(errorWith("6161" + nest(open, around[1], 62, leaf)));
                malformed(errorWith("6161" + nest(open, around[1], 63, leaf)));
            }
        }
        // An empty array nests as deep as one that holds something.
        read(payload("81".repeat(62) + "80"));
        malformed(payload("81".repeat(63) + "80"));
    }

    private static String nest(String open, String close, int depth, String leaf) {
        return open.repeat(depth) + leaf + close.repeat(depth);
    }

    @Test
    void nestingThatNeverEndsIsRefusedBeforeTheStackIs() {
        for (String open : List.of("81", "9f", "a1", "bf", "c1", "d81f")) {
            malformed(payload(open.repeat(100_000)));
        }
    }

    // §1.2-3
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7fffffffffffffff",
                "8000000000000000",
                "ffffffffffffffff",
                "0000000080000000",
                "000000007fffffff",
                "00000000ffffffff",
                "4000000000000000",
                "0000000000001000"
            })
    void lengthsAndCountsBeyondTheInputAreMalformed(String count) {
        for (String major : List.of("5b", "7b", "9b", "bb")) {
            String head = major + count;
            malformed(head);
            malformed(payload(head + "00"));
            malformed(payload("81" + head));
            malformed(meta("a16161" + head + "00"));
            malformed(meta(head + "6161"));
            malformed(target(head));
            malformed(error(head + "6161"));
            malformed("87 02" + head + "00".repeat(40));
            malformed(payload("5f" + head + "00ff"));
            malformed(target("7f" + head + "61ff"));
        }
    }

    @Test
    void countsThatAllButFitAreMalformed() {
        // What is left after the head: one byte of payload too few, with the error's byte.
        malformed(payload("83 01"));
        malformed(payload("a1 01"));
        malformed(payload("43 0101"));
        malformed("87 02 f6 f6 f6 f6 f6");
    }

    @Test
    void manyTinyChunksAreReadInLinearTime() {
        String chunks = "7f" + "6161".repeat(1_000_000) + "ff";
        byte[] envelope = Fields.bytes(CALL_HEAD + chunks + "f6 f6 f6");
        EnvelopeView view = new EnvelopeView();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> new EnvelopeDecoder().decode(envelope, 0, envelope.length, view));
        assertThat(view.targetLength()).isEqualTo(1_000_000);
    }
}
