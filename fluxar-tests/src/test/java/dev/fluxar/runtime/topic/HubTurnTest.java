package dev.fluxar.runtime.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a hub has said to a session whose loop is gone. */
class HubTurnTest {

    private static final FluxarException GONE =
            new FluxarException(ErrorCode.UNAVAILABLE, "the loop is gone");

    private final List<Runnable> rounds = new ArrayList<>();
    private int count;

    private final HubTurn turn =
            new HubTurn(
                    () -> {
                        count++;
                        if (!rounds.isEmpty()) {
                            rounds.remove(0).run();
                        }
                    });

    @Test
    void whoIsRefusedWhileAnotherActsHasItLookAgain() {
        rounds.add(
                () -> {
                    turn.refuse(GONE);
                    turn.refuse(GONE);
                    assertThat(count).isEqualTo(1);
                });
        turn.refuse(GONE);
        assertThat(count).isEqualTo(2);
        turn.refuse(GONE);
        assertThat(count).isEqualTo(3);
    }

    @Test
    void oneThatFailsDoesNotSilenceThoseBehindIt() {
        rounds.add(
                () -> {
                    turn.refuse(GONE);
                    throw new IllegalStateException("first");
                });
        assertThatThrownBy(() -> turn.refuse(GONE)).hasMessage("first");
        // The one that came meanwhile relied on the one that failed.
        assertThat(count).isEqualTo(2);
        turn.refuse(GONE);
        assertThat(count).isEqualTo(3);
    }
}
