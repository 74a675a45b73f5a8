package dev.fluxar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the other side wrote, in a log of this side. */
class ShownWordsTest {

    @Test
    void theWordsOfTheOtherSideStayOnOneShortLine() {
        String shown =
                RuntimeListener.shown("gone\n[main] all is well \u001b[2J" + "x".repeat(500));
        assertThat(shown)
                .startsWith("gone?[main] all is well ?[2Jxxx")
                .endsWith("xxx...")
                .hasSizeLessThan(210)
                .doesNotContain("\n", "\u001b");
    }
}
