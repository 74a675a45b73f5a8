package dev.fluxar.tests.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Half of the processor cores for each end. Left alone, the scheduler puts the two ends now on one
 * core and now on two, and the time of a wake-up differs several times between the two.
 *
 * @param server cores of the server, as {@code taskset} takes them; empty: any
 * @param client cores of the client
 */
public record CoreSplit(String server, String client) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Any core for either. */
    public static CoreSplit none() {
        return new CoreSplit("", "");
    }

    /** Halves of the cores this process may use; none where that cannot be had. */
    public static CoreSplit halves() throws IOException {
        if (!Files.isReadable(STATUS) || !Files.isExecutable(TASKSET)) {
            return none();
        }
        List<Integer> cores = new ArrayList<>();
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(ALLOWED)) {
                cores.addAll(parse(line.substring(ALLOWED.length()).trim()));
            }
        }
        int half = cores.size() / 2;
        if (half == 0) {
            return none();
        }
        return new CoreSplit(list(cores.subList(0, half)), list(cores.subList(half, cores.size())));
    }

    /** Parses the kernel's notation, for instance {@code 0-3,8}. */
    static List<Integer> parse(String ranges) {
        List<Integer> cores = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            String[] ends = range.split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            IntStream.rangeClosed(first, last).forEach(cores::add);
        }
        return cores;
    }

    private static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The command that moves all threads of a process to these cores. */
    static List<String> command(String cores, long process) {
        return List.of(TASKSET.toString(), "-a", "-c", "-p", cores, Long.toString(process));
    }

    /** What to put before a command for it to start on the server's cores. */
    public List<String> serverPrefix() {
        return server.isEmpty() ? List.of() : List.of(TASKSET.toString(), "-c", server);
    }

    @Override
    public String toString() {
        return server.isEmpty()
                ? "the scheduler places both ends"
                : "server on core " + server + ", client on core " + client;
    }
}
