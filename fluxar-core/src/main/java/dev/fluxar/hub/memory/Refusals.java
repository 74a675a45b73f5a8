package dev.fluxar.hub.memory;

import dev.fluxar.Cbor;
import dev.fluxar.ErrorCode;
import dev.fluxar.FluxarException;
import dev.fluxar.hub.ProducerId;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.ErrorInfo;
import dev.fluxar.transport.WriteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the hub says when it refuses or ends something. */
final class Refusals {

    private static final Duration RETRY = Duration.ofMillis(ErrorInfo.RETRY_MILLIS);

    private Refusals() {}

    static FluxarException invalid(String message) {
        return of(ErrorCode.INVALID_ARGUMENT, message, null, null);
    }

    static FluxarException overloaded(String message) {
        return of(ErrorCode.OVERLOADED, message, RETRY, null);
    }

    static FluxarException conflict(String message) {
        return of(ErrorCode.CONFLICT, message, null, null);
    }

    static FluxarException unsupported(String message) {
        return of(ErrorCode.UNSUPPORTED, message, null, null);
    }

    /** §10.27-3 */
    static FluxarException noRoom(Route route) {
        return overloaded(
                "no room for an event that must not be lost, at a subscription of '"
                        + route.pattern
                        + "'");
    }

    /** §10.27-1, §10.27-3 */
    static FluxarException ended(Route route) {
        return overloaded("no room for more events of '" + route.pattern + "'");
    }

    /** §10.26-4 */
    static FluxarException attachedElsewhere(DurableKey key) {
        return conflict("durable subscription '" + key.name() + "' is attached elsewhere");
    }

    /** §10.30-3 */
    static FluxarException seq(ProducerId producer, long expected) {
        return of(
                ErrorCode.CONFLICT,
                "seq " + producer.seq() + " of " + producer.id() + ", expected " + expected,
                null,
                data("expected", expected));
    }

    /** §10.30-5 */
    static FluxarException epoch(ProducerId producer, long epoch) {
        return of(
                ErrorCode.CONFLICT,
                "epoch "
                        + producer.epoch()
                        + " of "
                        + producer.id()
                        + ", expected "
                        + epoch
                        + " or a greater one",
                null,
                data("epoch", epoch));
    }

    private static FluxarException of(
            ErrorCode code, String message, @Nullable Duration retry, @Nullable Cbor data) {
        return new FluxarException(code.code(), message, code.refusalOutcome(), retry, data, null);
    }

    private static Cbor data(String key, long value) {
        WriteBuffer out = new WriteBuffer(32);
        CborWriter.head(out, CborReader.MAP, 1);
        CborWriter.text(out, key);
        CborWriter.integer(out, value);
        return Cbor.of(out.toByteArray());
    }
}
