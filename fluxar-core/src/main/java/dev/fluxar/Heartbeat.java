package dev.fluxar;

import java.time.Duration;

/**
 * How soon silence is noticed (spec §9.1). The smaller wish of the two peers is in force for both.
 *
 * @param interval a ping is sent after this long without a byte from the other side, and the
 *     connection is dead after three times that: 100 ms to 1 hour
 */
public record Heartbeat(Duration interval) {

    /** 15 seconds. */
    public static final Heartbeat DEFAULT = new Heartbeat(Duration.ofSeconds(15));

    /** Checks the range. */
    public Heartbeat {
        if (interval.toMillis() < 100 || interval.toMillis() > 3_600_000) {
            throw new IllegalArgumentException(
                    "heartbeat interval is " + interval + ", expected PT0.1S to PT1H");
        }
    }
}
