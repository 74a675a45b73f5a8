package dev.fluxar.tests.tool;

import dev.fluxar.FluxarException;
import dev.fluxar.Handlers;
import dev.fluxar.Peer;
import dev.fluxar.PeerChange;
import dev.fluxar.PeerOptions;
import dev.fluxar.Resume;
import dev.fluxar.message.EnvelopeLine;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --resume} and what belongs to it: a session outlives its connection. */
public final class Surviving {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--resume",
            description = {
                "Keeps the session when its connection is lost, connects again and goes on where it"
                        + " was; both sides have to say so.",
                "Loopback addresses are taken as trusted with it."
            })
    private boolean resume;

    @Option(
            names = "--trusted",
            description =
                    "Declares that nobody else can read what goes over these addresses: a tunnel, say."
                            + " Without it sessions over tcp and ws survive on loopback only.")
    private boolean trusted;

    /** Made by the command line. */
    public Surviving() {}

    /**
     * Whether sessions are to outlive their connections.
     *
     * @return whether
     */
    public boolean isWanted() {
        return resume;
    }

    /**
     * Settings with what was asked for.
     *
     * @param options without
     * @param window how long a listener keeps a session, null for the usual time
     * @return with
     */
    public PeerOptions in(PeerOptions options, @Nullable Duration window) {
        if (!resume) {
            if (window != null) {
                throw usage("--window without --resume, expected both or neither");
            }
            return options;
        }
        try {
            return options.withResume(
                    window == null ? Resume.DEFAULT : Resume.DEFAULT.withWindow(window));
        } catch (IllegalArgumentException e) {
            throw usage("--window: " + e.getMessage());
        }
    }

    /**
     * Declares the addresses trusted where that was asked for, or is so.
     *
     * @param handlers of a connector or a listener
     * @param uris its addresses
     * @param listens whether it is a listener: that is who decides whether a session survives
     */
    public void declare(Handlers<?> handlers, List<String> uris, boolean listens) {
        List<String> open = uris.stream().filter(Surviving::mayBeRead).toList();
        if (trusted || (resume && open.isEmpty())) {
            handlers.trusted();
        } else if (resume && listens) {
            throw usage(
                    "--resume at "
                            + open.get(0)
                            + ": others may read what goes there, and take a session over by that;"
                            + " expected loopback, unix, or --trusted beside it");
        }
    }

    private static boolean mayBeRead(String uri) {
        URI parsed = URI.create(uri);
        boolean host = List.of("tcp", "ws").contains(String.valueOf(parsed.getScheme()));
        return host && !LOOPBACK.matcher(String.valueOf(parsed.getHost())).matches();
    }

    /**
     * Tells what becomes of a session's connection, a line each.
     *
     * @param peer the other side
     * @param who what the lines name it, or nothing
     * @param to standard error
     */
    public void tell(Peer peer, String who, PrintWriter to) {
        if (resume) {
            peer.onChange(change -> to.println(line(change, who)));
        }
    }

    private static String line(PeerChange change, String who) {
        String kind = who.isEmpty() ? change.kind().toString() : change.kind() + " " + who;
        FluxarException reason = change.reason();
        return reason == null
                ? kind + ": " + change.replayed() + " sent again"
                : kind + ": " + EnvelopeLine.printable(String.valueOf(reason.getMessage()));
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
