package dev.fluxar.tests.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CoreSplitTest {

    @Test
    void theKernelsNotationIsRead() {
        assertThat(CoreSplit.parse("0")).containsExactly(0);
        assertThat(CoreSplit.parse("0-3,8")).containsExactly(0, 1, 2, 3, 8);
    }

    @Test
    void theEndsShareNoCore() throws IOException {
        CoreSplit split = CoreSplit.halves();
        if (!split.server().isEmpty()) {
            assertThat(CoreSplit.parse(split.server()))
                    .doesNotContainAnyElementsOf(CoreSplit.parse(split.client()));
        }
    }
}
