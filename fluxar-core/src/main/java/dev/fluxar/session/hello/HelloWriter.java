package dev.fluxar.session.hello;

import dev.fluxar.Credit;
import dev.fluxar.Rate;
import dev.fluxar.message.CborReader;
import dev.fluxar.message.CborWriter;
import dev.fluxar.message.CreditCodec;
import dev.fluxar.transport.WriteBuffer;

/** Writes what offer and answer have in common (spec §8.2 and §8.3). */
final class HelloWriter {

    private final WriteBuffer entries = new WriteBuffer(128);
    private int keys;

    WriteBuffer key(String key) {
        keys++;
        CborWriter.text(entries, key);
        return entries;
    }

    /** Name, agent, limits and, when any are to be used, capabilities. */
    void common(Introduction introduction, Capabilities capabilities) {
        if (introduction.name() != null) {
            CborWriter.text(key("name"), introduction.name());
        }
        if (introduction.agent() != null) {
            CborWriter.text(key("agent"), introduction.agent());
        }
        if (!capabilities.equals(Capabilities.NONE)) {
            capabilities.write(key("caps"));
        }
        limits(introduction.limits(), capabilities);
    }

    /** Those of parts and of resume have effect only with that capability. §11.4 §9.9 */
    private void limits(Announced limits, Capabilities capabilities) {
        boolean parts = capabilities.parts();
        boolean resume = capabilities.resume();
        WriteBuffer out = key("limits");
        Credit credit = limits.credit();
        Rate rate = limits.rate();
        CborWriter.head(
                out,
                CborReader.MAP,
                4
                        + (parts ? 2 : 0)
                        + (credit == null ? 0 : 1)
                        + (rate == null ? 0 : 1)
                        + (resume ? 1 : 0));
        limit(out, "message", limits.message());
        limit(out, "frame", limits.frame());
        limit(out, "exchanges", limits.exchanges());
        if (parts) {
            limit(out, "part", limits.part());
            limit(out, "payload", limits.payload());
        }
        if (credit != null) {
            CborWriter.text(out, "credit");
            CreditCodec.write(out, credit);
        }
        limit(out, "subscriptions", limits.subscriptions());
        if (rate != null) {
            CborWriter.text(out, "rate");
            CreditCodec.write(out, rate.perSecond(), rate.burst());
        }
        if (resume) {
            limit(out, "replay", limits.replay());
        }
    }

    private static void limit(WriteBuffer out, String key, long value) {
        CborWriter.text(out, key);
        CborWriter.integer(out, value);
    }

    /** The map of all keys. */
    byte[] map() {
        WriteBuffer inner = new WriteBuffer(entries.length() + 1);
        CborWriter.head(inner, CborReader.MAP, keys);
        byte[] encoded = entries.toByteArray();
        inner.write(encoded, 0, encoded.length);
        return inner.toByteArray();
    }
}
