package dev.fluxar.tests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.runtime.Insides;
import dev.fluxar.tests.stranger.Await;
import dev.fluxar.tests.stress.Duo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of this side's own while it reads. */
class FaultsTest {

    @TempDir private Path directory;

    /** It ends the session: resumed, it would be sent the same again, and fail again. */
    @ParameterizedTest
    @ValueSource(strings = {"mem", "unix"})
    void aFaultEndsASessionThatSurvives(String scheme) {
        PeerOptions options = PeerOptions.DEFAULT.withResume(Resume.DEFAULT);
        List<PeerChange.Kind> changes = new CopyOnWriteArrayList<>();
        try (Duo duo = Duo.connect(scheme, directory, options, handlers -> {})) {
            duo.near.onChange(change -> changes.add(change.kind()));
            Insides.of(duo.near).fault();
            assertThat(Await.failure(duo.near.closed()))
                    .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
            assertThat(changes).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mem", "unix"})
    void andOneThatDoesNot(String scheme) {
        try (Duo duo = Duo.connect(scheme, directory, PeerOptions.DEFAULT, handlers -> {})) {
            Insides.of(duo.near).fault();
            Await.failure(duo.near.closed());
        }
    }
}
