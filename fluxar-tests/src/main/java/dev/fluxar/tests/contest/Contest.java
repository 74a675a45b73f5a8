package dev.fluxar.tests.contest;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one benchmark compares, and how its results are told. */
public interface Contest {

    /** The reference of every table, where it takes part. */
    String LIMIT = "limit";

    /** What is never a reference. */
    String OURS = "fluxar";

    /** What the endpoints are asked for, for instance {@code calls}. */
    String kind();

    /** The main class of a process that is one end of a system. */
    Class<?> endpoint();

    /** The names of the systems, in the order of the tables. */
    List<String> systems();

    /** In the order of the tables. */
    List<? extends Scenario> scenarios();

    /** How figures are shown. */
    Layout layout();

    /**
     * The server of a system that is not an {@link #endpoint}, started and listening.
     *
     * @param cores the cores of servers, which it keeps to
     * @return null where the server is an endpoint
     */
    default @Nullable ProgramEnd startProgram(String system, CoreSplit cores)
            throws IOException, InterruptedException {
        return null;
    }
}
