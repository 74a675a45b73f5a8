package dev.fluxar.tests.contest;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Columns of a table.
 *
 * @param unit what is counted each second, for instance {@code ops}
 * @param columns between the rate and the ratios
 * @param latencyRatio whether the median latency is told as a multiple of the limit's
 * @param notes lines under the tables
 */
public record Layout(String unit, List<Column> columns, boolean latencyRatio, List<String> notes) {

    /** Median latency. */
    public static final Column P50 = new Column("p50 us", "p50_us", 1, 2, Figures::p50Micros);

    /** 99th percentile of latency. */
    public static final Column P99 = new Column("p99 us", "p99_us", 1, 2, Figures::p99Micros);

    /** CPU time of the server's process for each operation. */
    public static final Column SERVER_CPU =
            new Column("cpu server", "server_cpu_us", 3, 4, Figures::serverCpuMicros);

    /** CPU time of the client's process for each operation. */
    public static final Column CLIENT_CPU =
            new Column("cpu client", "client_cpu_us", 3, 4, Figures::clientCpuMicros);

    /** Heap bytes that the client's process allocated for each operation. */
    public static final Column CLIENT_BYTES =
            new Column("B client", "client_bytes", 0, 1, Figures::clientBytes);

    /**
     * One column.
     *
     * @param head in the table
     * @param csvHead in the file
     * @param digits after the point, in the table
     * @param csvDigits after the point, in the file
     * @param figure what it shows
     */
    public record Column(
            String head,
            String csvHead,
            int digits,
            int csvDigits,
            ToDoubleFunction<Figures> figure) {

        private static final int LEAST_WIDTH = 9;

        int width() {
            return Math.max(LEAST_WIDTH, head.length());
        }
    }
}
