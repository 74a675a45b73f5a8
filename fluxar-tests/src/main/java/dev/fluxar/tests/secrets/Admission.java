package dev.fluxar.tests.secrets;

import dev.fluxar.PeerOptions;
import dev.fluxar.crypto.CredentialsFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that lets others in. */
public final class Admission {

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "Lets in whom this file lists, and nobody else. 'hash' makes its lines.")
    private @Nullable Path file;

    @Option(names = "--anonymous", description = "Lets in who presents nothing too.")
    private boolean anonymous;

    @Option(
            names = "--open-credentials",
            description = "Accepts credentials where others may read them: tcp and ws. Dangerous.")
    private boolean open;

    /** Made by the command line. */
    public Admission() {}

    /**
     * Adds what was given to the settings of a peer.
     *
     * @param options of the peer
     * @return the same where no file was given
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when a line of it is none
     */
    public PeerOptions addTo(PeerOptions options) throws IOException {
        Path given = file;
        return given == null
                ? options
                : options.withAuthenticator(CredentialsFile.read(given))
                        .withAnonymous(anonymous)
                        .withOpenCredentials(open);
    }
}
